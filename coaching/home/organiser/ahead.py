"""What an organiser has to do next in an edition, phase by phase."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.web.templatetags.prose import day, deadline, longdate
from coaching.home.holder.ahead import NextAction
from coaching.home.organiser.facts import EditionFacts, address_of_mentors, describe_received, reverse_in
from coaching.home.organiser.setting_up import list_session_steps, set_up
from coaching.home.organiser.year import (
    AFTER_THE_SESSION,
    NOTHING_YET,
    YearFacts,
    next_in_the_year,
    open_survey,
    reread_news,
)
from programmes.actions.editions import missing_before_publication, to_confirm_before_publication
from programmes.enums import Phase
from programmes.models import Edition
from programmes.queries import describe_pending_invitations


def next_for_organiser(
    edition: Edition, facts: EditionFacts, at: datetime, year: YearFacts = NOTHING_YET
) -> NextAction:
    """The one thing to do in this edition at this instant, or what comes next."""
    phase = edition.phase(at)
    if phase in AFTER_THE_SESSION:
        return next_in_the_year(edition, facts, year, at)
    steps = {
        Phase.DRAFT: _in_draft,
        Phase.ANNOUNCED: _in_announced,
        Phase.CALL: _in_call,
        Phase.SELECTION: _in_selection,
        Phase.PREPARATION: _in_preparation,
        Phase.SESSION: _in_session,
        Phase.CLOSED: _in_closed,
    }
    return steps[phase](edition, facts, at)


def _in_draft(edition: Edition, facts: EditionFacts, at: datetime) -> NextAction:
    steps = set_up(edition, facts)
    left = [step for step in steps if not (step.done or step.can_wait)]
    if left:
        return NextAction(left[0].label, left[0].text, left[0].href, _("Continuer"))
    missing = missing_before_publication(edition.call)
    remaining = missing or to_confirm_before_publication(edition.call, at)
    if remaining:
        return NextAction(
            _("Complétez l’appel avant de le publier") if missing else _("Relisez avant de publier l’appel"),
            str(remaining[0]),
            reverse_in("programmes:manage_call", edition),
            _("Voir ce qui reste"),
        )
    return NextAction(
        _("Tout est prêt : publiez l’appel"),
        _("Il s’ouvre et se ferme tout seul, à ses dates."),
        reverse_in("programmes:manage_call", edition),
        _("Publier l’appel"),
    )


def _in_announced(edition: Edition, facts: EditionFacts, at: datetime) -> NextAction:
    if not facts.reviewers:
        invited = describe_pending_invitations(facts.invited_reviewers)
        return NextAction(
            _("Comité : %(invited)s") % {"invited": invited}
            if invited
            else _("Invitez les membres du comité"),
            _("L’appel ouvre %(when)s.") % {"when": longdate(edition.call.opens_at)},
            reverse_in("programmes:manage_people", edition),
            _("Voir les invitations") if invited else _("Inviter"),
        )
    return NextAction(
        _("L’appel ouvre %(when)s") % {"when": longdate(edition.call.opens_at)},
        _("Rien à faire d’ici là : il s’ouvre tout seul."),
    )


def _in_call(edition: Edition, facts: EditionFacts, at: datetime) -> NextAction:
    if facts.to_check:
        return _check(edition, facts)
    text = ngettext(
        "%(count)d dossier est en cours de rédaction.",
        "%(count)d dossiers sont en cours de rédaction.",
        facts.drafts,
    ) % {"count": facts.drafts}
    return NextAction(
        _("L’appel est ouvert : dépôt %(when)s") % {"when": deadline(edition.call.closes_at, at)}, text
    )


def _check(edition: Edition, facts: EditionFacts) -> NextAction:
    title = ngettext("%(count)d dossier à vérifier", "%(count)d dossiers à vérifier", facts.to_check)
    return NextAction(
        title % {"count": facts.to_check},
        _("Le comité ne voit que les dossiers recevables."),
        reverse_in("projects:manage_applications", edition) + "?state=submitted",
        _("Vérifier"),
    )


def _in_selection(edition: Edition, facts: EditionFacts, at: datetime) -> NextAction:
    if facts.to_check:
        return _check(edition, facts)
    if facts.unassigned:
        title = ngettext(
            "%(count)d dossier n’a pas d’évaluateur",
            "%(count)d dossiers n’ont pas d’évaluateur",
            facts.unassigned,
        )
        return NextAction(
            title % {"count": facts.unassigned},
            _("Proposez une affectation, ajustez-la, appliquez-la."),
            reverse_in("projects:manage_assignment", edition),
            _("Affecter"),
        )
    if facts.left_short and not edition.reviews_are_closed(at):
        title = ngettext(
            "Il manque quelqu’un pour évaluer %(count)d dossier",
            "Il manque quelqu’un pour évaluer %(count)d dossiers",
            facts.left_short,
        )
        return NextAction(
            title % {"count": facts.left_short},
            _("Un déport ou un départ laisse des évaluations à faire : confiez-les à quelqu’un d’autre."),
            reverse_in("projects:manage_assignment", edition),
            _("Affecter"),
        )
    is_late = edition.reviews_are_closed(at)
    missing = facts.late_reviews if is_late else facts.reviews_expected - facts.reviews_done
    if facts.undecided and missing > 0:
        title = ngettext("%(count)d évaluation est attendue", "%(count)d évaluations sont attendues", missing)
        due_at = facts.late_until if is_late else edition.reviews_due_at
        due = deadline(due_at, at) if due_at else ""
        return NextAction(
            title % {"count": missing},
            due and describe_received(facts.reviews_done, facts.reviews_expected, due),
            reverse_in("projects:manage_assignment", edition) + "#loads",
            _("Voir où en est le comité"),
        )
    if facts.undecided:
        title = ngettext(
            "%(count)d dossier attend une décision",
            "%(count)d dossiers attendent une décision",
            facts.undecided,
        )
        return NextAction(
            title % {"count": facts.undecided},
            ""
            if facts.selected is None
            else _("%(selected)d retenus pour %(places)d places.")
            % {"selected": facts.selected, "places": edition.places},
            reverse_in("projects:deliberation", edition),
            _("Délibérer"),
        )
    if facts.unannounced:
        return NextAction(
            _("Tout est décidé : annoncez"),
            _("Chaque personne reçoit sa réponse et ses raisons."),
            reverse_in("projects:announce", edition),
            _("Préparer l’annonce"),
        )
    return NextAction(_("Aucun dossier à examiner"), _("L’appel s’est clos sans dossier recevable."))


def _in_preparation(edition: Edition, facts: EditionFacts, at: datetime) -> NextAction:
    if facts.planned is None:
        return NextAction(
            _("Préparez la session"),
            _("Un déroulé de deux jours vous attend, entièrement modifiable."),
            reverse_in("coaching:manage_session", edition),
            _("Commencer"),
        )
    alone = facts.confirmed - facts.paired
    if alone and not facts.mentors:
        return NextAction(
            _("Personne ne peut encore accompagner les projets"),
            _("Invitez des parrains et marraines : vous les proposerez ensuite aux projets."),
            reverse_in("programmes:manage_people", edition),
            _("Inviter"),
        )
    if alone:
        title = ngettext(
            "%(count)d projet n’a ni parrain ni marraine",
            "%(count)d projets n’ont ni parrain ni marraine",
            alone,
        )
        return NextAction(
            title % {"count": alone},
            ngettext(
                "%(count)d personne peut accompagner.",
                "%(count)d personnes peuvent accompagner.",
                facts.mentors,
            )
            % {"count": facts.mentors},
            address_of_mentors(edition),
            _("Proposer un parrainage"),
        )
    if facts.published_at is None:
        return NextAction(
            _("Publiez le programme"),
            _("Vérifiez les créneaux ; vous verrez combien de messages partent."),
            reverse_in("coaching:manage_session", edition),
            _("Relire le déroulé"),
        )
    if facts.offered:
        title = ngettext(
            "%(count)d projet n’a pas encore confirmé",
            "%(count)d projets n’ont pas encore confirmé",
            facts.offered,
        )
        return NextAction(
            title % {"count": facts.offered},
            _("Un rappel part de lui-même au bout de cinq jours."),
            reverse_in("projects:announce", edition) + "#places",
            _("Voir qui vient"),
        )
    for step in list_session_steps(edition, facts):
        if not step.done:
            return NextAction(step.label, step.text, step.href, _("Continuer"))
    return NextAction(_("Tout est prêt pour la session"), day(edition.session_starts_on))


def _in_session(edition: Edition, facts: EditionFacts, at: datetime) -> NextAction:
    if facts.planned is None:  # its dates have come, and nobody prepared it
        return _in_preparation(edition, facts, at)
    if facts.survey is None and timezone.localdate(at) == edition.session_ends_on:
        return open_survey(edition)
    return NextAction(
        _("La session est en cours"),
        _("Présences, retards, Grand Mix, débrief : tout se conduit d’une page."),
        reverse_in("coaching:cockpit", edition),
        _("Conduire en direct"),
    )


def _in_closed(edition: Edition, facts: EditionFacts, at: datetime) -> NextAction:
    if facts.proposed:
        return reread_news(edition, facts)
    return NextAction(_("Cette édition est close"), _("Tout reste lisible : dossiers, décisions, synthèses."))

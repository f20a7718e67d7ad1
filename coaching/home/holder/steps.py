"""The journey of a project, and the dates of its edition, as timelines."""

from collections.abc import Iterable
from datetime import datetime
from operator import itemgetter

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from accelerator.types import Context
from accelerator.web.templatetags.prose import day, days, deadline, longdate
from coaching.canvas.enums import CanvasKind, CanvasState
from coaching.home.holder.dossiers import HolderDossier, find_answers_address
from coaching.models import SurveyInvitation
from coaching.session.releases import describe_turn
from coaching.surveys.enums import SurveyKind
from coaching.surveys.to_answer import find_address
from programmes.enums import Phase
from programmes.models import Edition
from projects.application.enums import ApplicationState


def list_year_steps(dossier: HolderDossier, at: datetime) -> list[Context]:
    """The steps of the year: by date what is done and what closed, then what is under way or to come."""
    kinds = (SurveyKind.FOLLOW_UP, SurveyKind.FREE)
    of_year = [invitation for invitation in dossier.invitations if invitation.survey.kind in kinds]
    synthesis, document, letter = dossier.synthesis, next(iter(dossier.documents), None), dossier.letter
    dated = [
        (_find_end(synthesis), _build_synthesis_step(dossier, at)),
        (document and document.built_at, _build_document_step(dossier)),
        *((letter.sent_at if letter else None, step) for step in _build_letter_steps(dossier)),
        *((_find_end(invitation), _build_survey_step(dossier, invitation, at)) for invitation in of_year),
        *((None, step) for step in _follow_up_steps(dossier, at)),
    ]
    past = [(day, step) for day, step in dated if day and step["state"] in ("done", "missing")]
    ahead = [step for day, step in dated if not day or step["state"] not in ("done", "missing")]
    return [step for _day, step in sorted(past, key=itemgetter(0))] + ahead


def _find_end(invitation: SurveyInvitation | None) -> datetime | None:
    """When it was answered, or until when it could be."""
    return (invitation.sent_at or invitation.survey.closes_at) if invitation else None


def _build_letter_steps(dossier: HolderDossier) -> list[Context]:
    """The letter of the partners, once there is one."""
    letter = dossier.letter
    if letter is None:
        return []
    return [
        {
            "label": _("Lettre des partenaires"),
            "date": day(letter.sent_at),
            "state": "current" if letter.waiting else "done",
            "href": reverse("coaching:letter", args=[dossier.application.project.slug]),
        }
    ]


def _follow_up_steps(dossier: HolderDossier, at: datetime) -> list[Context]:
    """The follow-up of actions and commitments, from the end of the session on."""
    if not dossier.edition.session_is_over(at):
        return []
    counts = dossier.commitments
    words = (
        (counts.to_confirm, ngettext("%(count)d à confirmer", "%(count)d à confirmer", counts.to_confirm)),
        (
            counts.open,
            ngettext("%(count)d engagement en cours", "%(count)d engagements en cours", counts.open),
        ),
    )
    over = dossier.edition.phase(at) == Phase.CLOSED
    return [
        {
            "label": _("Où en est-ce ?"),
            "state": "done" if over else "current",
            "text": " · ".join(text % {"count": count} for count, text in words if count),
            "href": reverse("coaching:follow_up", args=[dossier.application.project.slug]),
        }
    ]


def _build_synthesis_step(dossier: HolderDossier, at: datetime) -> Context:
    invitation = dossier.synthesis
    if invitation is None:
        return {
            "label": _("Votre synthèse"),
            "text": _("Ce que la session a apporté, l’aide utile."),
            "state": "coming",
        }
    if invitation.is_sent:
        step = {"label": _("Synthèse envoyée"), "date": day(invitation.sent_at), "state": "done"}
        if dossier.may_edit:
            step["href"] = find_answers_address(dossier, invitation.survey)
        return step
    if invitation.survey.is_open(at):
        step = {
            "label": _("Synthèse à remplir"),
            "date": deadline(invitation.survey.closes_at, at),
            "state": "current",
        }
        if dossier.may_edit:
            step["href"] = find_address(invitation, dossier.holder)
        return step
    closed = at >= invitation.survey.closes_at
    return {
        "label": _("Votre synthèse"),
        "state": "missing" if closed else "coming",
        "text": _("L’enquête est close.") if closed else "",
    }


def _build_document_step(dossier: HolderDossier) -> Context:
    if dossier.documents:
        latest = dossier.documents[0]
        return {
            "label": _("Document de synthèse"),
            "date": day(latest.built_at),
            "state": "done",
            "href": latest.href,
        }
    return {"label": _("Document de synthèse"), "state": "coming"}


def _build_survey_step(dossier: HolderDossier, invitation: SurveyInvitation, at: datetime) -> Context:
    """One wave of the year, or a free survey."""
    survey = invitation.survey
    step: dict[str, object] = {"label": survey.heading}
    if invitation.is_sent:
        step |= {"date": day(invitation.sent_at), "state": "done"}
        href = find_answers_address(dossier, survey)
    elif survey.is_open(at):
        step |= {"date": deadline(survey.closes_at, at), "state": "current"}
        href = find_address(invitation, dossier.holder)
    elif at < survey.closes_at:
        return step | {"date": day(survey.opens_at), "state": "coming"}
    else:
        return step | {"state": "missing", "text": _("L’enquête est close.")}
    return step | {"href": href} if dossier.may_edit else step


def list_editions(dossiers: Iterable[HolderDossier]) -> list[Edition]:
    """The editions of these projects, each once, in their order."""
    return list({dossier.edition.pk: dossier.edition for dossier in dossiers}.values())


def list_dates(edition: Edition, at: datetime) -> list[Context]:
    """The dates of an edition for the timeline component. Needs ``edition.call``.

    Dates of today or under way are marked; the next one is never marked, however near.
    """
    call, today = edition.call, timezone.localdate(at)
    starts, ends = edition.session_starts_on, edition.session_ends_on
    announced_at = edition.announced_at

    def of_today(moment: datetime) -> bool:
        return timezone.localdate(moment) == today

    rows: list[tuple[str, str, bool, bool]] = [
        (_("L’appel ouvre"), longdate(call.opens_at), call.opens_at <= at, of_today(call.opens_at)),
        (_("L’appel ferme"), longdate(call.closes_at), call.closes_at <= at, call.opens_at <= at),
    ]
    if edition.committee_meets_at:
        meets = edition.committee_meets_at
        met = meets <= at or bool(announced_at and announced_at <= at)
        rows.append((_("Le comité se réunit"), longdate(meets), met, of_today(meets)))
    if announced_at and announced_at <= at:
        rows.append((_("Les réponses sont parties"), day(announced_at), True, False))
    if starts:
        rows.append(
            (_("La session"), days(starts, ends), edition.session_is_over(at), edition.session_has_begun(at))
        )
    afterwards = []  # either may come first
    if meets_on := edition.partners_meet_on:
        label = _("Les partenaires se réunissent")
        afterwards.append((meets_on, (label, day(meets_on), meets_on < today, meets_on == today)))
    if follows := edition.follow_up_starts_on:
        afterwards.append((follows, (_("Le suivi commence"), day(follows), follows <= today, False)))
    rows += [row for _day, row in sorted(afterwards, key=itemgetter(0))]
    if edition.closes_on:
        rows.append(
            (
                _("L’édition se termine"),
                day(edition.closes_on),
                edition.closes_on < today,
                edition.closes_on == today,
            )
        )
    return [
        {
            "label": label,
            "date": date,
            "state": "done" if past else "current" if now else "coming",
        }
        for label, date, past, now in rows
    ]


S = ApplicationState
CANVAS_STEPS = {
    CanvasState.EMPTY: "coming",
    CanvasState.IN_PROGRESS: "current",
    CanvasState.VALIDATED: "done",
    CanvasState.FROZEN: "done",
}
DECIDED = {S.SELECTED, S.CONFIRMED, S.DECLINED, S.RESERVE, S.NOT_SELECTED, S.INELIGIBLE}


def list_journey_steps(dossier: HolderDossier, at: datetime) -> list[Context]:
    """The steps of a project for the timeline component, past and future."""
    steps = [_build_dossier_step(dossier, at)]
    if dossier.state in (S.DRAFT, S.WITHDRAWN):
        return steps
    steps.append(_build_decision_step(dossier))
    if dossier.state not in (S.SELECTED, S.CONFIRMED):
        return steps
    mentoring = dossier.mentoring.as_step(over=dossier.edition.session_is_over(at))
    return [
        *steps,
        _place_step(dossier),
        *filter(None, [mentoring]),
        _build_session_step(dossier, at),
        *_build_room_steps(dossier, at),
        *list_year_steps(dossier, at),
    ]


def _build_dossier_step(dossier: HolderDossier, at: datetime) -> Context:
    application = dossier.application
    href = reverse("projects:application", args=[application.reference])
    if dossier.state == S.WITHDRAWN:
        return {"label": _("Dossier retiré"), "state": "missing", "href": href}
    admission = dossier.admission(at)
    if dossier.state == S.DRAFT:
        if admission:
            return {
                "label": _("Dossier à finir") if dossier.may_edit else _("Dossier en cours d’écriture"),
                "date": deadline(admission.until, at),
                "state": "current",
                "href": href,
            }
        return {
            "label": _("Dossier non envoyé"),
            "text": _("L’appel est clos."),
            "state": "missing",
            "href": href,
        }
    return {
        "label": _("Dossier déposé"),
        "date": day(application.submitted_at),
        "text": application.reference,
        "state": "done",
        "href": href,
    }


def _build_decision_step(dossier: HolderDossier) -> Context:
    if dossier.state not in DECIDED:
        meets = dossier.edition.committee_meets_at
        return {
            "label": _("Décision du comité"),
            "date": longdate(meets) if meets else "",
            "state": "current",
            "text": {
                S.SUBMITTED: _("L’équipe vérifie que votre dossier est recevable."),
                S.COMPLETION_REQUESTED: _("L’équipe attend quelques réponses de votre part."),
            }.get(dossier.state, _("Le comité étudie votre dossier.")),
        }
    decision = getattr(dossier.application, "decision", None)
    labels: dict[ApplicationState, str] = {
        S.RESERVE: _("Liste complémentaire"),
        S.NOT_SELECTED: _("Projet non retenu"),
        S.INELIGIBLE: _("Dossier non recevable"),
        S.DECLINED: _("Projet retenu, place laissée"),
    }
    announced = decision.announced_at if decision else None
    return {
        "label": labels.get(dossier.state, _("Projet retenu")),
        "date": day(announced),
        "state": "done",
        "text": decision.reason if decision and announced else "",
    }


def _place_step(dossier: HolderDossier) -> Context:
    """The step of the place, whose page is for confirming and for declining later."""
    href = reverse("projects:participation", args=[dossier.application.reference])
    if dossier.state == S.SELECTED:
        label = _("Confirmez votre venue") if dossier.may_edit else _("Venue à confirmer")
        return {"label": label, "state": "current", "href": href}
    answered = dossier.participation.answered_at if dossier.participation else None
    return {"label": _("Venue confirmée"), "date": day(answered), "state": "done", "href": href}


def _build_session_step(dossier: HolderDossier, at: datetime) -> Context:
    edition, starts = dossier.edition, dossier.edition.session_starts_on
    state = "current" if edition.session_has_begun(at) else "coming"
    step = {
        "label": _("Deux jours d’accélération") if starts != edition.session_ends_on else _("La session"),
        "date": day(starts) if starts else "",
        "state": "done" if edition.session_is_over(at) else state,
        "text": " · ".join(describe_turn(booking) for booking in dossier.bookings),
    }
    if dossier.bookings:
        step["href"] = reverse("coaching:timetable", args=[edition.slug])
    return step


def _list_expected_canvases(dossier: HolderDossier, at: datetime) -> list[CanvasKind]:
    """The canvases that are begun; before the end of the session, also those that may be."""
    progress, over = dossier.progress, dossier.edition.session_is_over(at)
    assert progress is not None  # only those who have a room get here
    return [
        kind
        for kind, state in progress.canvases.items()
        if state != CanvasState.EMPTY or (not over and (kind != CanvasKind.ADN or progress.has_axes))
    ]


def _build_room_steps(dossier: HolderDossier, at: datetime) -> list[Context]:
    """The canvases and ideas of the two days, from the first day on; before, the session is one step."""
    if dossier.progress is None or not dossier.edition.session_has_begun(at):
        return []
    progress, slug = dossier.progress, dossier.application.project.slug
    canvases = [
        (CanvasKind.TIMELINE, _("Frise"), "room_timeline"),
        (CanvasKind.PITCH, _("Pitch"), "room_pitch"),
        (CanvasKind.ADN, _("Carte ADN"), "room_adn"),
    ]
    steps = [
        {
            "label": label,
            "state": CANVAS_STEPS[progress.canvases[kind]],
            "text": "" if CANVAS_STEPS[progress.canvases[kind]] == "done" else progress.canvases[kind].label,
            "href": reverse(f"coaching:{page}", args=[slug]),
        }
        for kind, label, page in canvases
        if kind in _list_expected_canvases(dossier, at)
    ]
    ideas = ngettext("%(count)d idée", "%(count)d idées", progress.ideas_received)
    left = ngettext("%(count)d à trier", "%(count)d à trier", progress.ideas_unsorted)
    parts = [ideas % {"count": progress.ideas_received}] if progress.ideas_received else []
    parts += [left % {"count": progress.ideas_unsorted}] if progress.ideas_unsorted else []
    sorted_out = "current" if progress.ideas_unsorted else "done"
    return [
        *steps,
        {
            "label": _("Idées reçues"),
            "state": sorted_out if progress.ideas_received else "coming",
            "text": " · ".join(parts),
            "href": reverse("coaching:room_ideas", args=[slug]),
        },
        {
            "label": _("Plan d’action"),
            "state": "done" if progress.has_actions else "coming",
            "text": "" if progress.has_actions else _("à commencer"),
            "href": reverse("coaching:room_plan", args=[slug]),
        },
    ]

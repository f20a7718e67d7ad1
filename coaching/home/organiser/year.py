"""What an organiser has to do next once the session is over, until the edition is closed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.accounts.models import User
from accelerator.web.templatetags.prose import day, deadline
from coaching.followup.queries.commitments import count_asleep
from coaching.home.holder.ahead import NextAction
from coaching.home.organiser.facts import EditionFacts, address_of_synthesis, describe_received, reverse_in
from coaching.support.access import BoardReader
from coaching.support.enums import MeetingState
from coaching.support.queries.board import count_left, find_meeting
from programmes.enums import Phase
from programmes.models import Edition

AFTER_THE_SESSION = frozenset({Phase.SYNTHESIS, Phase.FOLLOW_UP})


@dataclass(frozen=True)
class YearFacts:
    """What partners have before them, as far as this organiser may read of it.

    ``uncovered``: among the ``undecided`` needs, those that no body leads or helps; ``asleep``: commitments.
    """

    meeting: str = MeetingState.PREPARED
    needs: int = 0
    undecided: int = 0
    uncovered: int = 0
    asleep: int = 0


NOTHING_YET = YearFacts()


def read_year(edition: Edition, user: User, at: datetime) -> YearFacts:
    """Four queries; none before the session is over."""
    if edition.phase(at) not in AFTER_THE_SESSION:
        return NOTHING_YET
    meeting = find_meeting(edition).state
    if meeting == MeetingState.CLOSED:
        return YearFacts(meeting, asleep=count_asleep(user, edition, at))
    needs = BoardReader(edition, user, runs=True).list_needs()
    return YearFacts(meeting, needs=needs.order_by().count(), **count_left(needs))


def open_survey(edition: Edition) -> NextAction:
    return NextAction(
        _("Demandez aux participants leur synthèse"),
        _("Un lien personnel par projet : ce que la session a apporté, l’aide utile."),
        address_of_synthesis(edition),
        _("Ouvrir l’enquête"),
    )


def next_in_the_year(edition: Edition, facts: EditionFacts, year: YearFacts, at: datetime) -> NextAction:
    """What runs now, then what people wait for, then what the partners have before them, then what sleeps."""
    survey = facts.survey
    if year.meeting == MeetingState.OPEN and year.needs:
        return _run_meeting(edition, year)
    if survey is None or survey.sent_out_at is None:
        return open_survey(edition)
    missing = facts.invited - facts.answered
    if missing and survey.is_open(at):
        title = ngettext("%(count)d synthèse manque encore", "%(count)d synthèses manquent encore", missing)
        return NextAction(
            title % {"count": missing},
            describe_received(facts.answered, facts.invited, deadline(survey.closes_at, at)),
            address_of_synthesis(edition),
            _("Voir les réponses"),
        )
    if facts.letters:
        return _send_letters(edition, facts)
    if not facts.report_ready:
        return NextAction(
            _("Construisez la synthèse de l’édition"),
            _("Un document à partager avec les partenaires."),
            reverse_in("coaching:manage_reports", edition),
            _("Construire"),
        )
    if facts.proposed:
        return reread_news(edition, facts)
    if year.meeting == MeetingState.CLOSED:
        return _follow_commitments(edition, year)
    if year.needs:
        return _call_meeting(edition, year, timezone.localdate(at))
    return NextAction(
        _("La synthèse est prête"),
        _("Les besoins que les projets transmettent aux partenaires arrivent au tableau de leur réunion."),
        reverse_in("coaching:manage_reports", edition),
        _("Ouvrir les synthèses"),
    )


def _run_meeting(edition: Edition, year: YearFacts) -> NextAction:
    if not year.undecided:
        return NextAction(
            _("Chaque besoin a sa décision : la réunion peut être close"),
            _("Le compte rendu et les lettres aux projets s’établissent alors d’eux-mêmes."),
            reverse_in("coaching:manage_support_board", edition),
            _("Ouvrir le tableau"),
        )
    title = ngettext(
        "La réunion des partenaires est en cours : %(count)d besoin à décider",
        "La réunion des partenaires est en cours : %(count)d besoins à décider",
        year.undecided,
    )
    return NextAction(
        title % {"count": year.undecided},
        _("Elle se clôt quand chaque besoin a sa décision."),
        reverse_in("coaching:manage_support_board", edition),
        _("Ouvrir le tableau"),
    )


def _call_meeting(edition: Edition, year: YearFacts, today: date) -> NextAction:
    """Its day is named, waited for, then there."""
    passed_on = ngettext(
        "%(count)d besoin leur est transmis.", "%(count)d besoins leur sont transmis.", year.needs
    ) % {"count": year.needs}
    if edition.partners_meet_on is None:
        return NextAction(
            _("Fixez le jour de la réunion des partenaires"),
            passed_on,
            reverse_in("programmes:manage_dates", edition),
            _("Choisir le jour"),
        )
    board = reverse_in("coaching:manage_support_board", edition)
    if edition.partners_meet_on > today:
        title = _("Les partenaires se réunissent le %(day)s") % {"day": day(edition.partners_meet_on)}
        return NextAction(title, f"{passed_on} {_describe_uncovered(year)}", board, _("Voir leurs réponses"))
    return NextAction(
        _("Ouvrez la réunion des partenaires")
        if edition.partners_meet_on == today
        else _("La réunion des partenaires n’a pas été ouverte"),
        passed_on,
        board,
        _("Ouvrir le tableau"),
    )


def _describe_uncovered(year: YearFacts) -> str:
    if not year.uncovered:
        return _("Chacun a un organisme qui pilote ou contribue.")
    text = ngettext(
        "%(count)d n’a encore personne qui pilote ou contribue.",
        "%(count)d n’ont encore personne qui pilote ou contribue.",
        year.uncovered,
    )
    return text % {"count": year.uncovered}


def _follow_commitments(edition: Edition, year: YearFacts) -> NextAction:
    if not year.asleep:
        return NextAction(
            _("Les suites sont en cours"),
            _("Ce que chaque projet est devenu, ce que les partenaires ont tenu."),
            reverse_in("coaching:manage_portfolio", edition),
            _("Ouvrir le portefeuille"),
        )
    title = ngettext(
        "Rien ne bouge dans %(count)d engagement", "Rien ne bouge dans %(count)d engagements", year.asleep
    )
    return NextAction(
        title % {"count": year.asleep},
        _("Les organismes sont relancés ; appelez ceux qui ne répondent pas."),
        reverse_in("coaching:manage_commitments", edition) + "?show=asleep",
        _("Voir lesquels"),
    )


def _send_letters(edition: Edition, facts: EditionFacts) -> NextAction:
    title = ngettext(
        "Envoyez %(count)d lettre à un projet", "Envoyez %(count)d lettres aux projets", facts.letters
    )
    return NextAction(
        title % {"count": facts.letters},
        _("Ce que les partenaires ont décidé, qui appelle et pour quand : les projets l’attendent."),
        reverse_in("coaching:manage_letters", edition),
        _("Relire et envoyer"),
    )


def reread_news(edition: Edition, facts: EditionFacts) -> NextAction:
    title = ngettext(
        "Relisez %(count)d actualité d’un projet", "Relisez %(count)d actualités de projets", facts.proposed
    )
    return NextAction(
        title % {"count": facts.proposed},
        _("Proposée par ceux qui la vivent, elle attend d’être publiée."),
        reverse_in("coaching:manage_posts", edition),
        _("Relire"),
    )

"""The portfolio of an edition for its organisers."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.rows.models import is_active_row
from coaching.followup.enums import OPEN, Fulfilment, find_fulfilment, is_useful
from coaching.followup.queries.commitments import LEFT, select_last_move, select_last_report
from coaching.followup.queries.letters import list_places
from coaching.models import ActionItem, Commitment, Need
from coaching.pairing.queries.board import format_ago, select_last_contact
from coaching.plan.enums import ActionState
from coaching.portfolio.enums import FollowUpState
from coaching.portfolio.queries.small_multiples import (
    find_department,
    find_department_code,
    format_department,
)
from coaching.session.mentors import annotate_mentor
from coaching.support.enums import GIVES
from coaching.surveys.results.indicators import ProjectState, list_project_states, select_last_answer
from programmes.models import Edition
from programmes.models.scheme import add_months
from projects.models import Participation

PAGE = 100
SILENCE = timedelta(days=90)
"""Without any news for so long, a project should be called."""
LAST_WAVE = 12
WAVES = (3, 6, 12)
"""Months after the session whose states are counted."""


@dataclass(frozen=True)
class PortfolioRow:
    """A project in the portfolio of an edition. ``actions``, by state; ``needs``: how many were shared, ``helped``: of
    how many a body offers help.

    ``confirmed``: commitments that their project confirms as done; ``declared``: done according to their body alone;
    ``useful``: rated useful by the project; ``states``: its answer at each wave.
    """

    place: Participation
    mentor: str
    actions: Counter[str]
    needs: int
    helped: int
    commitments: int
    confirmed: int
    declared: int
    useful: int
    late: int
    states: Sequence[ProjectState]
    met_at: datetime | None
    met: str
    """How long ago project and mentor met."""
    news_at: datetime | None
    news: str
    """How long ago the project gave news: a survey, an action, a commitment."""
    is_silent: bool

    @property
    def planned(self) -> int:
        """Actions of the plan, except dropped ones."""
        return sum(self.actions.values()) - self.actions[ActionState.DROPPED]

    @property
    def done(self) -> int:
        return self.actions[ActionState.DONE]

    @property
    def last_state(self) -> ProjectState | None:
        return self.states[-1] if self.states else None

    @property
    def final_state(self) -> ProjectState | None:
        """The state of the project after twelve months."""
        last = self.last_state
        return last if last and last.months == LAST_WAVE else None


RowFilter = Callable[[PortfolioRow], bool]
FILTERS: dict[str, tuple[str | Promise, RowFilter]] = {
    "": (_("Tous"), lambda _row: True),
    "silent": (_("Sans nouvelles depuis 3 mois"), lambda row: row.is_silent),
    "needs": (_("Un besoin sans appui"), lambda row: row.helped < row.needs),
    "late": (_("Un engagement en retard"), lambda row: row.late > 0),
    FollowUpState.ABANDONED: (
        _("Abandonnés"),
        lambda row: bool(row.last_state and row.last_state.code == FollowUpState.ABANDONED),
    ),
    "open": (_("Des actions à faire"), lambda row: any(row.actions[state] for state in LEFT)),
    "unanswered": (_("Sans réponse à 12 mois"), lambda row: row.final_state is None),
}


UNANSWERED = "unanswered"


def find_state_filter(wanted: str) -> dict[str, tuple[str, RowFilter]]:
    """The filter of ``6-abandoned`` (projects with this state after six months) or ``6-unanswered`` (those without an
    answer then). {} for any other code.
    """
    wave, _dash, code = wanted.partition("-")
    months = next((months for months in WAVES if str(months) == wave), None)
    if months is None or code not in (*FollowUpState.values, UNANSWERED):
        return {}

    def matches(row: PortfolioRow) -> bool:
        state = next((state.code for state in row.states if state.months == months), UNANSWERED)
        return state == code

    label = _("sans réponse") if code == UNANSWERED else FollowUpState(code).label
    return {wanted: (gettext("à %(months)d mois : %(state)s") % {"months": months, "state": label}, matches)}


def find_department_filter(wanted: str) -> dict[str, tuple[str, RowFilter]]:
    """The filter of ``department-14``: the projects of that département. {} for any other code."""
    code = find_department_code(wanted)
    if code is None:
        return {}
    label = gettext("Département : %(name)s") % {"name": format_department(code)}
    return {wanted: (label, lambda row: find_department(row.place) == code)}


@dataclass(frozen=True)
class Portfolio:
    """One page of the portfolio of an edition. ``rows``: those of the page; ``filters``: code, label, whether it is
    the current one, the count.
    """

    page: "Page[PortfolioRow]"
    filters: list[tuple[str, str | Promise, bool, int]]
    totals: dict[str, int]
    """Counts over all projects that this organiser reads, for the heading."""


@dataclass
class _Counted:
    """The counts of an edition, by participation."""

    actions: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    needs: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    commitments: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def read_portfolio(user: User, edition: Edition, wanted: str, number: str | None, at: datetime) -> Portfolio:
    """The projects that this organiser may read and that ``wanted`` matches, by title. Six queries."""
    rows = list_rows(user, edition, at)
    offered = FILTERS | find_state_filter(wanted) | find_department_filter(wanted)
    wanted = wanted if wanted in offered else ""
    matches = offered[wanted][1]
    filters = [
        (code, label, code == wanted, sum(map(predicate, rows)))
        for code, (label, predicate) in offered.items()
        if code != "unanswered" or code == wanted or is_a_year_over(edition, at)
    ]
    totals = {
        name: sum(getattr(row, name) for row in rows)
        for name in ("done", "planned", "helped", "needs", "confirmed", "declared", "commitments")
    }
    page = Paginator([row for row in rows if matches(row)], PAGE).get_page(number)
    return Portfolio(page, filters, {"projects": len(rows), **totals})


def is_a_year_over(edition: Edition, at: datetime) -> bool:
    """Whether projects may have answered, or missed, the survey after twelve months."""
    last = edition.session_ends_on
    return last is not None and add_months(last, LAST_WAVE) <= timezone.localdate(at)


def list_rows(user: User, edition: Edition, at: datetime) -> list[PortfolioRow]:
    """All rows, by title. Five queries."""
    places = list(
        annotate_mentor(list_places(user, edition), place="")
        .select_related("project__organisation", "project__entered", "edition")
        .annotate(
            met_at=select_last_contact(),
            reported_at=select_last_report(),
            moved_at=select_last_move(),
            sent_at=select_last_answer(),
        )
        .order_by("project__title", "pk")
    )
    keys = [place.pk for place in places]
    facts, states = _read_facts(edition, keys, timezone.localdate(at)), list_project_states(keys)
    return [
        _build_row(place, facts, states.get(place.pk, []), place.mentor_name or "", at) for place in places
    ]


def _read_facts(edition: Edition, keys: list[int], today: date) -> _Counted:
    """The actions, shared needs and commitments of these projects. Three queries."""
    facts = _Counted()
    actions = ActionItem.objects.filter(is_active_row(), participation__in=keys).exclude(line="").order_by()
    for place, state in actions.values_list("participation", "state"):
        facts.actions[place][state] += 1
    needs = Need.objects.for_partners([edition.pk]).filter(participation__in=keys).order_by()
    for place, outcome in needs.values_list("participation", "decision__outcome"):
        facts.needs[place]["all"] += 1
        facts.needs[place]["helped"] += outcome in GIVES
    commitments = Commitment.objects.filter(participation__in=keys).order_by()
    for place, state, confirmation, usefulness, due_on in commitments.values_list(
        "participation", "state", "confirmation", "usefulness", "due_on"
    ):
        counts = facts.commitments[place]
        counts["all"] += 1
        counts[find_fulfilment(state, confirmation) or ""] += 1
        counts["useful"] += is_useful(usefulness)
        counts["late"] += bool(state in OPEN and due_on and due_on < today)
    return facts


def _build_row(
    place: Any, facts: _Counted, states: Sequence[ProjectState], mentor: str, at: datetime
) -> PortfolioRow:
    signs = [moment for moment in (place.reported_at, place.moved_at, place.sent_at) if moment]
    news_at = max(signs) if signs else None
    needs, commitments = facts.needs[place.pk], facts.commitments[place.pk]
    activity = [moment for moment in (news_at, place.met_at, place.answered_at) if moment]
    return PortfolioRow(
        place=place,
        mentor=mentor,
        actions=facts.actions[place.pk],
        needs=needs["all"],
        helped=needs["helped"],
        commitments=commitments["all"],
        confirmed=commitments[Fulfilment.CONFIRMED],
        declared=commitments[Fulfilment.DECLARED],
        useful=commitments["useful"],
        late=commitments["late"],
        states=states,
        met_at=place.met_at,
        met=format_ago(place.met_at, at),
        news_at=news_at,
        news=format_ago(news_at, at),
        is_silent=not place.edition.silent and (not activity or max(activity) < at - SILENCE),
    )

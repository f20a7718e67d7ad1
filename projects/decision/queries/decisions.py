"""What is decided, what waits, the reserve list, the places; ties at the line."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Max,
    Q,
    QuerySet,
    Value,
    When,
)

from accelerator.accounts.models import User
from programmes.enums import StructureProfile
from programmes.models import Edition
from projects.application.enums import READ_BY_JURY, SCORED, ApplicationState
from projects.conflicts.queries import Conflicts, why_hidden
from projects.decision.enums import Outcome
from projects.decision.models import ParticipationQuerySet
from projects.decision.queries.feedback import answer_due_on, is_answer_late
from projects.models import Application, Decision, Participation
from projects.review.queries.line import find_line


def applications_to_decide(edition: Edition) -> QuerySet[Application]:
    """Dossiers the committee may still decide on, without a decision."""
    return Application.objects.for_edition(edition).filter(state__in=SCORED, decision=None)


def reserves(edition: Edition) -> QuerySet[Decision]:
    """Decisions of the reserve list, by rank: to be announced, or announced and not called since."""
    return (
        Decision.objects.filter(
            application__call__edition=edition,
            application__state__in=SCORED | {ApplicationState.RESERVE},
            outcome=Outcome.RESERVE,
        )
        .select_related("application__project")
        .order_by("reserve_rank", "pk")
    )


@dataclass(frozen=True)
class ReserveList:
    """The reserve list visible to one reader, by rank. ``compares_ranks``: they see all of it, and may reorder it."""

    decisions: list[Decision]
    compares_ranks: bool

    @property
    def is_open(self) -> bool:
        """Whether the list still moves: those announced come first, and its last one was not."""
        return bool(self.decisions) and self.decisions[-1].announced_at is None

    @property
    def may_move(self) -> bool:
        return self.is_open and self.compares_ranks


def readable_reserves(
    edition: Edition, conflicts: Conflicts, listed: Iterable[Decision] | None = None
) -> ReserveList:
    """The reserve list without the dossiers whose outcome is hidden from this reader. One query, none where all are
    ``listed``.
    """
    listed = reserves(edition) if listed is None else listed
    readable = [decision for decision in listed if decision.application_id not in conflicts.undisclosed]
    for decision in readable:
        conflicts.mark(conflicts.mark_rank(decision).application)
    return ReserveList(readable, not conflicts.withholds_totals)


def last_selected(edition: Edition, conflicts: Conflicts) -> Decision | None:
    """The latest decision to select a project that this reader may know of: one query."""
    selected = Decision.objects.filter(application__call__edition=edition, outcome=Outcome.SELECTED)
    selected = selected.exclude(application__in=list(conflicts.undisclosed))
    return selected.select_related("application", "decided_by").order_by("decided_at", "pk").last()


def list_callable_reserves(edition: Edition) -> QuerySet[Decision]:
    """Reserves that may be called, by rank: announced as reserves, and not called since."""
    return reserves(edition).filter(application__state=ApplicationState.RESERVE, announced_at__isnull=False)


def others_wait(edition: Edition) -> bool:
    """Whether a project on the reserve list would take a place that is left; one query.

    Announced ones alone: the others are not called, and holders and organisers who may not know of them read this.
    """
    return list_callable_reserves(edition).exists()


def first_free_rank(edition: Edition) -> int:
    """The rank after those that were announced, even to projects that were called or left since: one query."""
    announced = Decision.objects.filter(
        application__call__edition=edition, outcome=Outcome.RESERVE, announced_at__isnull=False
    )
    return 1 + (announced.aggregate(last=Max("reserve_rank"))["last"] or 0)


@dataclass(frozen=True)
class Tally:
    """How far the committee has gone, and the mix of what it selected so far.

    ``is_partial``: some outcomes are hidden from the reader. Only the others are counted then, but for
    ``applications_to_decide``, which reveals that a dossier is decided and not how; ``places_left`` is hidden.
    """

    places: int
    selected: int
    reserve: int
    not_selected: int
    undecided: int
    submitted: int
    short: int
    """Dossiers with fewer reviews than assignments."""
    profiles: list[tuple[str, int]]
    departments: list[tuple[str, int]]
    is_partial: bool = False

    @property
    def places_left(self) -> int:
        """The places left, as far as the reader may know."""
        return self.places - self.selected

    @property
    def decision_count(self) -> int:
        return self.selected + self.reserve + self.not_selected

    @property
    def over(self) -> int:
        """How many projects are selected beyond the places; 0 when they fit, or when the reader cannot know."""
        return 0 if self.is_partial else max(0, -self.places_left)


def tally(edition: Edition, conflicts: Conflicts) -> Tally:
    """One query, whatever the number of dossiers."""
    concerned = (
        Q(state__in=SCORED) | Q(state=ApplicationState.SUBMITTED) | Q(decision__announced_at__isnull=False)
    )
    hidden = When(pk__in=list(conflicts.undisclosed), then=Value(None))
    rows = (
        Application.objects.for_edition(edition)
        .filter(concerned)
        .order_by()
        .annotate(outcome=Case(hidden, default=F("decision__outcome"), output_field=CharField()))
        .values_list("outcome", "profile", "department")
        .annotate(
            number=Count("pk"),
            undecided=Count("pk", filter=Q(state__in=SCORED, decision=None)),
            submitted=Count("pk", filter=Q(state=ApplicationState.SUBMITTED)),
            short=Count("pk", filter=Q(state__in=SCORED, reviews_done__lt=F("reviews_expected"))),
        )
    )
    outcomes, others = Counter[str | None](), Counter[str]()
    profiles, departments = Counter[str](), Counter[str]()
    for outcome, profile, department, number, undecided, submitted, short in rows:
        others.update(undecided=undecided, submitted=submitted, short=short)
        outcomes[outcome] += number
        if outcome == Outcome.SELECTED:
            profiles[profile] += number
            departments[department] += number
    labels = dict(StructureProfile.choices)
    return Tally(
        places=edition.places,
        selected=outcomes[Outcome.SELECTED],
        reserve=outcomes[Outcome.RESERVE],
        not_selected=outcomes[Outcome.NOT_SELECTED],
        profiles=[(str(labels[key]), profiles[key]) for key in StructureProfile.values],
        departments=sorted(departments.items()),
        is_partial=conflicts.withholds_totals,
        undecided=others["undecided"],
        submitted=others["submitted"],
        short=others["short"],
    )


def places(edition: Edition, user: User) -> ParticipationQuerySet:
    """The offered places: those without an answer first, then the latest answers.

    Each has its ``hidden_because``: a reader in conflict with a dossier reads no reason of it, and reminds nobody.
    """
    return (
        Participation.objects.filter(edition=edition)
        .select_related("project__application__decision", "answered_by")
        .annotate(**why_hidden(user, "project__application"))
        .order_by(F("answered_at").desc(nulls_first=True), "project__title", "pk")
    )


def readable_places(
    edition: Edition, conflicts: Conflicts, user: User, most: int, at: datetime
) -> list[Participation]:
    """The first of them, each with the ``visible_reason`` for this reader; ``answer_due_on``, the last day to
    answer, and ``is_late`` where an answer is awaited: one query."""
    rows = list(places(edition, user)[:most])
    for place in rows:
        conflicts.mark_outcome(place.project.application)
        place.visible_reason = "" if place.hidden_because else place.decline_reason
        place.answer_due_on = answer_due_on(edition, place.offered_at)
        place.is_late = place.is_offered and is_answer_late(edition, place.offered_at, at)
    return rows


def list_parted_without_reason(
    edition: Edition, application: Application, outcome: Outcome, conflicts: Conflicts
) -> QuerySet[Decision]:
    """Decisions on dossiers that tie with this one at the line, that ``outcome`` would part from it, and that give no
    reason: two queries at most.

    A reader with hidden dossiers knows neither the line nor the hidden decisions: every dossier of
    this score that they may read counts.
    """
    score = application.score
    if score is None or (not conflicts and score != find_line(edition, conflicts).tied_score):
        return Decision.objects.none()
    tied = _select_decisions_without_reason(edition).filter(application__score=score)
    others = tied.exclude(application__in=[application.pk, *conflicts.because])
    is_selected = Q(outcome=Outcome.SELECTED)
    parted = others.exclude(is_selected) if outcome == Outcome.SELECTED else others.filter(is_selected)
    return parted.select_related("application").order_by("application__reference")


def is_tie_parted_without_reason(edition: Edition, conflicts: Conflicts) -> bool:
    """Whether decisions to be announced separate dossiers of one score at the line without a reason: two queries.

    Scores may have changed since the decisions, and a decision may tie with one that its author could not read. For a
    reader with hidden dossiers, only those of the scores they may read count: a refusal that these do not explain
    would reveal the score and the outcome of a hidden one.
    """
    rows = _select_decisions_without_reason(edition).exclude(application__in=list(conflicts.because))
    if not conflicts:
        rows = rows.filter(application__score=find_line(edition, conflicts).tied_score)
    sides: defaultdict[Decimal | None, set[bool]] = defaultdict(set)
    waiting: set[Decimal | None] = set()
    for score, outcome, announced_at in rows.values_list("application__score", "outcome", "announced_at"):
        sides[score].add(outcome == Outcome.SELECTED)
        waiting |= {score} if announced_at is None else set()
    return any(len(sides[score]) == 2 for score in waiting)


def _select_decisions_without_reason(edition: Edition) -> QuerySet[Decision]:
    return Decision.objects.filter(
        application__call__edition=edition,
        application__state__in=READ_BY_JURY,
        application__score__isnull=False,
        reason="",
    )

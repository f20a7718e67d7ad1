"""What is decided, what waits, and whom an announcement reaches; ties at the line."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    FilteredRelation,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _, ngettext

from accelerator.accounts.models import User
from accelerator.registry import Registry
from accelerator.web.templatetags.prose import longdate, until
from programmes.capabilities import Capability, list_roles
from programmes.enums import StructureProfile
from programmes.models import Edition, Role
from projects.application.enums import READ_BY_JURY, SCORED, ApplicationState
from projects.conflicts.queries import Conflicts, why_hidden
from projects.decision.enums import Outcome
from projects.decision.models import ParticipationQuerySet
from projects.decision.queries.feedback import answer_due_on, is_answer_late, unread_comments
from projects.models import (
    Application,
    Decision,
    Meeting,
    Participation,
    ProjectMember,
    Review,
    ReviewAssignment,
)
from projects.review.queries.assignment import list_extended_seats
from projects.review.queries.line import find_line


def applications_to_decide(edition: Edition) -> QuerySet[Application]:
    """Dossiers the committee may still decide on, without a decision."""
    return Application.objects.for_edition(edition).filter(state__in=SCORED, decision=None)


UpcomingReader = Callable[[Edition, Conflicts], Iterable[str]]
_upcoming: Registry[UpcomingReader] = Registry()
register_upcoming = _upcoming.add
"""Adds what an announcement waits for, from a subject above: the minutes of the committee."""


def list_upcoming(edition: Edition, conflicts: Conflicts, at: datetime) -> list[str]:
    """What an announcement would not wait for, in sentences, as far as a person with these conflicts may know; empty
    when everything it rests on is behind.

    3 queries at most, and those of the subjects above.
    """
    upcoming, call = [], edition.call
    if at < call.closes_at:
        upcoming.append(_("L’appel est ouvert %(until)s.") % {"until": until(call.closes_at, at)})
    later = list_extended_seats(edition, at).last() if edition.reviews_are_closed(at) else None
    due = later.reviews_due_at if later else edition.reviews_due_at
    if due and at < due:
        # while reviews are open to all, no later date of one person matters
        awaited = ReviewAssignment.objects.awaited_at(at) if later else ReviewAssignment.objects.awaited()
        missing = awaited.filter(application__call__edition=edition).count()
        text = ngettext(
            "%(n)d évaluation peut encore arriver, %(until)s.",
            "%(n)d évaluations peuvent encore arriver, %(until)s.",
            missing,
        )
        if missing:
            upcoming.append(text % {"n": missing, "until": until(due, at)})
    meets_at = edition.committee_meets_at
    if meets_at and at < meets_at and not Meeting.objects.concluded().filter(edition=edition).exists():
        upcoming.append(_("Le comité se réunit le %(when)s.") % {"when": longdate(meets_at)})
    return [*upcoming, *(sentence for read in _upcoming for sentence in read(edition, conflicts))]


def to_announce(edition: Edition) -> QuerySet[Application]:
    """Dossiers whose decision is written and not yet announced."""
    return (
        Application.objects.for_edition(edition)
        .filter(state__in=SCORED, decision__announced_at=None)
        .exclude(decision=None)
    )


def reserves(edition: Edition) -> QuerySet[Decision]:
    """Those who wait on the reserve list, by rank: to be announced, or announced and not called since."""
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
        """It still moves: those announced come first, and its last one was not."""
        return bool(self.decisions) and self.decisions[-1].announced_at is None

    @property
    def may_move(self) -> bool:
        return self.is_open and self.compares_ranks


def readable_reserves(
    edition: Edition, conflicts: Conflicts, listed: Iterable[Decision] | None = None
) -> ReserveList:
    """The same, without those whose outcome is hidden from this reader: one query, none where all are ``listed``."""
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


def outcomes_for_jurors(edition: Edition, applications: Iterable[int]) -> dict[User, list[Application]]:
    """Whom an announcement of these dossiers thanks → the dossiers among them that they scored, by title.

    Who still sits on the committee: the first time everybody, even who scored nothing or was recused; later those who
    scored some of these. Two queries at most.
    """
    read: dict[User, list[Application]] = {}
    if edition.announced_at is None:
        jurors = Role.objects.jurors().filter(edition=edition).select_related("user").order_by("user")
        read = {role.user: [] for role in jurors}
    rows = _select_scored(applications).select_related("reviewer", "application__decision")
    for review in rows.order_by("reviewer", "application__title", "pk"):
        read.setdefault(review.reviewer, []).append(review.application)
    return read


def count_jurors_to_thank(edition: Edition, applications: Iterable[int]) -> int:
    """How many people :func:`outcomes_for_jurors` lists: one query."""
    people = _select_scored(applications).order_by().values("reviewer").distinct()
    if edition.announced_at is None:
        people = people.union(Role.objects.jurors().filter(edition=edition).order_by().values("user"))
    return people.count()


def _select_scored(applications: Iterable[int]) -> QuerySet[Review]:
    """The reviews that count of these dossiers, by those who still sit on the committee."""
    return Review.objects.in_score().filter(
        application__in=list(applications),
        reviewer__is_active=True,
        reviewer__roles__name__in=list_roles(Capability.REVIEW),
        reviewer__roles__edition=F("application__call__edition"),
        reviewer__roles__ended_at=None,
    )


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
        """As far as the reader may know."""
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


@dataclass(frozen=True)
class Announcement:
    """What would be announced now, and the mails of it. ``apart``: decisions whose outcome is hidden from the
    reader."""

    decisions: dict[str, int]
    apart: int
    holder_mails: dict[str, int]
    """By outcome, as ``decisions``."""
    apart_mails: int
    juror_mails: int

    @property
    def mails(self) -> int:
        return sum(self.holder_mails.values()) + self.apart_mails + self.juror_mails

    @property
    def readable(self) -> int:
        return sum(self.decisions.values())

    @property
    def total(self) -> int:
        return self.readable + self.apart


def list_decisions_to_announce(edition: Edition) -> QuerySet[Decision]:
    """In the order of the announcement's page: by outcome, rank and title. Each has its ``recipient_count``, its first
    recipient (``recipient``, a member with their account, if any), and its ``unread_count`` of comments."""
    order = Case(*(When(outcome=outcome, then=place) for place, outcome in enumerate(Outcome)))
    recipients = ProjectMember.objects.present().active().filter(project=OuterRef("application__project"))
    numbers = recipients.order_by().values("project").annotate(number=Count("pk")).values("number")
    first = Subquery(recipients.order_by("-leads", "pk").values("pk")[:1])
    member = "application__project__members"
    unread = unread_comments(edition).filter(application=OuterRef("application")).order_by()
    unread_numbers = unread.values("application").annotate(number=Count("pk")).values("number")
    decisions: Any = Decision.objects.filter(application__in=to_announce(edition)).annotate(
        recipient_count=Coalesce(Subquery(numbers), 0),
        unread_count=Coalesce(Subquery(unread_numbers), 0),
        recipient=FilteredRelation(member, condition=Q(**{f"{member}__pk": first})),
    )
    decisions = decisions.order_by(order, "reserve_rank", "application__title", "pk")
    return decisions.select_related("application", "recipient__user")


def count_announcement(
    edition: Edition, conflicts: Conflicts, decisions: Collection[Decision]
) -> Announcement:
    """Exact counts of what :func:`projects.decision.actions.announcing.announce` would do of these
    :func:`list_decisions_to_announce`: one query, none without a decision."""
    counts, mails = Counter[str](), Counter[str]()
    for decision in decisions:
        visible_outcome = "" if decision.application_id in conflicts.undisclosed else decision.outcome
        counts[visible_outcome] += 1
        mails[visible_outcome] += decision.recipient_count  # type: ignore[attr-defined]
    keys = [decision.application_id for decision in decisions]
    return Announcement(
        decisions={outcome.value: counts[outcome.value] for outcome in Outcome},
        apart=counts[""],
        holder_mails={outcome.value: mails[outcome.value] for outcome in Outcome},
        apart_mails=mails[""],
        juror_mails=count_jurors_to_thank(edition, keys) if keys else 0,
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

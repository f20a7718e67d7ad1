"""What an announcement waits for, what it publishes, and whom it writes to."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    FilteredRelation,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _, ngettext

from accelerator.accounts.models import User
from accelerator.registry import Registry
from accelerator.web.templatetags.prose import longdate, until
from programmes.capabilities import Capability, list_roles
from programmes.models import Edition, Role
from projects.application.enums import SCORED
from projects.conflicts.queries import Conflicts
from projects.decision.enums import Outcome
from projects.decision.queries.feedback import unread_comments
from projects.models import (
    Application,
    Decision,
    Meeting,
    ProjectMember,
    Review,
    ReviewAssignment,
)
from projects.review.queries.assignment import list_extended_seats

UpcomingReader = Callable[[Edition, Conflicts, Collection[Decision] | None], Iterable[str]]
_upcoming: Registry[UpcomingReader] = Registry()
register_upcoming = _upcoming.add
"""Adds what an announcement waits for, from a subject above: the minutes of the committee."""


def list_upcoming(
    edition: Edition, conflicts: Conflicts, at: datetime, decisions: Collection[Decision] | None = None
) -> list[str]:
    """What an announcement would not wait for, in sentences, as far as a person with these conflicts may know; empty
    when everything it rests on is behind.

    3 queries at most, and those of the subjects above; ``decisions``: those to be announced, if they are at hand.
    """
    upcoming, call = [], edition.call
    if at < call.closes_at:
        upcoming.append(_("L’appel est ouvert %(until)s.") % {"until": until(call.closes_at, at)})
    if due := edition.reviews_due_at:
        awaited = ReviewAssignment.objects.awaited_at(at).filter(application__call__edition=edition)
        readable = awaited.exclude(application__in=conflicts.list_closed())
        last = list_extended_seats(edition, at).order_by("-reviews_due_at").values("reviews_due_at")[:1]
        missing, later = readable.aggregate(n=Count("pk"), later=Max(Subquery(last))).values()
        text = ngettext(
            "%(n)d évaluation peut encore arriver, %(until)s.",
            "%(n)d évaluations peuvent encore arriver, %(until)s.",
            missing,
        )
        if missing:
            # while reviews are open to all, no later date of one person matters
            upcoming.append(text % {"n": missing, "until": until(due if at < due else later, at)})
    meets_at = edition.committee_meets_at
    if meets_at and at < meets_at and not Meeting.objects.concluded().filter(edition=edition).exists():
        upcoming.append(_("Le comité se réunit le %(when)s.") % {"when": longdate(meets_at)})
    return [*upcoming, *(sentence for read in _upcoming for sentence in read(edition, conflicts, decisions))]


def to_announce(edition: Edition) -> QuerySet[Application]:
    """Dossiers whose decision is written and not yet announced."""
    return (
        Application.objects.for_edition(edition)
        .filter(state__in=SCORED, decision__announced_at=None)
        .exclude(decision=None)
    )


def outcomes_for_jurors(edition: Edition, applications: Iterable[int]) -> dict[User, list[Application]]:
    """The jurors whom an announcement of these dossiers thanks → the dossiers among them that they scored, by title.

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
    """The decisions in the order of the announcement's page: by outcome, rank and title. Each has its
    ``recipient_count``, its first recipient (``recipient``, a member with their account, if any), and its
    ``unread_count`` of comments.
    """
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

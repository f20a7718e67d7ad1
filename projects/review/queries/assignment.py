"""The committee, its skills, loads and deadlines, the duties."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, F, FilteredRelation, IntegerField, Max, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import ngettext

from accelerator.accounts.models import User
from accelerator.web.search import words
from programmes.models import Edition, Organisation, Role
from projects.application.enums import READ_BY_JURY, SCORED
from projects.conflicts.queries import is_barred
from projects.models import Application, PlannedDuty, Review, ReviewAssignment, ReviewState, SearchEntry
from projects.review.models import counts
from projects.review.solver.assignment import Pair


def reviews_due(edition: Edition, reviewer: User, at: datetime) -> bool:
    """Whether this person's reviews are closed: by the edition's deadline, or their own later one.

    ``ReviewAssignmentQuerySet.awaited_at`` is the same rule for many duties. One query, once the edition's is past.
    """
    return (
        edition.reviews_are_closed(at) and not list_extended_seats(edition, at).filter(user=reviewer).exists()
    )


def reviews_due_at(edition: Edition, reviewer: User) -> datetime | None:
    """That hour, for this person: one query."""
    seats = Role.objects.jurors().filter(edition=edition, user=reviewer)
    return edition.review_deadline(seats.values_list("reviews_due_at", flat=True).first())


def list_relief_requests(edition: Edition, reader: User) -> QuerySet[ReviewAssignment]:
    """Awaited reviews that their people wrote they will not manage, by person; none of dossiers that the reader does
    not judge."""
    visible = Application.objects.for_edition(edition).judged_by(reader).order_by().values("pk")
    rows = ReviewAssignment.objects.relief_requested().filter(application__in=visible)
    return rows.select_related("reviewer", "application").order_by("reviewer__name", "application__reference")


def list_extended_seats(edition: Edition, at: datetime) -> QuerySet[Role]:
    """Jurors of the edition who may still send reviews by a date of their own."""
    seats = Role.objects.jurors().filter(edition=edition)
    return seats.filter(reviews_due_at__gt=at).order_by("reviews_due_at", "pk")


def list_jurors_with_dossiers(edition: Edition) -> QuerySet[User]:
    """Jurors who still sit, with dossiers that they are to review, by name."""
    duties = ReviewAssignment.objects.standing().filter(
        application__call__edition=edition, application__state__in=SCORED
    )
    return User.objects.filter(pk__in=duties.order_by().values("reviewer")).order_by("name", "pk")


BETWEEN_SKILLS = re.compile(r"\s*[·•,;/\n]\s*")
TERMS_A_QUERY = 100
"""SQLite joins at most 500 selects."""


def split_skills(text: str) -> list[str]:
    """« ergonomie, dialogue social » → its terms, without the empty ones."""
    return [term for term in BETWEEN_SKILLS.split(text.strip()) if term and words(term)]


def find_shared_skills(entries: QuerySet[SearchEntry], skills_of: Mapping[int, str]) -> dict[Pair, str]:
    """(application, reviewer) → the reviewer's skills that stand in the dossier, « ergonomie · dialogue social ».

    ``skills_of`` is reviewer → their skills as typed. One query for each hundred different skills.
    """
    people: defaultdict[str, list[int]] = defaultdict(list)
    for reviewer, text in skills_of.items():
        for term in dict.fromkeys(split_skills(text)):
            people[term].append(reviewer)
    shared: defaultdict[Pair, list[str]] = defaultdict(list)
    terms = list(people)
    for application, index in _matches(entries, terms):
        for reviewer in people[terms[index]]:
            shared[application, reviewer].append(terms[index])
    return {pair: " · ".join(sorted(skills, key=terms.index)) for pair, skills in shared.items()}


def _matches(entries: QuerySet[SearchEntry], terms: list[str]) -> Iterable[tuple[int, int]]:
    """(application, place of the term): one lookup in the index of words for each term."""
    numbered = list(enumerate(terms))
    for start in range(0, len(numbered), TERMS_A_QUERY):
        group = numbered[start : start + TERMS_A_QUERY]
        first, *others = [_match_entries(entries, index, term) for index, term in group]
        yield from first.union(*others, all=True) if others else first


def _match_entries(entries: QuerySet[SearchEntry], index: int, term: str) -> QuerySet[SearchEntry, Any]:
    return (
        entries.filter(words__words=term)
        .order_by()
        .values_list("application_id", Value(index, output_field=IntegerField()))
    )


@dataclass
class Seat:
    """A member of the committee as the board shows them.

    It counts their reviews that count, and those that are still to be sent (:func:`review_pending`).
    """

    user: User
    organisation: Organisation | None
    capacity: int | None = None
    is_deputy: bool = False
    is_barred: bool = False
    """They hold a dossier of this call, without a waiver."""
    load: int = 0
    sent: int = 0
    pending: int = 0
    complete: int = 0
    """Those of them that only wait to be sent."""

    @property
    def is_overloaded(self) -> bool:
        """Whether they have more than they accepted."""
        return self.capacity is not None and self.load > self.capacity

    @property
    def load_label(self) -> str:
        """What follows the number of reviews sent: « sur 12 envoyées »."""
        return ngettext("sur %(n)s envoyée", "sur %(n)s envoyées", self.load) % {"n": self.load}

    @property
    def body_id(self) -> int | None:
        return self.organisation.pk if self.organisation else None

    @property
    def body(self) -> str:
        return str(self.organisation or "")

    @cached_property
    def initials(self) -> str:
        words = [word for word in str(self.user).replace("-", " ").split() if word[:1].isalpha()]
        return "".join(word[0] for word in words[:2]).upper() or "?"


class Load(NamedTuple):
    """Counts of the duties of one juror, as in :class:`Seat`."""

    load: int = 0
    sent: int = 0
    pending: int = 0
    complete: int = 0


def committee(edition: Edition, loads: Mapping[int, Load] | None = None) -> list[Seat]:
    """Everybody who sits on the committee now, by body then name: one query, three with their ``loads``."""
    roles = (
        Role.objects.jurors()
        .filter(edition=edition)
        .select_related("user", "organisation")
        .annotate(is_barred=is_barred(edition, timezone.now()))
        .order_by("organisation__name", "user__name", "pk")
    )
    counted = count_loads(edition) if loads is None else loads
    return [
        Seat(
            role.user,
            role.organisation,
            role.capacity,
            role.is_deputy,
            role.is_barred,
            **counted.get(role.user_id, Load())._asdict(),
        )
        for role in roles
    ]


def count_loads(edition: Edition) -> dict[int, Load]:
    """Reviewer → their load, also of people who left. Two queries at most, the first reads every duty of the edition.

    The second is of drafts, if there are any.
    """
    own = FilteredRelation("application__reviews", condition=Q(application__reviews__reviewer=F("reviewer")))
    counted = counts("own__")
    rows = list(
        ReviewAssignment.objects.not_set_aside()
        # by the edition, PostgreSQL would expect a tenth of the duties, and join them one by one
        .filter(application__call=edition.call)
        .order_by()
        .annotate(own=own)
        .values("reviewer")
        .annotate(
            load=Count("*"),
            sent=Count("pk", filter=counted),
            pending=Count("pk", filter=~counted & Q(application__state__in=SCORED)),
            drafts=Count("pk", filter=Q(own__state=ReviewState.DRAFT)),
        )
        .values_list("reviewer", "load", "sent", "pending", "drafts")
    )
    complete: dict[int, int] = {}
    if any(drafts for *_loads, drafts in rows):
        reviews = Review.objects.complete_drafts().filter(application__call__edition=edition).order_by()
        complete = dict(reviews.values_list("reviewer").annotate(number=Count("pk")))
    return {
        reviewer: Load(load, sent, pending, complete.get(reviewer, 0))
        for reviewer, load, sent, pending, _drafts in rows
    }


def to_review(edition: Edition) -> QuerySet[Application]:
    """Dossiers to be scored, by reference."""
    return read_by_jury(edition).filter(state__in=SCORED)


def read_by_jury(edition: Edition) -> QuerySet[Application]:
    """Dossiers that are, or were, to be scored, by reference."""
    return (
        Application.objects.for_edition(edition)
        .filter(state__in=READ_BY_JURY)
        .select_related("project__organisation")
        .order_by("reference")
    )


def review_pending(edition: Edition) -> QuerySet[ReviewAssignment]:
    """The reviews of the edition that are awaited."""
    return ReviewAssignment.objects.awaited().filter(application__call__edition=edition)


def board_counts(edition: Edition) -> dict[str, Any]:
    """``read``: dossiers that are, or were, to be scored; ``to_review``: those that still are; ``missing``: among them,
    those with too few reviewers; ``relief``: dossiers that somebody wrote they will not manage; ``planned``: those with
    changes to apply; ``strategy``: see ``AssignmentPlan``, ``None`` before a choice. One query.
    """
    open_ = Q(state__in=SCORED)
    # sets, each read once: they are small, and empty most of the time
    relief = ReviewAssignment.objects.active().filter(relief_requested_at__isnull=False)
    planned = PlannedDuty.objects.order_by().values("application")
    return (
        Application.objects.for_edition(edition)
        .order_by()
        .aggregate(
            read=Count("pk", filter=Q(state__in=READ_BY_JURY)),
            to_review=Count("pk", filter=open_),
            strategy=Max("call__edition__assignment_plan__strategy"),
            missing=Count("pk", filter=open_ & Q(reviews_expected__lt=edition.reviews_wanted)),
            relief=Count("pk", filter=Q(pk__in=relief.order_by().values("application"))),
            planned=Count("pk", filter=Q(pk__in=planned)),
        )
    )

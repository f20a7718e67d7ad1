"""A dossier's grid, the opinions that may be read of it, and why somebody may no longer write in it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)

from accelerator.accounts.models import User, UserValue
from accelerator.prepared import PreparedQuery
from programmes.models import Criterion, Role
from projects.application.enums import SCORED
from projects.conflicts.queries import find_exclusions_of
from projects.declarations.models import is_undeclared
from projects.models import (
    AccessEnd,
    Application,
    ConflictEffect,
    ProjectMember,
    Review,
    ReviewAssignment,
    ReviewHighlight,
    ReviewRevision,
    ReviewState,
    Score,
)
from projects.review.queries.revisions import add_history
from projects.review.solver.aggregate import review_total

SCORE_COLUMNS = {
    "score_pk": "own_score__pk",
    "score_level": "own_score__level",
    "score_not_assessable": "own_score__not_assessable",
    "score_comment": "own_score__comment",
}


@dataclass(frozen=True)
class GridLine:
    """A criterion with what the reviewer gave it."""

    criterion: Criterion
    score: Score | None


@dataclass(frozen=True)
class Grid:
    """A review as its page needs it. ``review`` is ``None`` while nothing is typed; ``others``: opinions of the other
    members, once it is sent."""

    review: Review | None
    lines: list[GridLine]
    others: Sequence[Review] = ()

    @property
    def total(self) -> Decimal | None:
        """Out of 100 over what is scored so far."""
        levels = {line.criterion.pk: line.score.level for line in self.lines if line.score}
        return review_total(levels, {line.criterion.pk: line.criterion.weight for line in self.lines})

    @property
    def answer_count(self) -> int:
        """How many criteria have a level, or are marked as not assessable."""
        return sum(
            1
            for line in self.lines
            if line.score and (line.score.level is not None or line.score.not_assessable)
        )

    @property
    def is_sent(self) -> bool:
        return self.review is not None and self.review.state == ReviewState.SUBMITTED


def _list_duties(user: UserValue, ref: Any, *, related: Collection[str]) -> "QuerySet[Application]":
    own = ProjectMember.objects.filter(user=user, project__edition=OuterRef("call__edition")).order_by()
    rows = (
        Application.objects.filter(reference=ref)
        .reviewed_by(user)
        .annotate(
            duty_reason=F("assignments__reason"),
            own_review=FilteredRelation("reviews", condition=Q(reviews__reviewer=user)),
            own_review_state=F("own_review__state"),
            applies=Exists(own),
        )
        .order_by()  # a dossier is assigned once: there is one row
    )
    return rows.select_related(*related) if related else rows


_duties = PreparedQuery(_list_duties, user=BigIntegerField(), ref=CharField())


def find_duty(reviewer: User, reference: str, *related: str) -> Application | None:
    """The dossier of this reference, with the ``related`` rows, if this person may score it now, as the database has
    it; else ``None``. One query.

    It has their ``duty_reason`` and ``own_review_state``, and whether they have a project in its edition (``applies``).
    """
    return next(iter(_duties.fetch(user=reviewer.pk, ref=reference, related=related)), None)


def grid(application: Application, reviewer: User) -> Grid:
    """The grid of this person for a dossier; once their review is sent, that review and those of the others.

    The dossier has ``own_review_state``: the state of this review, ``None`` without one. Two queries, three once it is
    sent.
    """
    if application.own_review_state == ReviewState.SUBMITTED:  # type: ignore[attr-defined]
        own, others = split_reviews(application, reviewer)
        if own:
            return Grid(own, [], others)
    review = Review.objects.filter(application=application, reviewer=reviewer).order_by().first()
    if review and review.state == ReviewState.SUBMITTED:
        return Grid(review, [])
    return grid_of(application, review)


def read_grid(review: Review) -> Grid:
    """The grid of a review that was read with its scores and their criteria: no query."""
    return Grid(review, [GridLine(score.criterion, score) for score in review.scores.all()])


def grid_of(application: Application, review: Review | None) -> Grid:
    """The grid of a review that is already read: one query."""
    if review is None:
        return blank_grid(application)
    own_score = FilteredRelation("scores", condition=Q(scores__review=review))
    criteria = _list_criteria(application.call.edition_id).annotate(
        own_score=own_score, **{name: F(source) for name, source in SCORE_COLUMNS.items()}
    )
    return Grid(review, [GridLine(criterion, _make_score(criterion, review)) for criterion in criteria])


def _make_score(criterion: Any, review: Review) -> Score | None:
    if criterion.score_pk is None:
        return None
    return Score(
        pk=criterion.score_pk,
        review=review,
        criterion=criterion,
        level=criterion.score_level,
        not_assessable=criterion.score_not_assessable,
        comment=criterion.score_comment,
    )


def complete_grid(application: Application, review: Review) -> Grid:
    """The grid to be filled in: a criterion that has no score yet has a blank one, unsaved."""
    lines = grid_of(application, review).lines
    return Grid(
        review,
        [
            GridLine(line.criterion, line.score or Score(review=review, criterion=line.criterion))
            for line in lines
        ],
    )


def blank_grid(application: Application) -> Grid:
    """The grid as a form that is posted needs it, whatever was own_score before: one query."""
    return Grid(None, [GridLine(item, None) for item in _list_criteria(application.call.edition_id)])


def _list_criteria(edition: int) -> QuerySet[Criterion]:
    return Criterion.objects.filter(edition=edition).order_by("position")


def _prefetch_scores() -> "Prefetch[str, QuerySet[Score], str]":
    return Prefetch("scores", Score.objects.select_related("criterion").order_by("criterion__position"))


def split_reviews(application: Application, reviewer: User) -> tuple[Review | None, list[Review]]:
    """The opinion that this person sent, and those of the other members, for somebody whose own is sent: three
    queries."""
    reviews = sorted(reviews_of(application), key=lambda review: review.pk)
    own = next((review for review in reviews if review.reviewer_id == reviewer.pk), None)
    return own, [review for review in reviews if review is not own]


def list_highlights(application: Application, reviewer: User) -> list[ReviewHighlight]:
    """The passages that this person marked in the dossier, for them alone: one query."""
    return list(ReviewHighlight.objects.filter(application=application, reviewer=reviewer).order_by("pk"))


def may_have_been_read(review: Review) -> bool:
    """Whether somebody may have read this opinion, or its author theirs, or the committee decided: one query.

    Colleagues read an opinion from the moment their own is in, and its author reads theirs: the first opinion of a
    dossier alone is certain to be known to nobody of the jury. Organisers' pages say when they show it: ``read_at``.
    """
    if review.read_at:
        return True
    others = Review.objects.submitted().filter(application=review.application_id).exclude(pk=review.pk)
    decided = Application.objects.filter(pk=review.application_id, decision__isnull=False)
    return Review.objects.filter(Exists(others) | Exists(decided), pk=review.pk).exists()


def reviews_of(application: Application) -> list[Review]:
    """Every opinion that counts, with its scores, for the committee's table: two queries, three if any was revised."""
    reviews: list[Review] = list(
        Review.objects.in_score()
        .filter(application=application)
        .with_reviewer()
        .annotate(is_revised=Exists(ReviewRevision.objects.filter(review=OuterRef("pk"))))
        .prefetch_related(_prefetch_scores())
        .order_by("reviewer__name", "pk")
    )
    add_history(reviews)
    return reviews


CONTESTED = 2
"""Levels between the highest and the lowest of a criterion, from which opinions differ."""


@dataclass(frozen=True)
class CriterionLine:
    """What each review gave to a criterion, in the order of the reviews."""

    criterion: Criterion
    scores: list[tuple[Review, Score | None]]

    @property
    def spread(self) -> int:
        levels = [score.level for _review, score in self.scores if score and score.level is not None]
        return max(levels) - min(levels) if levels else 0

    @property
    def is_contested(self) -> bool:
        return self.spread >= CONTESTED


def compare_reviews(reviews: Sequence[Review]) -> list[CriterionLine]:
    """The grid across, the criteria on which the opinions differ most first. No query."""
    scores = {
        (score.review_id, score.criterion_id): score for review in reviews for score in review.scores.all()
    }
    criteria = {score.criterion_id: score.criterion for score in scores.values()}
    lines = [
        CriterionLine(criterion, [(review, scores.get((review.pk, criterion.pk))) for review in reviews])
        for criterion in sorted(criteria.values(), key=lambda criterion: criterion.position)
    ]
    return sorted(lines, key=lambda line: -line.spread)


@dataclass(frozen=True)
class LostReview:
    """A review that no longer counts, for its author alone. ``end`` is the reason; ``notes``, what they wrote beside
    passages of the dossier, which are no longer quoted.
    """

    application: Application
    end: AccessEnd
    grid: Grid
    notes: list[str]


def find_end_of_review(application: Application, reviewer: User, at: datetime) -> AccessEnd | None:
    """Why this person can no longer review this dossier; ``None`` while they can, or if it was never assigned to
    them."""
    duties = ReviewAssignment.objects.filter(application=application, reviewer=reviewer)
    return find_ends([application], reviewer, at).get(application.pk) if duties.exists() else None


def find_ends(applications: Collection[Application], reviewer: User, at: datetime) -> dict[int, AccessEnd]:
    """By dossier once assigned to this person, why they can no longer review it; absent while they can.
    Three queries.
    """
    keys = [application.pk for application in applications]
    exclusions = find_exclusions_of(keys, reviewer)
    own = ProjectMember.objects.filter(user=reviewer, project=OuterRef("project"))
    duties = ReviewAssignment.objects.active().filter(application=OuterRef("pk"), reviewer=reviewer)
    rows = Application.objects.filter(pk__in=keys).order_by()
    facts = {
        pk: (is_own, is_assigned, is_closed)
        for pk, is_own, is_assigned, is_closed in rows.values_list(
            "pk", Exists(own), Exists(duties), ExpressionWrapper(is_undeclared(reviewer), BooleanField())
        )
    }
    jurors = Role.objects.jurors().filter(user=reviewer)
    seats = dict(jurors.order_by().values_list("edition", "reviews_due_at"))

    def end_of(application: Application) -> AccessEnd | None:
        if recusal := exclusions.get(application.pk):
            if recusal.effect == ConflictEffect.NO_VOTE:
                return AccessEnd.NO_VOTE
            by_oneself = recusal.author_id == reviewer.pk
            return AccessEnd.RECUSED if by_oneself else AccessEnd.RECUSED_FOR_THEM
        is_own, is_assigned, is_closed = facts.get(application.pk, (False, False, False))
        if is_own:
            return AccessEnd.MEMBER
        if not is_assigned:
            return AccessEnd.TAKEN_BACK
        if application.call.edition_id not in seats:
            return AccessEnd.SEAT_ENDED
        if application.state not in SCORED:
            return AccessEnd.DECIDED
        if is_closed:
            return AccessEnd.UNDECLARED
        due = application.call.edition.review_deadline(seats[application.call.edition_id])
        return AccessEnd.CLOSED if due and due <= at else None

    return {application.pk: end for application in applications if (end := end_of(application))}


def find_lost_review(reviewer: User, reference: str, at: datetime) -> tuple[Application, AccessEnd] | None:
    """A dossier once assigned to this person that they can no longer review, with the reason."""
    rows = (
        Application.objects.filter(assignments__reviewer=reviewer).select_related("call__edition").order_by()
    )
    application = rows.filter(reference=reference).first()
    end = find_ends([application], reviewer, at).get(application.pk) if application else None
    return (application, end) if application and end else None


def list_lost_reviews(reviewer: User, at: datetime) -> list[LostReview]:
    """This person's reviews that no longer count, latest first, then notes without a review: 8 queries at most."""
    related = (
        _select_unsent(reviewer)
        .select_related("application__call__edition")
        .prefetch_related(_prefetch_scores())
    )
    reviews = list(related.order_by("-saved_at", "-pk"))
    marked = (
        _select_notes(reviewer).select_related("application__call__edition").order_by("-application", "pk")
    )
    notes = list(marked)
    applications = {review.application_id: review.application for review in reviews}
    applications |= {
        highlight.application_id: highlight.application
        for highlight in notes
        if highlight.application_id not in applications
    }
    ends = find_ends(list(applications.values()), reviewer, at) if applications else {}
    grids = {review.application_id: read_grid(review) for review in reviews}
    return [
        LostReview(
            application,
            end,
            grids.get(pk, Grid(None, [])),
            [highlight.note for highlight in notes if highlight.application_id == pk],
        )
        for pk, application in applications.items()
        if (end := ends.get(pk)) and not end.awaits_declaration
    ]


def wrote_beside(reviewer: User, readable: Collection[int]) -> Q:
    """Whether this person wrote about dossiers beside the ``readable`` ones, which they still review: a condition on
    rows of any table.
    """
    texts = (_select_unsent(reviewer), _select_notes(reviewer))
    unsent, notes = (Exists(rows.exclude(application__in=readable).order_by()) for rows in texts)
    return unsent | notes


def _select_unsent(reviewer: User) -> QuerySet[Review]:
    """Their reviews that do not count: never sent, or set aside."""
    return Review.objects.filter(reviewer=reviewer).exclude(state=ReviewState.SUBMITTED, set_aside_at=None)


def _select_notes(reviewer: User) -> QuerySet[ReviewHighlight]:
    """What they wrote beside passages of dossiers of which no review of theirs counts."""
    standing = Review.objects.in_score().filter(reviewer=reviewer).order_by().values("application")
    return (
        ReviewHighlight.objects.filter(reviewer=reviewer).exclude(note="").exclude(application__in=standing)
    )

"""A reviewer's list, and what they may read of a dossier."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Length
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Answer
from programmes.enums import RoleName
from programmes.models import Criterion, Role
from projects.enums import ReviewState
from projects.models import Application, Recusal, Review, ReviewAssignment, Score
from projects.selection.aggregate import review_total
from projects.states import SCORED

JURY_READS = {AnswerAudience.JURY, AnswerAudience.PUBLIC}
CHARACTERS_A_MINUTE = 1000
"""About 170 words a minute: somebody who reads to give an opinion."""
TODO, STARTED, SENT, ASIDE, CLOSED = "todo", "started", "sent", "aside", "closed"
STAGES: list[tuple[str, "str | Promise", str]] = [
    (TODO, _("À évaluer"), "info"),
    (STARTED, _("Commencé"), "warning"),
    (SENT, _("Envoyé"), "success"),
    (ASIDE, _("Déport"), "neutral"),
    (CLOSED, _("Clos sans évaluation"), "neutral"),
]
PLACES = {stage: place for place, (stage, _label, _tone) in enumerate(STAGES)}


def _held(user: Any) -> "QuerySet[Any]":
    """The duties of this person in editions where they still sit."""
    seats = Role.objects.editions_where(user, RoleName.REVIEWER)
    return ReviewAssignment.objects.queue_of(user).filter(application__call__edition__in=seats)


def _duties(user: Any) -> "QuerySet[Any]":
    """The duties of this person, each with its ``place`` in :data:`STAGES`: one CASE, whose branches are read once."""
    mine = {"application": OuterRef("application"), "reviewer": user}
    return _held(user).annotate(
        place=Case(
            When(Exists(Recusal.objects.filter(**mine)), then=Value(PLACES[ASIDE])),
            When(Exists(Review.objects.submitted().filter(**mine)), then=Value(PLACES[SENT])),
            When(~Q(application__state__in=SCORED), then=Value(PLACES[CLOSED])),
            When(Exists(Review.objects.filter(**mine)), then=Value(PLACES[STARTED])),
            default=Value(PLACES[TODO]),
            output_field=IntegerField(),
        )
    )


def _to_send(user: Any, at: datetime) -> "QuerySet[Any]":
    """The duties that can still be done: the dossier is scored, nothing is sent, nobody stepped aside.

    What this person did is read once, as a set: asked for each duty, it takes five times as long.
    """
    recused, sent = Recusal.objects.filter(reviewer=user), Review.objects.submitted().filter(reviewer=user)
    return (
        _held(user)
        .filter(application__state__in=SCORED)
        .exclude(application__call__edition__reviews_due_at__lte=at)
        .exclude(application__in=recused.values("application"))
        .exclude(application__in=sent.values("application"))
    )


def stage_of(duty: Any) -> str:
    """The stage of a duty of :func:`queue`."""
    return STAGES[duty.place][0]


def waiting(user: Any, at: datetime) -> int:
    """How many reviews this person can still send, for the header: one query."""
    return _to_send(user, at).count()


def queue(user: Any) -> "QuerySet[Any]":
    """The list, what is left to do first, nearest deadline first; ``characters`` is how long the answers are."""
    length = (
        Answer.objects.filter(sheet=OuterRef("application__sheet"), question__audience__in=JURY_READS)
        .order_by()
        .values("sheet")
        .annotate(total=Sum(Length(Cast("value", CharField()))))
        .values("total")
    )
    return (
        _duties(user)
        .select_related("application__call__edition")
        .annotate(characters=Subquery(length, output_field=IntegerField()))
        .order_by(
            "place",
            F("application__call__edition__reviews_due_at").asc(nulls_last=True),
            "application__reference",
        )
    )


def stage_counts(user: Any) -> dict[str, int]:
    """Duties by stage: one query."""
    counted = _duties(user).order_by().values_list("place").annotate(number=Count("pk"))
    return {STAGES[place][0]: number for place, number in counted}


def next_duty(user: Any, at: datetime, *, after: Application | None = None) -> ReviewAssignment | None:
    """The next dossier to score: one begun before one untouched, nearest deadline first."""
    mine = {"application": OuterRef("application"), "reviewer": user}
    rows = (
        _to_send(user, at)
        .annotate(begun=Exists(Review.objects.filter(**mine)))
        .select_related("application__call__edition")
    )
    if after:
        rows = rows.exclude(application=after)
    return rows.order_by(
        F("application__call__edition__reviews_due_at").asc(nulls_last=True),
        "-begun",
        "application__reference",
    ).first()


def minutes(characters: int | None) -> int:
    """Time to read that many characters, at least one minute."""
    return max(1, round((characters or 0) / CHARACTERS_A_MINUTE))


@dataclass(frozen=True)
class GridLine:
    """A criterion with what the reviewer gave it."""

    criterion: Criterion
    score: Score | None


@dataclass(frozen=True)
class Grid:
    """A review as its page needs it. ``review`` is ``None`` while nothing is typed."""

    review: Review | None
    lines: list[GridLine]

    @property
    def total(self) -> Any:
        """Out of 100 over what is scored so far."""
        levels = {line.criterion.pk: line.score.level for line in self.lines if line.score}
        return review_total(levels, {line.criterion.pk: line.criterion.weight for line in self.lines})

    @property
    def answered(self) -> int:
        """How many criteria have a level, or are marked as not assessable."""
        return sum(
            1
            for line in self.lines
            if line.score and (line.score.level is not None or line.score.not_assessable)
        )

    @property
    def is_sent(self) -> bool:
        return self.review is not None and self.review.state == ReviewState.SUBMITTED


def grid(application: Application, reviewer: Any) -> Grid:
    """Three queries at most."""
    review = Review.objects.filter(application=application, reviewer=reviewer).order_by().first()
    return grid_of(application, review)


def grid_of(application: Application, review: Review | None) -> Grid:
    """The grid of a review that is already read: two queries at most."""
    kept = Score.objects.filter(review=review).order_by() if review else []
    scores = {score.criterion_id: score for score in kept}
    criteria = Criterion.objects.filter(edition=application.call.edition_id).order_by("position")
    return Grid(review, [GridLine(one, scores.get(one.pk)) for one in criteria])


def others(application: Application, reviewer: Any) -> list[Review]:
    """The opinions of the other members, to be shown only to somebody whose own is sent: one query."""
    reviews = Review.objects.counted().filter(application=application).exclude(reviewer=reviewer)
    return list(reviews.select_related("reviewer").order_by("pk"))


def reviews_of(application: Application) -> list[Review]:
    """Every opinion that counts, with its scores, for the committee's table: two queries."""
    return list(
        Review.objects.counted()
        .filter(application=application)
        .select_related("reviewer")
        .prefetch_related("scores")
        .order_by("reviewer__name", "pk")
    )


def recused_from(application: Application) -> list[User]:
    """Who stepped aside from this dossier: they are named in the minutes."""
    return [one.reviewer for one in application.recusals.select_related("reviewer").order_by("pk")]

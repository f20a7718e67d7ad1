"""Why somebody may write in a dossier no more, and what they had written. Told only to whoever had access."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from programmes.models import Role
from projects.application.states import SCORED
from projects.conflicts.queries.stepped_aside import find_who_set_aside
from projects.models import Application, ProjectMember, Review, ReviewAssignment, Score
from projects.review.enums import AccessEnd, ReviewState
from projects.review.queries.reviews import Grid, GridLine


@dataclass(frozen=True)
class KeptReview:
    """What somebody wrote of a dossier and that counts no more: for them alone. ``end`` says why, in words."""

    application: Application
    end: AccessEnd
    grid: Grid


def find_end_of_review(application: Application, reviewer: Any, at: datetime) -> AccessEnd | None:
    """Why this person writes no review of this dossier; nothing while they may, or if it was never given to them."""
    duties = ReviewAssignment.objects.filter(application=application, reviewer=reviewer)
    return find_ends([application], reviewer, at).get(application.pk) if duties.exists() else None


def find_ends(applications: Collection[Application], reviewer: Any, at: datetime) -> dict[int, AccessEnd]:
    """The same for dossiers that were given to this person, by dossier; absent while they may write: 4 queries."""
    keys = [application.pk for application in applications]
    authors = find_who_set_aside(keys, reviewer)
    own = ProjectMember.objects.filter(
        user=reviewer, project__in=[application.project_id for application in applications]
    )
    own_projects = set(own.order_by().values_list("project", flat=True))
    duties = ReviewAssignment.objects.active().filter(application__in=keys, reviewer=reviewer)
    given = set(duties.order_by().values_list("application", flat=True))
    held_seats = Role.objects.jurors().filter(user=reviewer)
    seats = dict(held_seats.order_by().values_list("edition", "reviews_due_at"))

    def end_of(application: Application) -> AccessEnd | None:
        if application.pk in authors:
            by_oneself = authors[application.pk] == reviewer.pk
            return AccessEnd.RECUSED if by_oneself else AccessEnd.RECUSED_FOR_THEM
        if application.project_id in own_projects:
            return AccessEnd.MEMBER
        if application.pk not in given:
            return AccessEnd.TAKEN_BACK
        if application.call.edition_id not in seats:
            return AccessEnd.SEAT_ENDED
        if application.state not in SCORED:
            return AccessEnd.SETTLED
        due = application.call.edition.review_deadline(seats[application.call.edition_id])
        return AccessEnd.CLOSED if due and due <= at else None

    return {application.pk: end for application in applications if (end := end_of(application))}


def find_lost_review(reviewer: Any, reference: str, at: datetime) -> tuple[Application, AccessEnd] | None:
    """A dossier that was given to this person and that they review no more, with the reason."""
    rows = (
        Application.objects.filter(assignments__reviewer=reviewer).select_related("call__edition").order_by()
    )
    application = rows.filter(reference=reference).first()
    end = find_ends([application], reviewer, at).get(application.pk) if application else None
    return (application, end) if application and end else None


def list_kept_reviews(reviewer: Any, at: datetime) -> list[KeptReview]:
    """All that this person wrote and that counts no more, latest first: 6 queries at most."""
    rows = Review.objects.filter(reviewer=reviewer).exclude(state=ReviewState.SUBMITTED, set_aside_at=None)
    given = Prefetch("scores", Score.objects.select_related("criterion").order_by("criterion__position"))
    found = rows.select_related("application__call__edition").prefetch_related(given)
    reviews = list(found.order_by("-saved_at", "-pk"))
    ends = find_ends([review.application for review in reviews], reviewer, at) if reviews else {}
    return [
        KeptReview(review.application, ends[review.application_id], _grid(review))
        for review in reviews
        if review.application_id in ends
    ]


def _grid(review: Review) -> Grid:
    return Grid(review, [GridLine(score.criterion, score) for score in review.scores.all()])

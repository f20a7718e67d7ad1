"""Why somebody may no longer write in a dossier, and what they had written: only for people who had access."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from accelerator.accounts.models import User
from programmes.models import Role
from projects.application.states import SCORED
from projects.conflicts.queries import find_who_set_aside
from projects.models import Application, ProjectMember, Review, ReviewAssignment, Score
from projects.review.enums import AccessEnd, ReviewState
from projects.review.queries.reviews import Grid, GridLine


@dataclass(frozen=True)
class LostReview:
    """A review that no longer counts, for its author alone. ``end`` is the reason."""

    application: Application
    end: AccessEnd
    grid: Grid


def find_end_of_review(application: Application, reviewer: User, at: datetime) -> AccessEnd | None:
    """Why this person can no longer review this dossier; ``None`` while they can, or if it was never assigned to
    them."""
    duties = ReviewAssignment.objects.filter(application=application, reviewer=reviewer)
    return find_ends([application], reviewer, at).get(application.pk) if duties.exists() else None


def find_ends(applications: Collection[Application], reviewer: User, at: datetime) -> dict[int, AccessEnd]:
    """The same for dossiers once assigned to this person, by dossier; absent while they may write: 4 queries."""
    keys = [application.pk for application in applications]
    authors = find_who_set_aside(keys, reviewer)
    own = ProjectMember.objects.filter(
        user=reviewer, project__in=[application.project_id for application in applications]
    )
    own_projects = set(own.order_by().values_list("project", flat=True))
    duties = ReviewAssignment.objects.active().filter(application__in=keys, reviewer=reviewer)
    assigned = set(duties.order_by().values_list("application", flat=True))
    jurors = Role.objects.jurors().filter(user=reviewer)
    seats = dict(jurors.order_by().values_list("edition", "reviews_due_at"))

    def end_of(application: Application) -> AccessEnd | None:
        if application.pk in authors:
            by_oneself = authors[application.pk] == reviewer.pk
            return AccessEnd.RECUSED if by_oneself else AccessEnd.RECUSED_FOR_THEM
        if application.project_id in own_projects:
            return AccessEnd.MEMBER
        if application.pk not in assigned:
            return AccessEnd.TAKEN_BACK
        if application.call.edition_id not in seats:
            return AccessEnd.SEAT_ENDED
        if application.state not in SCORED:
            return AccessEnd.DECIDED
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
    """This person's reviews that no longer count, latest first: 6 queries at most."""
    rows = Review.objects.filter(reviewer=reviewer).exclude(state=ReviewState.SUBMITTED, set_aside_at=None)
    scores = Prefetch("scores", Score.objects.select_related("criterion").order_by("criterion__position"))
    related = rows.select_related("application__call__edition").prefetch_related(scores)
    reviews = list(related.order_by("-saved_at", "-pk"))
    ends = find_ends([review.application for review in reviews], reviewer, at) if reviews else {}
    return [
        LostReview(review.application, ends[review.application_id], _grid(review))
        for review in reviews
        if review.application_id in ends
    ]


def _grid(review: Review) -> Grid:
    return Grid(review, [GridLine(score.criterion, score) for score in review.scores.all()])

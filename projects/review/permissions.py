"""Who may open the pages of reviews: assignment, the reviewer's queue, the ranking."""

from datetime import datetime

from django.db.models import QuerySet

from accelerator.accounts.models import User
from accelerator.web.access import SIGNED_IN, Table, row
from programmes.capabilities import Capability
from programmes.models import Edition, Role

PAGES: Table = {
    "projects:manage_assignment": row(Capability.MANAGE_APPLICATIONS),
    "projects:assignment_proposal": row(Capability.MANAGE_APPLICATIONS),
    "projects:settle_planned_changes": row(Capability.MANAGE_APPLICATIONS),
    "projects:remind_reviewer": row(Capability.MANAGE_APPLICATIONS),
    "projects:extend_reviews": row(Capability.MANAGE_APPLICATIONS),
    # Only dossiers assigned to them: Application.objects.reviewed_by(user). Former jurors are led to their own texts.
    "projects:review_queue": row(SIGNED_IN),
    # Former jurors read on the pages where they wrote that their seat ended; anybody else gets a 404.
    "projects:review": row(SIGNED_IN),
    "projects:review_score": row(SIGNED_IN),
    "projects:my_texts": row(SIGNED_IN),
    "projects:take_back_review": row(Capability.REVIEW),
    "projects:ranking": row(Capability.MANAGE_APPLICATIONS),
}


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


def list_extended_seats(edition: Edition, at: datetime) -> QuerySet[Role]:
    """Jurors of the edition who may still send reviews by a date of their own."""
    seats = Role.objects.jurors().filter(edition=edition)
    return seats.filter(reviews_due_at__gt=at).order_by("reviews_due_at", "pk")

"""Reminders of reviews to do and to send."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register, shift_days
from programmes.models import Edition, Role
from projects.models import Review, ReviewAssignment
from projects.review import emails
from projects.review.permissions import reviews_due_at
from projects.review.queries.assignment import review_pending

REVIEW_DAYS = (10, 3)
"""Days before reviews close."""


def reviews_to_do(at: datetime) -> Iterator[Message]:
    """To each reviewer with reviews to send, the latest of the two reminders that is due; nothing once closed.

    Jurors with a later closing count the days to their own date. A duty assigned after a reminder's day does not get
    it.
    """
    soon = at + timedelta(days=max(REVIEW_DAYS) + 1)
    editions = Edition.objects.filter(reviews_due_at__gt=at, reviews_due_at__lte=soon, call__isnull=False)
    extended = Role.objects.active().with_more_time()
    for edition in editions.select_related("call"):
        assert edition.reviews_due_at is not None  # filtered on just above
        theirs = extended.filter(edition=edition).order_by().values("user")
        yield from _to_do_of(
            edition, edition.reviews_due_at, review_pending(edition).exclude(reviewer__in=theirs), at
        )
    seats = extended.filter(reviews_due_at__gt=at, reviews_due_at__lte=soon, edition__call__isnull=False)
    for seat in seats.select_related("edition__call").order_by("pk"):
        assert seat.reviews_due_at is not None
        duties = review_pending(seat.edition).filter(reviewer=seat.user_id)
        yield from _to_do_of(seat.edition, seat.reviews_due_at, duties, at)


def _to_do_of(
    edition: Edition, due: datetime, duties: QuerySet[ReviewAssignment], at: datetime
) -> Iterator[Message]:
    reached = [days for days in REVIEW_DAYS if shift_days(due, -days) <= at]
    if not reached:
        return
    days = min(reached)
    assigned = duties.filter(assigned_at__lte=shift_days(due, -days)).order_by("reviewer")
    numbers = dict(assigned.values_list("reviewer").annotate(number=Count("pk")))
    for reviewer in User.objects.filter(pk__in=numbers).order_by("pk"):
        yield emails.reviews_to_do(edition, reviewer, count=numbers[reviewer.pk], due=due, days=days)


def reviews_to_send(at: datetime) -> Iterator[Message]:
    """To reviewers with a complete review unsent for a day, once a review; nothing once closed."""
    open_duties = ReviewAssignment.objects.awaited_at(at).filter(
        application=OuterRef("application"), reviewer=OuterRef("reviewer")
    )
    reviews = Review.objects.complete_drafts().filter(
        Exists(open_duties), saved_at__lte=at - timedelta(days=1)
    )
    for review in reviews.select_related("reviewer", "application__call__edition").order_by("pk"):
        due = reviews_due_at(review.application.call.edition, review.reviewer)
        yield emails.review_to_send(review, due=due)


def register_rules() -> None:
    """Register these rules with the planner; called once the apps are loaded."""
    register(ReminderRule("projects.reviews_to_do", _("Évaluations à faire"), reviews_to_do))
    register(ReminderRule("projects.reviews_to_send", _("Évaluations complètes à envoyer"), reviews_to_send))

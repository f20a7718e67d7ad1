"""Reminders of the selection: reviews to do, places to confirm."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register
from programmes.models import Edition, Role
from projects.emails import choosing as emails
from projects.enums import MemberRights, ParticipationState
from projects.models import Participation, ProjectMember, Review, ReviewAssignment
from projects.permissions.choosing import reviews_due_at
from projects.queries_assignment import owed
from projects.queries_decisions import others_wait
from projects.reminders.applying import shifted

REVIEW_DAYS = (10, 3)
"""Days before reviews close."""
CONFIRM_AFTER = 5
"""Days after the place was offered."""
CONFIRM_UNTIL = 30
"""Days after the offer from which a planner that slept says nothing any more."""


def reviews_to_do(at: datetime) -> Iterator[Message]:
    """To each reviewer with reviews to send, the latest of the two reminders that is due; nothing once closed.

    Those who were given more time count the days to their own date. A duty given after a reminder's day does not get
    it.
    """
    soon = at + timedelta(days=max(REVIEW_DAYS) + 1)
    editions = Edition.objects.filter(reviews_due_at__gt=at, reviews_due_at__lte=soon, call__isnull=False)
    extended = Role.objects.active().with_more_time()
    for edition in editions.select_related("call"):
        assert edition.reviews_due_at is not None  # filtered on just above
        theirs = extended.filter(edition=edition).order_by().values("user")
        yield from _to_do_of(edition, edition.reviews_due_at, owed(edition).exclude(reviewer__in=theirs), at)
    seats = extended.filter(reviews_due_at__gt=at, reviews_due_at__lte=soon, edition__call__isnull=False)
    for seat in seats.select_related("edition__call").order_by("pk"):
        assert seat.reviews_due_at is not None
        duties = owed(seat.edition).filter(reviewer=seat.user_id)
        yield from _to_do_of(seat.edition, seat.reviews_due_at, duties, at)


def _to_do_of(
    edition: Edition, due: datetime, duties: QuerySet[ReviewAssignment], at: datetime
) -> Iterator[Message]:
    reached = [days for days in REVIEW_DAYS if shifted(due, -days) <= at]
    if not reached:
        return
    days = min(reached)
    given = duties.filter(assigned_at__lte=shifted(due, -days)).order_by("reviewer")
    numbers = dict(given.values_list("reviewer").annotate(number=Count("pk")))
    for reviewer in User.objects.filter(pk__in=numbers).order_by("pk"):
        yield emails.reviews_to_do(edition, reviewer, count=numbers[reviewer.pk], due=due, days=days)


def reviews_to_send(at: datetime) -> Iterator[Message]:
    """To whoever has had a review complete for a day without sending it, once a review; nothing once closed."""
    open_duties = ReviewAssignment.objects.awaited_at(at).filter(
        application=OuterRef("application"), reviewer=OuterRef("reviewer")
    )
    reviews = Review.objects.complete_drafts().filter(
        Exists(open_duties), saved_at__lte=at - timedelta(days=1)
    )
    for review in reviews.select_related("reviewer", "application__call__edition").order_by("pk"):
        due = reviews_due_at(review.application.call.edition, review.reviewer)
        yield emails.review_to_send(review, due=due)


def confirmation_missing(at: datetime) -> Iterator[Message]:
    """To each member who may answer for a project, five days after a place was offered and not answered."""
    offers = Participation.objects.filter(
        state=ParticipationState.OFFERED,
        offered_at__lte=at - timedelta(days=CONFIRM_AFTER),
        offered_at__gt=at - timedelta(days=CONFIRM_UNTIL),
    )
    waiting = {one.project_id: one for one in offers.select_related("edition__call", "project__application")}
    members = ProjectMember.objects.filter(
        project__in=waiting, left_at=None, rights=MemberRights.EDIT, user__is_active=True
    )
    editions = {place.edition_id: place.edition for place in waiting.values()}
    wait = {pk: others_wait(edition) for pk, edition in editions.items()}
    for member in members.select_related("user").order_by("pk"):
        place = waiting[member.project_id]
        yield emails.confirmation_missing(place, member.user, others_wait=wait[place.edition_id])


def register_rules() -> None:
    """Tell the planner of these rules; called once the apps are loaded."""
    register(ReminderRule("projects.reviews_to_do", _("Évaluations à faire"), reviews_to_do))
    register(ReminderRule("projects.reviews_to_send", _("Évaluations complètes à envoyer"), reviews_to_send))
    register(ReminderRule("projects.confirmation_missing", _("Places à confirmer"), confirmation_missing))

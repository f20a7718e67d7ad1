"""Reminders of the partners' meeting, then of its minutes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register
from coaching.models import MeetingMinutes, Stance
from coaching.support import emails as mails
from coaching.support.access import BoardReader
from coaching.support.enums import MeetingState
from coaching.support.queries.board import find_meeting
from coaching.support.queries.minutes import (
    MORNING,
    REMINDED_AFTER,
    find_reminder_time,
    list_awaited_roles,
    read_approvals,
)
from programmes.capabilities import Capability
from programmes.models import Edition, Role

DAYS_BEFORE = (1, 7)
CATCH_UP = timedelta(days=7)
"""A reminder that is later than this is not sent any more."""


def partners_meeting(at: datetime) -> Iterator[Message]:
    """To each partner, a week and a day before they meet: hour, place, and how many needs their body has not
    answered.

    Only the last reminder whose hour has come is due. A query to find the meetings, two for each, two for each
    partner.
    """
    today = timezone.localdate(at)
    soon = Edition.objects.filter(
        partners_meet_on__gt=today, partners_meet_on__lte=today + timedelta(days=max(DAYS_BEFORE))
    )
    for edition in soon.select_related("call").order_by("pk"):
        meeting = find_meeting(edition)
        days = _find_due_days(edition, at)
        if days is None or meeting.state == MeetingState.CLOSED:
            continue
        roles = Role.objects.who_can(Capability.SUPPORT_PROJECTS).filter(
            edition=edition, user__is_active=True
        )
        for role in roles.select_related("user", "organisation").order_by("pk"):
            reader = BoardReader(edition, role.user, runs=False, body=role.organisation)
            needs = set(reader.list_needs().order_by().values_list("pk", flat=True))
            answered = Stance.objects.filter(organisation=role.organisation, need__in=needs)
            yield mails.partners_meeting(
                meeting,
                role.user,
                body=role.organisation,
                needs=len(needs),
                waiting=len(needs) - answered.count() if role.organisation else 0,
                days=days,
            )


def minutes_awaited(at: datetime) -> Iterator[Message]:
    """To the partners of each body that has not approved the last minutes after a week.

    Not while they are being amended, nor once the edition is closed, nor more than a week late. A query to find them,
    three for each.
    """
    latest = MeetingMinutes.objects.filter(meeting=OuterRef("meeting")).order_by("-number").values("pk")[:1]
    first = at - timedelta(days=REMINDED_AFTER + 1) - CATCH_UP
    last_minutes = MeetingMinutes.objects.filter(
        pk=Subquery(latest), created_at__gt=first, meeting__state=MeetingState.CLOSED
    ).exclude(meeting__edition__closes_on__lt=timezone.localdate(at))
    for minutes in last_minutes.select_related("meeting__edition__call").order_by("pk"):
        due_at = find_reminder_time(minutes)
        if due_at <= at < due_at + CATCH_UP:
            approvals = read_approvals(minutes, minutes.meeting.edition)
            for role in list_awaited_roles(minutes, approvals):
                yield mails.minutes_awaited(minutes, role)


def _find_due_days(edition: Edition, at: datetime) -> int | None:
    for days in DAYS_BEFORE:
        assert edition.partners_meet_on is not None  # filtered on
        morning = datetime.combine(edition.partners_meet_on - timedelta(days=days), MORNING)
        if timezone.make_aware(morning) <= at:
            return days
    return None


def register_rules() -> None:
    """Called when the app is ready."""
    register(
        ReminderRule("coaching.partners_meeting", _("La réunion des partenaires approche"), partners_meeting)
    )
    register(
        ReminderRule("coaching.minutes_awaited", _("Un compte rendu attend une approbation"), minutes_awaited)
    )

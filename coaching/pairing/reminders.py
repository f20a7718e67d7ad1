"""Reminders of meetings: the day before, and the morning after."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register
from coaching.models import MentorMeeting
from coaching.pairing import emails as mails
from coaching.pairing.enums import MentorMeetingState, PairingState
from projects.models import ProjectMember

MORNING = time(8)
"""Europe/Paris."""
DAYS_REMINDED = 7
"""Days after a meeting during which its outcome is requested."""


def _list_confirmed_meetings(**dates: datetime) -> list[MentorMeeting]:
    meetings = MentorMeeting.objects.filter(
        state=MentorMeetingState.CONFIRMED, pairing__state=PairingState.ACCEPTED, **dates
    )
    participation = "pairing__participation"
    related = ("pairing__mentor", f"{participation}__project", f"{participation}__edition__call")
    return list(meetings.select_related(*related).order_by("starts_at", "pk"))


def _with_people(meetings: list[MentorMeeting]) -> Iterator[tuple[MentorMeeting, list[User]]]:
    projects = [meeting.pairing.participation.project_id for meeting in meetings]
    holders = ProjectMember.objects.editors().people_by_project(projects)
    for meeting in meetings:
        yield meeting, [meeting.pairing.mentor, *holders.get(meeting.pairing.participation.project_id, [])]


def _find_morning(starts_at: datetime, days: int) -> datetime:
    day = timezone.localdate(starts_at) + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, MORNING))


def meeting_coming(at: datetime) -> Iterator[Message]:
    """Remind both sides of a meeting, the day before at eight, unless it was agreed since. Two queries."""
    soon = _list_confirmed_meetings(starts_at__gt=at, starts_at__lte=at + timedelta(days=2))
    for meeting, people in _with_people(soon):
        due_at = _find_morning(meeting.starts_at, -1)  # type: ignore[arg-type]
        if due_at <= at and meeting.confirmed_at and meeting.confirmed_at < due_at:
            for person in people:
                yield mails.meeting_coming(meeting, person, due_at=due_at)


def meeting_to_record(at: datetime) -> Iterator[Message]:
    """Remind both sides, the morning after a meeting, unless its outcome is recorded. Two queries."""
    past = _list_confirmed_meetings(starts_at__lt=at, starts_at__gt=at - timedelta(days=DAYS_REMINDED))
    for meeting, people in _with_people(past):
        due_at = _find_morning(meeting.starts_at, 1)  # type: ignore[arg-type]
        if due_at <= at:
            for person in people:
                yield mails.meeting_to_record(meeting, person, due_at=due_at)


def register_rules() -> None:
    """Called when the app is ready."""
    register(ReminderRule("coaching.meeting_coming", _("Un rendez-vous de suivi approche"), meeting_coming))
    register(
        ReminderRule(
            "coaching.meeting_to_record", _("Un rendez-vous de suivi est à raconter"), meeting_to_record
        )
    )

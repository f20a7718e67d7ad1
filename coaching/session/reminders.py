"""Reminders before the session."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register
from coaching.models import Session
from coaching.session import emails as mails, queries
from coaching.session.calendar import PersonalFiles

DAYS_BEFORE = (1, 7, 21)
MORNING = time(8)
"""Reminders leave at eight, Europe/Paris."""


def session_coming(at: datetime) -> Iterator[Message]:
    """Remind participants, mentors, facilitators and speakers, 21, 7 and 1 days before the first day.

    Only the last reminder whose hour has come is due, so that somebody who joins late gets one mail, not three. One
    whose hour came before the programme was published is not sent: the mail of that day had the dates.
    Two queries for each session within three weeks, four more the day before, and one to find them.
    """
    today = timezone.localdate(at)
    soon = Session.objects.filter(
        edition__session_starts_on__gt=today,
        edition__session_starts_on__lte=today + timedelta(days=max(DAYS_BEFORE)),
    ).select_related("edition__call")
    for session in soon:
        first_day = session.edition.session_starts_on
        assert first_day is not None  # filtered on just above
        for days in DAYS_BEFORE:
            due_at = timezone.make_aware(datetime.combine(first_day - timedelta(days=days), MORNING))
            if due_at <= at:
                if session.published_at and session.published_at >= due_at:
                    break
                files = PersonalFiles(session)
                for person in queries.people_of_session(session.edition):
                    yield mails.session_coming(session, person, files=files, days=days, due_at=due_at)
                break


def register_rules() -> None:
    """Called when the app is ready."""
    register(ReminderRule("coaching.session_coming", _("La session approche"), session_coming))

"""A meeting as a file for a calendar, and one's meetings among what one's calendar follows."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accelerator.accounts.models import User
from accelerator.outbox.messages import AttachedText
from coaching.models import MentorMeeting
from coaching.pairing.enums import MentorMeetingState, PairingState
from programmes.calendar import write_calendar
from projects.models import Application, ProjectMember

RETENTION = timedelta(days=180)


def render_meeting(meeting: MentorMeeting, *, is_off: bool = False) -> bytes:
    """An iCalendar file; a later one moves or, with ``is_off``, removes the event of that meeting."""
    file = Calendar()
    file.add("prodid", "-//Possibles//Rendez-vous//FR")
    file.add("version", "2.0")
    file.add_component(build_event(meeting, is_off=is_off))
    return write_calendar(file)


def build_event(meeting: MentorMeeting, *, is_off: bool = False) -> Event:
    """Needs a date, the mentor and the project."""
    participation = meeting.pairing.participation
    event = Event()
    host = settings.SITE_URL.partition("://")[2].partition("/")[0] or "localhost"
    event.add("uid", f"meeting-{meeting.pk}@{host}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.confirmed_at or meeting.proposed_at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    names = {"project": participation.project.title, "mentor": meeting.pairing.mentor}
    event.add("summary", _("%(project)s : rendez-vous avec %(mentor)s") % names)
    event.add(
        "url", settings.SITE_URL + reverse("coaching:meeting", args=[participation.project.slug, meeting.pk])
    )
    if meeting.place:
        event.add("location", meeting.place)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    return event


def attach_meeting(meeting: MentorMeeting, *, is_off: bool = False) -> list[AttachedText]:
    return [AttachedText(f"rendez-vous-{meeting.pk}.ics", render_meeting(meeting, is_off=is_off).decode())]


def list_events(user: User, at: datetime) -> Iterator[Event]:
    """The agreed meetings of projects this person is a member or the mentor of. One query.

    One that was cancelled, or awaits a new date, is sent as cancelled, so that calendars remove it.
    """
    own_projects = ProjectMember.objects.present().filter(user=user).order_by().values("project")
    # a mentor who stepped aside from a dossier no longer follows it
    unbiased = Application.objects.not_hidden_from(user).order_by().values("project")
    followed = Q(pairing__mentor=user, pairing__participation__project__in=unbiased)
    mine = Q(pairing__participation__project__in=own_projects) | followed
    meetings = MentorMeeting.objects.filter(mine, was_in_calendars=True, starts_at__gte=at - RETENTION)
    for meeting in meetings.select_related("pairing__mentor", "pairing__participation__project").order_by(
        "pk"
    ):
        is_on = meeting.state in (MentorMeetingState.CONFIRMED, MentorMeetingState.TOOK_PLACE)
        is_over = (
            meeting.pairing.state != PairingState.ACCEPTED and meeting.state == MentorMeetingState.CONFIRMED
        )
        is_upcoming = meeting.starts_at is not None and meeting.starts_at > at
        yield build_event(meeting, is_off=not is_on or (is_over and is_upcoming))

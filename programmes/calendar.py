"""The dates of a call as a file for a calendar: opening, closing, session days."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, Timezone

from accelerator.outbox.messages import AttachedText
from programmes.models import Edition

HEADS_UP = timedelta(days=2)
"""Before the closing."""


def call_calendar(edition: Edition) -> bytes:
    """An iCalendar file; taken again after an extension, it moves the closing. Needs ``edition.call``: one query."""
    call = edition.call
    page = settings.SITE_URL + reverse("programmes:call", args=[edition.slug])
    calendar = _build_calendar(edition)
    stamp = call.published_at or call.opens_at
    opening = _build_event(edition, "opening", stamp, _("%(edition)s : l’appel ouvre"))
    opening.add("dtstart", call.opens_at)
    closing = _build_event(
        edition, "closing", stamp, _("%(edition)s : dernier moment pour déposer un dossier")
    )
    closing.add("dtstart", call.closes_at)
    closing["sequence"] = call.date_changes.count()
    closing.add_component(_build_reminder(str(closing["summary"])))
    for event in (opening, closing):
        event.add("url", page)
        calendar.add_component(event)
    if edition.session_starts_on:
        calendar.add_component(_build_session(edition, edition.session_starts_on, stamp))
    return write_calendar(calendar)


def write_calendar(calendar: Calendar) -> bytes:
    """The file, with the time zones that it names before what names them (RFC 5545, 3.2.19)."""
    calendar.subcomponents[:0] = [_build_zone(name) for name in sorted(calendar.get_missing_tzids())]
    return calendar.to_ical()


@cache
def _build_zone(name: str) -> Timezone:
    """Worked out once: a release draws a calendar for each of sixty people."""
    return Timezone.from_tzid(name)


def session_calendar(edition: Edition) -> bytes:
    """The days of the session alone, for attendees. Empty until they are set."""
    calendar = _build_calendar(edition)
    if edition.session_starts_on:
        stamp = datetime.combine(edition.session_starts_on, datetime.min.time(), tzinfo=UTC)
        calendar.add_component(_build_session(edition, edition.session_starts_on, stamp))
    return calendar.to_ical()


def session_file(edition: Edition) -> list[AttachedText]:
    """The days of the session as a file to attach; none until they are set."""
    if edition.session_starts_on is None:
        return []
    return [AttachedText(f"{edition.slug}.ics", session_calendar(edition).decode())]


def deadline_file(edition: Edition, name: str, when: datetime | None, summary: str) -> list[AttachedText]:
    """One hour not to miss as a file to attach, with an alarm; ``summary`` contains « %(edition)s ». None without the
    hour.

    ``name`` identifies the deadline in the edition: sent again, the event moves.
    """
    if when is None:
        return []
    event = _build_event(edition, name, when, summary)
    event.add("dtstart", when)
    event.add_component(_build_reminder(str(event["summary"])))
    calendar = _build_calendar(edition)
    calendar.add_component(event)
    return [AttachedText(f"{name}.ics", calendar.to_ical().decode())]


def _build_calendar(edition: Edition) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Possibles//Edition//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", edition.name)
    return calendar


def _build_event(edition: Edition, kind: str, stamp: datetime, summary: str) -> Event:
    event = Event()
    host = settings.SITE_URL.partition("://")[2].partition("/")[0] or "localhost"
    event.add("uid", f"call-{edition.pk}-{kind}@{host}")
    event.add("dtstamp", stamp)
    event.add("summary", summary % {"edition": edition.name})
    return event


def _build_reminder(text: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -HEADS_UP)
    return alarm


def _build_session(edition: Edition, first: date, stamp: datetime) -> Event:
    """Whole days: the last one is the day before ``dtend``, as the format wants."""
    event = _build_event(edition, "session", stamp, _("%(edition)s : la session"))
    event.add("dtstart", first)
    event.add("dtend", (edition.session_ends_on or first) + timedelta(days=1))
    if edition.place:
        event.add("location", edition.place)
    return event

"""One's own programme at an address that a calendar reads again by itself: signed, changed, and revocable."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accelerator.accounts.models import User
from accelerator.links import LinkForged, SignedLink, new_nonce
from accelerator.registry import Registry
from coaching.models import CalendarFeed, Session
from coaching.session.calendar import PersonalFiles
from programmes.calendar import write_calendar
from programmes.capabilities import Capability
from programmes.models import Role
from projects.models import Participation

LINK = SignedLink(salt="coaching.calendar-feed", url_name="coaching:feed")
KEPT = timedelta(days=180)
"""After the last day, a session stays in the calendar."""
AGAIN = "PT1H"
"""How often a calendar may read it again (RFC 7986)."""

EventSource = Callable[[User, datetime], Iterable[Event]]
_sources: Registry[EventSource] = Registry()
register_events = _sources.add
"""Add what a subject above has for one's calendar, beside the sessions: one query or two each."""


def find_feed_owner(token: str) -> User | None:
    """Whose programme this address gives; ``None`` when it is forged, revoked, or nobody's any more. One query."""
    try:
        feed = LINK.row_of(token, CalendarFeed.objects.filter(user__is_active=True).select_related("user"))
    except LinkForged:
        return None
    return feed.user if feed else None


def list_sessions(user: User, at: datetime) -> list[Session]:
    """The published sessions that this person comes to, makes or supports. One query."""
    roles = Role.objects.editions_where(user, Capability.ATTEND_SESSION)
    participations = Participation.objects.confirmed().of_member(user)
    sessions = Session.objects.filter(
        Q(edition__in=roles) | Q(edition__in=participations.values("edition")),
        published_at__isnull=False,
        edition__session_ends_on__gte=timezone.localdate(at) - KEPT,
    )
    return list(sessions.select_related("edition__call").order_by("edition__session_starts_on", "pk"))


def render_feed(user: User, at: datetime) -> bytes:
    """The calendar of this person, in their language: four queries for each of their sessions, one, and those of the
    registered sources.
    """
    made = Calendar()
    with translation.override(user.language):
        made.add("prodid", "-//Possibles//Programme//FR")
        made.add("version", "2.0")
        made.add("x-wr-calname", _("Mon programme"))
        made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"}, encode=False)
        made.add("x-published-ttl", AGAIN, encode=False)
        for session in list_sessions(user, at):
            for file in PersonalFiles(session).of(user):
                for event in Calendar.from_ical(file.content).walk("VEVENT"):
                    made.add_component(event)
        for source in _sources:
            for event in source(user, at):
                made.add_component(event)
    return write_calendar(made)


@transaction.atomic
def make_feed(*, user: User, at: datetime) -> CalendarFeed:
    """A new address; the one before is dead. Side effects: one row, made or changed."""
    feed, _created = CalendarFeed.objects.update_or_create(
        user=user, defaults={"nonce": new_nonce(), "made_at": at}
    )
    return feed


@transaction.atomic
def revoke_feed(*, user: User) -> None:
    """The address opens nothing any more. Side effects: the row is gone."""
    CalendarFeed.objects.filter(user=user).delete()

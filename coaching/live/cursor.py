"""Whether « Maintenant » of a phone is up to date, in one query: two hundred phones request it every five seconds.

See :mod:`accelerator.web.page_tags`; the subject is the key of the attendee.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateField,
    DateTimeField,
    Max,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone

from accelerator.prepared import PreparedQuery
from accelerator.web import page_tags
from accelerator.web.page_tags import PageTag
from coaching.attendance.codes import normalise_code
from coaching.live.queries import CHECK_IN_FROM, TABLES_STAY, Now
from coaching.models import (
    Attendance,
    Attendee,
    AttendeeResponse,
    Broadcast,
    BroadcastReader,
    MixRound,
    MixSeat,
    Pairing,
    ProgrammeRelease,
    Rotation,
    SessionCode,
    SlotShift,
    Survey,
)
from coaching.pairing.enums import PairingState
from coaching.surveys.enums import SurveyKind
from projects.models import Participation

LONGEST_AGE = timedelta(minutes=5)
"""A changed document, or name of a project, is visible so much later at most; everything else at once."""
SALT = "live.now"
SHARED_SOURCES = 2
"""How many sources, the first of each row, are of the data that all pages share."""


def read_tag(request: HttpRequest) -> PageTag | None:
    """The tag of a phone, if this site made it. No query."""
    return page_tags.read_tag(request, SALT)


def is_current(tag: PageTag, code: str, at: datetime) -> bool:
    """Whether the page of this tag is still the same. One query, none once its time is over."""
    return at.timestamp() < tag.until and read_cursor(int(tag.subject), code, at) == tag.cursor


class PageSources(NamedTuple):
    """Values that change with the sources of « Maintenant »; both are "" when the code or the name is not valid."""

    cursor: str
    """Of the page of one attendee."""
    version: str
    """Of the data that all share: with the last release, and when a table chooses its scribe."""


def read_sources(attendee: int, code: str, at: datetime) -> PageSources:
    """One query."""
    today = timezone.localdate(at)
    rows = _sources.fetch(attendee=attendee, code=normalise_code(code), at=at, today=today)
    return (
        PageSources(_hash(rows), _hash([row[:SHARED_SOURCES] for row in rows]))
        if rows
        else PageSources("", "")
    )


def _hash(rows: Sequence[object]) -> str:
    return sha256(repr(rows).encode()).hexdigest()[:24]


def read_cursor(attendee: int, code: str, at: datetime) -> str:
    """The cursor of the page of this attendee, see :class:`PageSources`. One query."""
    return read_sources(attendee, code, at).cursor


def _list_sources(attendee: int, code: str, at: datetime, today: date) -> QuerySet[Model, tuple[object, ...]]:
    """The row of the attendee with the sources of their page."""
    session = {"session": OuterRef("session")}
    edition = OuterRef("session__edition")
    messages = Broadcast.objects.active(at).filter(**session)
    columns = {  # the first SHARED_SOURCES are the same for all attendees
        "release": _sum_up(ProgrammeRelease.objects.filter(**session), "session", Max("number")),
        "scribes": _sum_up(Participation.objects.filter(edition=edition), "edition", Max("scribe_chosen_at")),
        "shifts": _sum_up(
            SlotShift.objects.filter(day__session=OuterRef("session")), "day__session", Max("pk")
        ),
        "undone": _sum_up(
            SlotShift.objects.filter(day__session=OuterRef("session")), "day__session", Count("undone_at")
        ),
        "rounds": _sum_up(MixRound.objects.filter(**session), "session", Sum("minutes")),
        "opened": _sum_up(MixRound.objects.filter(**session), "session", Max("opened_at")),
        "closed": _sum_up(MixRound.objects.filter(**session), "session", Count("closed_at")),
        "rotation": _sum_up(Rotation.objects.filter(**session), "session", Max("created_at")),
        "seats": _sum_up(MixSeat.objects.filter(attendee=OuterRef("pk")), "attendee", Max("pk")),
        "came": _sum_up(Attendance.objects.filter(attendee=OuterRef("pk")), "attendee", Max("pk")),
        "messages": _sum_up(messages, "session", Sum("pk")),
        "seen": _sum_up(BroadcastReader.objects.filter(attendee=OuterRef("pk")), "attendee", Max("pk")),
        "debrief": Subquery(
            Survey.objects.filter(edition=edition, kind=SurveyKind.DEBRIEF)
            .order_by("pk")
            .values_list(Coalesce("room_closed_at", "room_opened_at"))[:1]
        ),
        "debrief_closes": Subquery(
            Survey.objects.filter(edition=edition, kind=SurveyKind.DEBRIEF)
            .order_by("pk")
            .values("closes_at")[:1]
        ),
        "response": Subquery(
            AttendeeResponse.objects.filter(attendee=OuterRef("pk")).order_by("-pk").values("state")[:1]
        ),
        "mentors": _sum_up(
            Pairing.objects.filter(participation__edition=edition), "participation__edition", Max("pk")
        ),
        "ended": _sum_up(
            Pairing.objects.filter(participation__edition=edition),
            "participation__edition",
            Count("pk", filter=Q(state=PairingState.ACCEPTED)),
        ),
        "projects": _sum_up(
            Participation.objects.confirmed().filter(edition=edition), "edition", Count("pk")
        ),
    }
    valid = SessionCode.objects.valid(at, today).filter(code=code).values("session")
    attendees = Attendee.objects.expected().filter(pk=attendee, session__in=valid).order_by()
    return attendees.annotate(**columns).values_list(*columns, "phone", "is_proved", "name", "participation")


def _sum_up(rows: QuerySet[Model], path: str, value: Combinable) -> Subquery:
    return Subquery(rows.order_by().values(path).annotate(source=value).values("source"))


_sources = PreparedQuery(
    _list_sources, attendee=BigIntegerField(), code=CharField(), at=DateTimeField(), today=DateField()
)


def find_until(now: Now) -> int:
    """Seconds until the clock alone may change this page. No query."""
    hours = chain.from_iterable(
        (entry.starts - timedelta(seconds=CHECK_IN_FROM), entry.starts, entry.ends, entry.ends + TABLES_STAY)
        for entry in now.timetable.entries
    )
    upcoming = [hour for hour in hours if hour > now.at]
    longest = LONGEST_AGE
    if now.round and not now.round.is_over:
        # how long it has lasted is written by the minute
        longest = timedelta(minutes=1)
    return int(min([now.at + longest, *upcoming]).timestamp())

"""The messages to display, and how many people saw each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse

from accelerator.accounts.models import User
from accelerator.web.search import normalise
from coaching.attendance.enums import AttendeeKind
from coaching.attendance.visits import Visit
from coaching.models import Attendee, Broadcast, BroadcastReader, Session
from programmes.models import Edition


@dataclass(frozen=True)
class DisplayedMessage:
    """A message on a phone or a screen. ``seen_url``: the address by which a browser confirms that it was seen; "" on
    screens and once it was.
    """

    text: str
    sent_at: datetime
    seen_url: str = ""


def list_on_screen(session: int, at: datetime) -> list[DisplayedMessage]:
    """Messages for a public screen. One query."""
    rows = Broadcast.objects.active(at).filter(session=session)
    return [DisplayedMessage(row.text, row.sent_at) for row in rows]


def list_on_phone(visit: Visit, at: datetime) -> list[DisplayedMessage]:
    """Messages for « Maintenant » on a phone. One query."""
    seen = Exists(BroadcastReader.objects.filter(broadcast=OuterRef("pk"), attendee=visit.attendee))
    rows = Broadcast.objects.active(at).filter(session=visit.session).annotate(seen=seen)
    return [
        DisplayedMessage(
            row.text,
            row.sent_at,
            "" if row.seen else reverse("coaching:live_seen", args=[visit.code.code, row.pk]),
        )
        for row in rows
    ]


def list_in_room(edition: Edition, person: User, slug: str, at: datetime) -> list[DisplayedMessage]:
    """Messages for the room of a project, at this address. One query."""
    comes = Exists(Attendee.objects.expected().filter(session=OuterRef("session"), user=person))
    seen = Exists(BroadcastReader.objects.filter(broadcast=OuterRef("pk"), attendee__user=person))
    rows = Broadcast.objects.active(at).filter(session__edition=edition).annotate(comes=comes, seen=seen)
    return [
        DisplayedMessage(
            row.text,
            row.sent_at,
            reverse("coaching:room_seen", args=[slug, row.pk]) if row.comes and not row.seen else "",
        )
        for row in rows
    ]


@dataclass(frozen=True)
class KindOfReader:
    """Attendees of one kind: how many saw the message, of how many, and the names of both."""

    label: str
    seen: list[str]
    waiting: list[str]

    @property
    def total(self) -> int:
        return len(self.seen) + len(self.waiting)


@dataclass(frozen=True)
class SentMessage:
    broadcast: Broadcast
    expected: int
    seen: int
    kinds: list[KindOfReader]


def list_sent(session: Session, at: datetime) -> list[SentMessage]:
    """The messages that are displayed, each with its readers by kind of attendee. Three queries."""
    readers = BroadcastReader.objects.order_by("pk")
    rows = Broadcast.objects.active(at).filter(session=session).select_related("sent_by")
    messages = list(rows.prefetch_related(Prefetch("readers", readers)))
    if not messages:
        return []
    people = sorted(session.attendees.expected().order_by("pk"), key=lambda row: normalise(row.name))
    return [_count_readers(message, people) for message in messages]


def _count_readers(message: Broadcast, people: Sequence[Attendee]) -> SentMessage:
    read = {row.attendee_id for row in message.readers.all()}
    kinds = []
    for kind in AttendeeKind:
        of_kind = [person for person in people if person.kind == kind]
        seen = [person.name for person in of_kind if person.pk in read]
        waiting = [person.name for person in of_kind if person.pk not in read]
        if of_kind:
            kinds.append(KindOfReader(str(kind.label), seen, waiting))
    return SentMessage(message, len(people), sum(len(kind.seen) for kind in kinds), kinds)

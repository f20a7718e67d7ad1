"""The half-days of a session: what an attendance sheet is made for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import clock
from accelerator.web.templatetags.prose import day as in_words
from coaching.attendance.enums import Half
from coaching.models import Session, SessionDay, Slot
from coaching.session.enums import SlotKind
from coaching.session.timetable import PARIS

NOON = time(13, 0)
"""What begins before it is of the morning."""


def half_of(clock_time: time) -> Half:
    return Half.MORNING if clock_time < NOON else Half.AFTERNOON


@dataclass(frozen=True)
class HalfDay:
    """A morning or an afternoon with something in it, and its slots in order, breaks apart."""

    day: SessionDay
    half: Half
    slots: tuple[Slot, ...]

    @property
    def key(self) -> str:
        """In addresses: ``2026-12-03-am``."""
        return f"{self.day.date.isoformat()}-{self.half.value}"

    @property
    def label(self) -> str:
        words = {Half.MORNING: _("%(day)s, matin"), Half.AFTERNOON: _("%(day)s, après-midi")}
        return words[self.half] % {"day": in_words(self.day.date)}

    @property
    def starts_at(self) -> time:
        return min(slot.starts_at for slot in self.slots)

    @property
    def ends_at(self) -> time:
        return max(slot.ends_at for slot in self.slots)

    @property
    def times(self) -> str:
        return f"{clock(self.starts_at)} – {clock(self.ends_at)}"

    @property
    def leaders(self) -> list[str]:
        """Who leads its slots, each once, in order. Needs the leaders of the slots prefetched."""
        return list(dict.fromkeys(str(person) for slot in self.slots for person in slot.leaders.all()))

    @property
    def order(self) -> tuple[date, bool]:
        return self.day.date, self.half == Half.AFTERNOON


def list_half_days(session: Session) -> list[HalfDay]:
    """Those with something else than a break, in order. Two queries."""
    slots = Slot.objects.filter(day__session=session).select_related("day").prefetch_related("leaders")
    return group_half_days(slots.order_by("day__date", "starts_at", "pk"))


def group_half_days(slots: Iterable[Slot]) -> list[HalfDay]:
    """The half-days of these slots, which come in order with their day and leaders. No query."""
    found: dict[tuple[int, Half], list[Slot]] = {}
    for slot in slots:
        if slot.kind != SlotKind.BREAK:
            found.setdefault((slot.day_id, half_of(slot.starts_at)), []).append(slot)
    halves = [HalfDay(rows[0].day, half, tuple(rows)) for (_day, half), rows in found.items()]
    return sorted(halves, key=lambda half_day: half_day.order)


def find_half_day(half_days: Sequence[HalfDay], key: str) -> HalfDay | None:
    return next((half_day for half_day in half_days if half_day.key == key), None)


def choose_half_day(half_days: Sequence[HalfDay], at: datetime) -> HalfDay | None:
    """The one of this hour; before the session the first, between two days the next, afterwards the last."""
    local = timezone.localtime(at, PARIS)
    here = (local.date(), half_of(local.time()) == Half.AFTERNOON)
    # a half-day without slots is none: at its hour, the next one is shown
    coming = [half_day for half_day in half_days if half_day.order >= here]
    return coming[0] if coming else (half_days[-1] if half_days else None)

"""The half-days of a session: what an attendance sheet is made for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import clock, day as in_words
from coaching.attendance.enums import Half
from coaching.models import Session, SessionDay, Slot
from coaching.session.enums import SlotKind
from coaching.session.programme import PlannedSlot, SessionProgramme
from coaching.session.releases import find_names, find_released
from coaching.session.timetable import PARIS

NOON = time(13, 0)
"""A slot that begins before this hour belongs to the morning."""


def half_of(clock_time: time) -> Half:
    return Half.MORNING if clock_time < NOON else Half.AFTERNOON


@dataclass(frozen=True)
class HalfDay:
    """A morning or an afternoon with at least one slot, and its slots in order, without breaks."""

    day: SessionDay
    half: Half
    slots: tuple[Slot | PlannedSlot, ...]
    led_by: tuple[str, ...] | None = None
    """The leaders, when they are not read from the slots."""

    @property
    def key(self) -> str:
        """The half-day in addresses: ``2026-12-03-am``."""
        return f"{self.day.date.isoformat()}-{self.half.value}"

    @property
    def label(self) -> str:
        words = {Half.MORNING: _("%(day)s, matin"), Half.AFTERNOON: _("%(day)s, après-midi")}
        return words[self.half] % {"day": in_words(self.day.date)}

    @property
    def short_label(self) -> str:
        """The short name among the half-days of one session: « jeudi 3, matin »."""
        words = {Half.MORNING: _("%(day)s, matin"), Half.AFTERNOON: _("%(day)s, après-midi")}
        return words[self.half] % {"day": date_format(self.day.date, _("l j"))}

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
        """The leaders of the slots, each once, in order. Needs the leaders of the slots prefetched."""
        if self.led_by is not None:
            return list(self.led_by)
        rows = [slot for slot in self.slots if isinstance(slot, Slot)]
        return list(dict.fromkeys(str(person) for slot in rows for person in slot.leaders.all()))

    @property
    def order(self) -> tuple[date, bool]:
        return self.day.date, self.half == Half.AFTERNOON


def list_half_days(session: Session) -> list[HalfDay]:
    """The half-days with something else than a break, in order. Two queries."""
    slots = Slot.objects.filter(day__session=session).select_related("day").prefetch_related("leaders")
    return group_half_days(slots.order_by("day__date", "starts_at", "pk"))


def list_announced_half_days(session: Session) -> list[HalfDay]:
    """The half-days of the last release, as papers print them; before the first release, those of the draft. Four
    queries."""
    programme = find_released(session)
    if programme is None:
        return list_half_days(session)
    names, days = find_names(programme.leaders), session.days.order_by("date")
    return plan_half_days(session, programme, days, names)


def plan_half_days(
    session: Session,
    programme: SessionProgramme,
    days: Iterable[SessionDay] = (),
    names: Mapping[int, str] | None = None,
) -> list[HalfDay]:
    """The half-days of a timetable, in order, with those of ``names`` who lead; a day that is not among ``days`` has
    no row in the database. No query."""
    prepared, names = {day.date: day for day in days}, names or {}
    slots_by_half: dict[tuple[date, Half], list[PlannedSlot]] = {}
    for slot in programme.slots:
        if slot.kind != SlotKind.BREAK:
            slots_by_half.setdefault((slot.day, half_of(slot.starts_at)), []).append(slot)
    halves = []
    for (day, half), rows in slots_by_half.items():
        leaders = dict.fromkeys(names[pk] for row in rows for pk in row.leaders if pk in names)
        session_day = prepared.get(day) or SessionDay(session=session, date=day)
        halves.append(HalfDay(session_day, half, tuple(rows), tuple(leaders)))
    return sorted(halves, key=lambda half_day: half_day.order)


def list_certified_half_days(session: Session, announced: list[HalfDay] | None = None) -> list[HalfDay]:
    """The half-days that certificates name: the announced ones, and those only drafted, which people may have
    attended.

    ``announced``: those of the release when the caller has read them. Six queries, else two.
    """
    if announced is None:
        announced = list_announced_half_days(session)
    if session.published_at is None:  # these are the prepared ones
        return announced
    keys = {half_day.key for half_day in announced}
    late = [half_day for half_day in list_half_days(session) if half_day.key not in keys]
    return sorted([*announced, *late], key=lambda half_day: half_day.order)


def group_half_days(slots: Iterable[Slot]) -> list[HalfDay]:
    """The half-days of these slots, which come in order with their day and leaders. No query."""
    slots_by_half: dict[tuple[int, Half], list[Slot]] = {}
    for slot in slots:
        if slot.kind != SlotKind.BREAK:
            slots_by_half.setdefault((slot.day_id, half_of(slot.starts_at)), []).append(slot)
    halves = [HalfDay(rows[0].day, half, tuple(rows)) for (_day, half), rows in slots_by_half.items()]
    return sorted(halves, key=lambda half_day: half_day.order)


def find_half_day(half_days: Sequence[HalfDay], key: str) -> HalfDay | None:
    return next((half_day for half_day in half_days if half_day.key == key), None)


def choose_half_day(half_days: Sequence[HalfDay], at: datetime) -> HalfDay | None:
    """The current half-day; before the session the first, between two days the next, afterwards the last."""
    local = timezone.localtime(at, PARIS)
    here = (local.date(), half_of(local.time()) == Half.AFTERNOON)
    # a half-day without slots is left out: at its hour, the next one is the current one
    coming = [half_day for half_day in half_days if half_day.order >= here]
    return coming[0] if coming else (half_days[-1] if half_days else None)

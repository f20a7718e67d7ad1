"""The shared data of « Maintenant » of a session: read once for sixty phones that ask together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import caches
from django.db.models import FilteredRelation, QuerySet, Subquery, Sum

from coaching.attendance.halves import HalfDay, group_half_days
from coaching.models import Session, Slot, SlotResource, SlotShift
from coaching.session.programme import SessionProgramme
from coaching.session.releases import Received, find_names, find_received, find_released

CACHED_S = 5  # in the process: what all share is JSON alone
"""How late an open page may learn of a renamed project, or of a mentor who ends.

Without this cache each phone takes four queries more every ten seconds.
"""


@dataclass(frozen=True)
class SharedDay:
    """The released timetable with present names, the half-days, and the lateness of today, in minutes.

    The same for every reader: ``received`` marks no project as the reader's own.
    """

    programme: SessionProgramme
    received: Mapping[int, Received]
    names: Mapping[int, str]
    resources: Mapping[int, list[SlotResource]]
    half_days: list[HalfDay]
    late: int


def read_shared(session: Session, today: date) -> SharedDay:
    """Read the shared data, for a page that opens. Four queries at most."""
    programme = find_released(session) or SessionProgramme()
    slots, resources, late = _read_slots(session, today)
    return SharedDay(
        programme,
        find_received(
            programme.participations, edition=session.edition_id if programme.has_autonomy else None
        ),
        find_names(programme.leaders),
        resources,
        group_half_days(slots),
        late,
    )


def _read_slots(session: Session, today: date) -> tuple[Iterable[Slot], dict[int, list[SlotResource]], int]:
    """The slots of the draft in order, with their day; their resources; the lateness of today. One query."""
    shifts = select_shifts(session, today).order_by().values("day").annotate(late=Sum("minutes"))
    rows: Any = Slot.objects.filter(day__session=session).annotate(
        resource=FilteredRelation("resources"), late=Subquery(shifts.values("late"))
    )
    slots: dict[int, Any] = {}
    resources: dict[int, list[SlotResource]] = {}
    order = ("day__date", "starts_at", "pk", "resource__added_at", "resource__pk")
    for row in rows.select_related("day", "resource").order_by(*order):
        slots.setdefault(row.pk, row)
        if hasattr(row, "resource"):
            resources.setdefault(row.pk, []).append(row.resource)
    return slots.values(), resources, next((slot.late or 0 for slot in slots.values()), 0)


def recall_shared(session: Session, today: date, version: str) -> SharedDay:
    """The shared data for an open page: releases and scribes are followed at once, the rest ``CACHED_S`` late at
    most.

    ``version``: that of :func:`~coaching.live.cursor.read_sources`. Four queries at most. Side effect: the cache.
    """
    key = f"live-day:{session.pk}:{version}:{today.isoformat()}"
    shared_day: SharedDay | None = caches["process"].get(key)
    if shared_day is None:
        shared_day = read_shared(session, today)
        caches["process"].set(key, shared_day, CACHED_S)
    return shared_day


def select_shifts(session: Session, today: date) -> "QuerySet[SlotShift]":
    """The shifts of today that were not undone, the last one first."""
    return SlotShift.objects.standing().filter(day__session=session, day__date=today)

"""What the pages « Maintenant » of a session have in common: read once for sixty phones that ask together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.cache import caches
from django.db.models import Max, Subquery

from coaching.attendance.halves import HalfDay, group_half_days
from coaching.models import Session, Slot, SlotResource, SlotShift
from coaching.session.programme import SessionProgramme
from coaching.session.queries import list_resources
from coaching.session.releases import Received, find_names, find_received, find_released
from projects.models import Participation

CACHED_S = 5  # in the process: what all share is JSON alone
"""A project that is renamed, or a mentor who ends, is read so much later by a page that was open already. Without this
cache each phone takes fourteen queries every ten seconds instead of nine; a page takes twelve at most.
"""


@dataclass(frozen=True)
class SharedDay:
    """The released programme with what it names as it is now, the half-days, and how late today is, in minutes.

    The same for every reader: ``received`` says of no project that somebody holds it.
    """

    programme: SessionProgramme
    received: Mapping[int, Received]
    names: Mapping[int, str]
    resources: Mapping[int, list[SlotResource]]
    half_days: list[HalfDay]
    late: int


def read_shared(session: Session, today: date) -> SharedDay:
    """Read anew, for who opens the page. Six queries at most."""
    programme = find_released(session) or SessionProgramme()
    slots = Slot.objects.filter(day__session=session).select_related("day")
    return SharedDay(
        programme,
        find_received(
            programme.participations, edition=session.edition_id if programme.has_autonomy else None
        ),
        find_names(programme.leaders),
        list_resources((slot.pk for slot in programme.slots), everything=True),
        group_half_days(slots.order_by("day__date", "starts_at", "pk")),
        sum(shift.minutes for shift in list_shifts(session, today)),
    )


def recall_shared(session: Session, today: date) -> SharedDay:
    """For a page that is open: what is released, and who types at a table, is followed at once, the rest ``CACHED_S``
    late at most. One query, seven at most. Side effect: the cache.
    """
    key = f"live-day:{session.pk}:{_find_version(session)}:{today.isoformat()}"
    found: SharedDay | None = caches["process"].get(key)
    if found is None:
        found = read_shared(session, today)
        caches["process"].set(key, found, CACHED_S)
    return found


def list_shifts(session: Session, today: date) -> list[SlotShift]:
    """Those of today that stand, the last one first. One query."""
    rows = SlotShift.objects.filter(day__session=session, day__date=today, undone_at=None)
    return list(rows.order_by("-at", "-pk"))


def _find_version(session: Session) -> str:
    """Changes with the last release, and when a table chooses who types. One query."""
    chosen = Participation.objects.filter(edition=session.edition_id).order_by().values("edition")
    last = Subquery(chosen.values_list(Max("scribe_chosen_at")))
    row = session.releases.order_by("-number").values_list("number", last).first()
    return f"{row[0]}:{row[1] and row[1].timestamp()}" if row else "0"

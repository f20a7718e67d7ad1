"""What stands of the incidents of a day, and who could receive a project whose mentor is missing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from coaching.models import Booking, Incident, Session, SessionDay
from coaching.pairing.queries.board import MentorFinder


def find_day(session: Session, at: datetime) -> SessionDay | None:
    """The day of the session that this instant is in. One query."""
    return session.days.filter(date=timezone.localdate(at)).first()


def list_standing(session: Session, at: datetime) -> list[Incident]:
    """Those of this day, by time. One query."""
    found = Incident.objects.standing().of_session(session).filter(day__date=timezone.localdate(at))
    return list(found.select_related("participation__project", "mentor", "room", "by", "day"))


@dataclass(frozen=True)
class Orphan:
    """A turn whose mentor is missing, and those who may take the project over: free then, and whom no conflict bars."""

    booking: Booking
    candidates: Sequence[Any]
    """Roles of mentors, those who follow the fewest projects first."""
    chosen: int | None = None
    """The account of who was chosen."""


def list_orphans(
    session: Session, bookings: Sequence[Booking], missing: Collection[int], chosen: Mapping[int, int]
) -> list[Orphan]:
    """In the order given; ``missing``: accounts of those away; ``chosen``: by participation, who takes it over.

    Three queries, none without a turn. Needs ``slot`` and ``participation__project__organisation``, ``…application``.
    """
    if not bookings:
        return []
    mentors, orphans = MentorFinder.of(session.edition), []
    for booking in bookings:
        participation = booking.participation_id
        elsewhere = {user for other, user in chosen.items() if other != participation}
        free = mentors.list_free(booking.participation, without={*missing, *elsewhere})
        orphans.append(Orphan(booking, free, chosen.get(participation)))
    return orphans

"""What stands of the incidents of a day, and who could receive a project whose mentor is missing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from coaching.incidents.enums import IncidentKind
from coaching.models import Booking, Incident, Session, SessionDay
from coaching.pairing.queries.board import MentorFinder
from projects.models import Participation


def find_day(session: Session, at: datetime) -> SessionDay | None:
    """The day of the session that this instant is in. One query."""
    return session.days.filter(date=timezone.localdate(at)).first()


def list_standing(session: Session, at: datetime) -> list[Incident]:
    """Those of this day, by time. One query."""
    return _list_rows(session, Q(day__date=timezone.localdate(at)))


def list_undoable(session: Session, at: datetime) -> list[Incident]:
    """Those of this day, and the projects that left on one before it and are still away. One query."""
    today, places = timezone.localdate(at), Participation.objects.confirmed()
    away = places.filter(left_session_at__isnull=False).order_by().values("pk")
    left = Q(kind=IncidentKind.LEFT, day__date__lt=today, participation__in=away)
    return _list_rows(session, Q(day__date=today) | left)


def _list_rows(session: Session, which: Q) -> list[Incident]:
    found = Incident.objects.standing().of_session(session).filter(which)
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

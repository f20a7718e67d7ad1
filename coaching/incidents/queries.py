"""The incidents of a day, and possible substitutes for a missing mentor."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from coaching.incidents.enums import IncidentKind
from coaching.models import Booking, Incident, Session, SessionDay
from coaching.pairing.queries.board import MentorFinder
from programmes.models import Role
from projects.models import Participation


def find_day(session: Session, at: datetime) -> SessionDay | None:
    """The day of the session at this instant. One query."""
    return session.days.filter(date=timezone.localdate(at)).first()


def list_standing(session: Session, at: datetime) -> list[Incident]:
    """The incidents of this day, by time. One query."""
    return _list_rows(session, Q(day__date=timezone.localdate(at)))


def list_undoable(session: Session, at: datetime) -> list[Incident]:
    """The incidents of this day, and the projects that left on an earlier day and are still away. One query."""
    today, places = timezone.localdate(at), Participation.objects.confirmed()
    away = places.filter(left_session_at__isnull=False).order_by().values("pk")
    left = Q(kind=IncidentKind.LEFT, day__date__lt=today, participation__in=away)
    return _list_rows(session, Q(day__date=today) | left)


def _list_rows(session: Session, which: Q) -> list[Incident]:
    incidents = (
        Incident.objects.standing().of_session(session).filter(which).order_by("day__date", "at", "pk")
    )
    return list(incidents.select_related("participation__project", "mentor", "room", "by", "day"))


@dataclass(frozen=True)
class Orphan:
    """A turn without its mentor, and the people who may take the project over: free then, without a conflict."""

    booking: Booking
    candidates: Sequence[Role]
    """Roles of mentors, by number of followed projects."""
    chosen: int | None = None
    """The account of the chosen substitute."""


def list_orphans(
    session: Session, bookings: Sequence[Booking], missing: Collection[int], chosen: Mapping[int, int]
) -> list[Orphan]:
    """The orphans in the order of ``bookings``; ``missing``: accounts of absent people; ``chosen``: the substitute by
    participation.

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

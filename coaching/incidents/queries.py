"""What stands of the incidents of a day, and who could receive a project whose mentor is missing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from coaching.models import Booking, Incident, Session, SessionDay
from coaching.pairing.queries.board import conflict, mentor_roles
from coaching.session.mentor_hours import MentorHours
from coaching.session.mentors import name_person
from projects.conflicts.queries import list_conflicting_pairs


def find_day(session: Session, at: datetime) -> SessionDay | None:
    """The day of the session that this instant is in. One query."""
    return session.days.filter(date=timezone.localdate(at)).first()


def list_standing(session: Session, at: datetime) -> list[Incident]:
    """Those of this day, and the projects that left before, by time. One query."""
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
    edition = session.edition
    roles: list[Any] = [role for role in mentor_roles(edition) if role.user_id not in missing]
    declared, hours = list_conflicting_pairs(edition), MentorHours(edition)
    found = []
    for booking in bookings:
        project, participation = booking.participation.project, booking.participation_id
        free = [
            role
            for role in roles
            if not conflict(
                project.organisation,
                [role.organisation],
                role.user,
                is_declared=(project.application.pk, role.user_id) in declared,
            )
            and not hours.why_not(participation, name_person(role.user))
            and role.user_id not in {user for other, user in chosen.items() if other != participation}
        ]
        found.append(Orphan(booking, sorted(free, key=lambda role: role.load), chosen.get(participation)))
    return found

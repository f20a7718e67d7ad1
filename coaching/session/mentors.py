"""What a session reads of pairings: whom a project is received by."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, FilteredRelation, QuerySet

from coaching.models import Pairing
from coaching.pairing.states import has_mentor
from coaching.session.people import name_person
from coaching.session.planning.clashes import Named

__all__ = ["find_mentors", "has_mentor", "name_mentor", "with_mentor"]


def find_mentors(participations: Iterable[int]) -> dict[int, Named]:
    """The mentor of each participation that has one, proposed or accepted. One query."""
    rows = Pairing.objects.current().filter(participation__in=participations).select_related("mentor")
    return {pairing.participation_id: name_person(pairing.mentor) for pairing in rows}


def with_mentor(rows: QuerySet[Any], place: str = "participation__") -> QuerySet[Any]:
    """Adds ``mentor_id``, ``mentor_name`` and ``mentor_email`` of the accepted pairing, if there is one.

    ``place`` leads from the rows to their participation; "" for participations themselves.
    """
    return rows.annotate(pairing=FilteredRelation(f"{place}pairings", condition=has_mentor(place))).annotate(
        mentor_id=F("pairing__mentor"),
        mentor_name=F("pairing__mentor__name"),
        mentor_email=F("pairing__mentor__email"),
    )


def name_mentor(row: Any) -> str:
    """The mentor of a row that has these annotations, as people are named; "" without one."""
    return row.mentor_name or row.mentor_email or ""

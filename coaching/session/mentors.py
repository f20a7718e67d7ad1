"""People as a session knows them: by whom a project is received, who leads and who speaks."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, FilteredRelation, QuerySet

from accelerator.accounts.models import User
from accelerator.web.search import normalise
from coaching.models import Pairing
from coaching.pairing.states import has_mentor
from coaching.session.models import SlotSpeaker
from coaching.session.planning.clashes import Named


def name_person(person: User) -> Named:
    """Somebody with an account."""
    return Named(person.pk, str(person), normalise(str(person)))


def name_speaker(speaker: SlotSpeaker) -> Named:
    """Somebody who speaks, with an account or by their name alone. Needs ``user``."""
    return name_person(speaker.user) if speaker.user else Named(None, speaker.name, normalise(speaker.name))


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

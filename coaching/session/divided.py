"""What the groups ask of those who follow their projects, in words."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from coaching.models import Slot
from coaching.session.mentors import find_mentors
from coaching.session.planning import load
from coaching.session.planning.divided import Divided, find_divided


def list_divided_warnings(slots: Iterable[Slot], *, day: date | None = None) -> list[str]:
    """As :func:`list_divided`, in words."""
    return [describe_divided(row) for row in list_divided(slots, day=day)]


def describe_divided(row: Divided) -> str:
    places = ", ".join(_("« %(title)s »") % {"title": place} for place in row.places)
    words = _("%(name)s ne pourra pas suivre tous ses projets, attendus au même moment à %(places)s.")
    return words % {"name": row.name, "places": places}


def list_divided(slots: Iterable[Slot], *, day: date | None = None) -> list[Divided]:
    """Who could not stay with every project they follow, the groups being as they are; of one day, or of all.

    ``slots``: what :func:`~coaching.session.slots.list_slots` read of the session. One query, none without a group.
    """
    shown = [slot for slot in slots if day in (None, slot.day.date)]
    grouped = {
        place.pk for slot in shown for group in slot.groups.all() for place in group.participations.all()
    }
    if not grouped:
        return []
    mentors = find_mentors(
        grouped | {turn.participation_id for slot in shown for turn in slot.bookings.all()}
    )
    taken = load.list_taken(shown, mentors)
    return find_divided(taken, mentors)

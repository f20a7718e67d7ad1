"""Who types at the table of a project during the session: one line of its room. It forbids nobody to type."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from coaching.room.access import ProjectRoom, register_fact
from coaching.session.scribes import find_scribe_name

SCRIBE = "scribe_name"


@dataclass(frozen=True)
class Scribe:
    """``name``: "" for nobody; ``url``: where who is of the table, or writes in the room, chooses; "" for others."""

    name: str
    url: str


def register_scribe() -> None:
    register_fact(SCRIBE, find_scribe_name)


def find_scribe(room: ProjectRoom, at: datetime) -> Scribe | None:
    """``None`` on other days than those of the session, and once the project left it. No query."""
    place = room.participation
    if place.left_session_at or not place.edition.session_runs(at):
        return None
    may_choose = room.can_write or room.is_member
    url = reverse("coaching:room_scribe", args=[room.slug]) if may_choose else ""
    return Scribe(room.facts[SCRIBE] or "", url)

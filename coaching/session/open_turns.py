"""The input of the search for individual turns, read from a session, and the words of its answers."""

from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coaching.models import SessionDay, Slot
from coaching.session.planning.clashes import Occupation
from coaching.session.planning.optimum import TurnPlan, WhyLeft
from coaching.session.planning.turns import OpenTurn

WHY_LEFT = {
    WhyLeft.PROJECT_BUSY: gettext_lazy("attendu ailleurs pendant tous les créneaux"),
    WhyLeft.MENTOR_AWAY: gettext_lazy("son parrain ou sa marraine est pris toute la journée"),
    WhyLeft.MENTOR_FULL: gettext_lazy(
        "son parrain ou sa marraine suit plus de projets qu’il n’y a de créneaux"
    ),
    WhyLeft.NO_ROOM: gettext_lazy("plus de salle libre"),
}


MOST_GAP = 1000
"""Beyond, a plan is so far from its bound that the figure says nothing."""


def find_gap(plan: TurnPlan) -> int | None:
    """How far a plan may be from the best, in percent: 0 when it is the best, ``None`` when nothing is proven."""
    if plan.is_proven:
        return 0
    if plan.bound and plan.aim > plan.bound:
        gap = ceil(100 * (plan.aim - plan.bound) / plan.bound)
        return gap if gap <= MOST_GAP else None
    return None


def describe_quality(gap: int | None) -> str:
    """The quality of a plan in words, from the gap that :func:`find_gap` returned."""
    if gap == 0:
        return _("Plan optimal : aucun autre ne reçoit plus de projets, ni n’occupe moins de salles.")
    if gap:
        return _("Meilleur plan trouvé dans le temps donné, à %(gap)d %% au plus de l’optimum.") % {
            "gap": gap
        }
    return _("Meilleur plan trouvé dans le temps donné ; rien ne prouve qu’il n’en existe pas de meilleur.")


def list_overlapping(slots: Sequence[Slot]) -> tuple[tuple[int, int], ...]:
    """The pairs of these slots, of one day, that share an instant."""
    return tuple(
        (slot.pk, other.pk)
        for slot, other in combinations(slots, 2)
        if slot.starts_at < other.ends_at and other.starts_at < slot.ends_at
    )


def open_turn(slot: Slot, day: SessionDay, rooms: Collection[int], taken: Iterable[Occupation]) -> OpenTurn:
    """What is free during an individual slot, among these rooms and beside what is ``taken``."""
    here = Occupation(slot.title, day.date, slot.starts_at, slot.ends_at)
    meanwhile = [other for other in taken if other.overlaps(here)]
    if any(other.takes_everybody for other in meanwhile):
        return OpenTurn(slot.pk, ())
    used = {other.room.key for other in meanwhile if other.room}
    # The block itself keeps its leaders busy nowhere else; a turn of it that is already given does.
    elsewhere = [other for other in meanwhile if not other.is_block or other.slot != slot.pk]
    busy = frozenset(person.key for other in elsewhere for person in other.people if person.key is not None)
    expected = frozenset(
        project.key for other in elsewhere for project in other.projects if project.key is not None
    )
    return OpenTurn(slot.pk, tuple(pk for pk in rooms if pk not in used), busy, expected)

"""Changes that organisers planned on the board and have not applied: which, why, and what they do to loads."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.utils.translation import gettext

from accelerator.accounts.models import User
from programmes.models import Edition
from projects.conflicts.queries import why_hidden
from projects.models import Application, DutyChange, Interest, PlannedDuty, ReviewAssignment
from projects.review.solver.assignment import Pair


def list_planned_duties(edition: Edition, user: User) -> QuerySet[PlannedDuty]:
    """Planned changes of an edition, on dossiers that this organiser may judge, oldest first; each with the
    ``relief_reason`` of who asked to give the dossier back.
    """
    visible = Application.objects.for_edition(edition).not_hidden_from(user).order_by().values("pk")
    duties = ReviewAssignment.objects.active().filter(
        application=OuterRef("application"), reviewer=OuterRef("reviewer")
    )
    return (
        PlannedDuty.objects.filter(application__in=visible)
        .select_related("application", "reviewer", "planned_by")
        .annotate(relief_reason=Subquery(duties.order_by().values("relief_reason")[:1]))
    )


class PlannedPairs(NamedTuple):
    """Changes planned by hand, on any dossier; ``visible``: how many of them a reader may see."""

    added: set[Pair]
    withdrawn: set[Pair]
    visible: int


def list_planned_pairs(edition: Edition, reader: User | None = None) -> PlannedPairs:
    """Input of a proposal: one query. None is visible without a reader."""
    hidden = why_hidden(reader, "application") if reader else {"hidden_because": Value(Interest.CONFLICT)}
    rows = PlannedDuty.objects.filter(application__call__edition=edition).order_by().annotate(**hidden)
    pairs: dict[str, set[Pair]] = {DutyChange.GIVE: set(), DutyChange.TAKE_BACK: set()}
    visible = 0
    for duty in rows:
        pairs[duty.change].add((duty.application_id, duty.reviewer_id))
        visible += duty.hidden_because is None  # type: ignore[attr-defined]
    return PlannedPairs(pairs[DutyChange.GIVE], pairs[DutyChange.TAKE_BACK], visible)


@dataclass(frozen=True)
class PlannedLoad:
    """How many dossiers somebody reads, before and after the planned changes; ``capacity``, how many they accepted."""

    user: User
    before: int
    after: int
    capacity: int | None = None

    @property
    def is_overloaded(self) -> bool:
        """Whether the changes give them more than they accepted."""
        return self.capacity is not None and self.after > max(self.before, self.capacity)

    @property
    def label(self) -> str:
        """« 13 dossiers pour 12 acceptés », « 4 dossiers au lieu de 5 »."""
        words = {"after": self.after, "before": self.before, "capacity": self.capacity}
        if self.is_overloaded:
            return gettext("%(after)s dossiers pour %(capacity)s au plus") % words
        return gettext("de %(before)s à %(after)s") % words


def list_planned_loads(
    planned: Iterable[PlannedDuty], loads: Mapping[int, int], capacities: Mapping[int, int | None]
) -> list[PlannedLoad]:
    """The load of each person whom the changes concern, in the order in which they come first. No query."""
    people: dict[int, User] = {}
    more: Counter[int] = Counter()
    for duty in planned:
        people[duty.reviewer_id] = duty.reviewer
        more[duty.reviewer_id] += 1 if duty.change == DutyChange.GIVE else -1
    return [
        PlannedLoad(user, loads.get(key, 0), loads.get(key, 0) + more[key], capacities.get(key))
        for key, user in people.items()
    ]


def group_by_dossier(planned: Iterable[PlannedDuty]) -> list[tuple[Application, list[PlannedDuty]]]:
    """The changes by dossier, in the order in which dossiers come first; who loses it before who gains it."""
    groups: dict[int, tuple[Application, list[PlannedDuty]]] = {}
    for duty in planned:
        groups.setdefault(duty.application_id, (duty.application, []))[1].append(duty)
    return [
        (application, sorted(duties, key=lambda duty: duty.change == DutyChange.GIVE))
        for application, duties in groups.values()
    ]

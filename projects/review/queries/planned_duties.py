"""Changes planned by hand on the assignment board and not applied."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accelerator.accounts.models import User
from programmes.models import Edition
from projects.models import Application, PlannedDuty
from projects.review.enums import DutyChange
from projects.review.solver.problem import Pair


@dataclass(frozen=True)
class PlannedForReviewer:
    """The changes for one reviewer, for one mail."""

    reviewer: User
    planned: list[PlannedDuty]


def list_planned_duties(edition: Edition, user: User) -> QuerySet[PlannedDuty]:
    """Planned changes of an edition, on dossiers that this organiser may judge, oldest first."""
    visible = Application.objects.for_edition(edition).judged_by(user).order_by().values("pk")
    return PlannedDuty.objects.filter(application__in=visible).select_related(
        "application", "reviewer", "planned_by"
    )


def group_by_reviewer(planned: list[PlannedDuty]) -> list[PlannedForReviewer]:
    """In the order in which people come first."""
    groups: dict[int, PlannedForReviewer] = {}
    for duty in planned:
        groups.setdefault(duty.reviewer_id, PlannedForReviewer(duty.reviewer, [])).planned.append(duty)
    return list(groups.values())


def list_planned_pairs(edition: Edition) -> tuple[set[Pair], set[Pair]]:
    """(to assign, to take back), for any reader: input of a proposal."""
    rows = PlannedDuty.objects.filter(application__call__edition=edition).order_by()
    pairs: dict[str, set[Pair]] = {DutyChange.GIVE: set(), DutyChange.TAKE_BACK: set()}
    for application, reviewer, change in rows.values_list("application", "reviewer", "change"):
        pairs[change].add((application, reviewer))
    return pairs[DutyChange.GIVE], pairs[DutyChange.TAKE_BACK]

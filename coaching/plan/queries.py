"""The plan of a project as its room shows it."""

from dataclasses import dataclass

from coaching.models import ActionItem, Blocker, Need
from projects.models import Participation


@dataclass(frozen=True)
class Plan:
    blockers: list[Blocker]
    actions: list[ActionItem]
    needs: list[Need]


def read_plan(participation: Participation) -> Plan:
    """What stands of the plan. Three queries."""
    blockers = Blocker.objects.kept().filter(participation=participation)
    actions = ActionItem.objects.kept().filter(participation=participation).select_related("blocker")
    needs = Need.objects.kept().filter(participation=participation)
    return Plan(list(blockers), list(actions), list(needs))

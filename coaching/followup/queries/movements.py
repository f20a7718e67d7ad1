"""When something last moved in the plan of a project, or in what bodies do for it."""

from typing import Any

from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest

from accelerator.rows.models import SharedRowQuerySet, is_active_row
from coaching.models import ActionItem, ActionUpdate, Commitment
from coaching.plan.enums import ActionState

LEFT = (ActionState.TODO, ActionState.DOING)
"""Of an action that is still to be done."""


def last_reported(path: str = "pk") -> Any:
    """When the participation at ``path`` last reported on one of its actions."""
    updates = ActionUpdate.objects.filter(action__participation=OuterRef(path)).order_by()
    return Subquery(updates.values("action__participation").annotate(last=Max("at")).values("last"))


def last_moved(path: str = "pk") -> Any:
    """When a commitment to it last moved, or was confirmed."""
    moved = Commitment.objects.filter(participation=OuterRef(path)).order_by()
    confirmed = Greatest("moved_at", Coalesce("confirmed_at", "moved_at"))
    return Subquery(moved.values("participation").annotate(last=Max(confirmed)).values("last"))


def next_action(path: str = "pk") -> "SharedRowQuerySet[ActionItem]":
    """Its actions that are left, what is due first, then by priority: for a subquery."""
    left = ActionItem.objects.filter(is_active_row(), participation=OuterRef(path), state__in=LEFT)
    return left.exclude(line="").order_by(F("due_on").asc(nulls_last=True), "priority", "position", "pk")

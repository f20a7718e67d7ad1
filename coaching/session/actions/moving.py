"""Move a slot on the grid: the slot's own action, with its version."""

from datetime import datetime, time
from typing import Any

from django.db import transaction

from accelerator.accounts.models import User
from coaching.models import Room, Slot
from coaching.session.actions.occupancy import PlanRefused
from coaching.session.actions.session import save_slot


def move_slot(
    *, slot: Slot, starts_at: time, ends_at: time, room: Room | None, seen: int, actor: User, at: datetime
) -> Slot:
    """Give a slot other hours, or another room; everything else stays. Side effects and refusals: :func:`save_slot`."""
    slot.starts_at, slot.ends_at, slot.room = starts_at, ends_at, room
    return save_slot(slot=slot, leaders=slot.leaders.all(), seen=seen, actor=actor, at=at)


def find_refusals(**move: Any) -> tuple[str, ...]:
    """Why :func:`move_slot` would refuse, in words; nothing when it would not. Side effects: none stays.

    Raises what it raises besides: ValidationError, ``SlotMoved``.
    """
    try:
        with transaction.atomic():
            move_slot(**move)
            transaction.set_rollback(True)
    except PlanRefused as refused:
        return refused.reasons
    return ()

"""The blockers that are found on an ADN map."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accelerator.edit_conflict import EditConflict
from accelerator.rows.actions import remove_row, save_row
from coaching.canvas.adn import name_blocker
from coaching.models import Axis, Blocker
from coaching.plan.enums import BlockerOrigin, Priority
from projects.models import Participation


@transaction.atomic
def make_blocker(
    *, participation: Participation, axis: Axis, finding: str, priority: Priority, actor: Any, at: datetime
) -> Blocker:
    """« C’est un verrou »: the blocker of this axis, from what was found; asked twice, the same, as written since.

    Side effects: the row, put back if it had been removed.
    """
    uid = name_blocker(participation, axis)
    blocker = Blocker.objects.filter(uid=uid).first()
    if blocker is None:
        try:
            blocker = save_row(
                model=Blocker, owner={"participation": participation}, uid=uid,
                values={"text": _write_text(axis, finding), "priority": priority}, base_version=0,
                actor=actor, at=at, defaults={"axis": axis, "origin": BlockerOrigin.ADN},
            )  # fmt: skip
        except EditConflict:  # made, and written in, meanwhile
            blocker = Blocker.objects.get(uid=uid)
    if blocker.removed_at:
        remove_row(row=blocker, actor=actor, at=at, put_back=True)
    return blocker


def _write_text(axis: Axis, finding: str) -> str:
    text = finding.strip() or str(axis.label)
    longest = Blocker._meta.get_field("text").max_length or len(text)
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"

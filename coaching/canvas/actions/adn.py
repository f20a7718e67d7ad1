"""The blockers that are found on an ADN map."""

from datetime import datetime

from accelerator.accounts.models import User
from accelerator.rows.actions import make_row_once
from accelerator.text import shorten
from coaching.canvas.adn import name_blocker
from coaching.models import Axis, Blocker
from coaching.plan.enums import BlockerOrigin, Priority
from projects.models import Participation


def make_blocker(
    *, participation: Participation, axis: Axis, finding: str, priority: Priority, actor: User, at: datetime
) -> Blocker:
    """« C’est un verrou »: the blocker of this axis, from what was found; asked twice, the same, as written since.

    Side effects: the row, put back if it had been removed.
    """
    return make_row_once(
        model=Blocker,
        owner={"participation": participation},
        uid=name_blocker(participation, axis),
        values={"text": _write_text(axis, finding), "priority": priority},
        actor=actor,
        at=at,
        defaults={"axis": axis, "origin": BlockerOrigin.ADN},
    )


def _write_text(axis: Axis, finding: str) -> str:
    text = finding.strip() or str(axis.label)
    return shorten(text, Blocker._meta.get_field("text").max_length or len(text))

"""The life of a round of the mix: a facilitator opens it, and closes it. Which ideas are shown."""

from django.db.models import Q

from accelerator.rows.models import is_active_row
from accelerator.transitions import StateTable, Transition
from coaching.ideas.enums import RoundState, Visibility

PLANNED, OPEN, CLOSED = RoundState.PLANNED.value, RoundState.OPEN.value, RoundState.CLOSED.value

MIX_ROUND = StateTable(
    {
        "open_round": Transition(frozenset({PLANNED, CLOSED}), OPEN),
        "close_round": Transition(frozenset({OPEN}), CLOSED),
    }
)


def is_visible(path: str = "") -> Q:
    """That the wall and the project's holders read the idea at ``path``: ``"sources__"``."""
    return is_active_row(path) & Q(**{f"{path}visibility": Visibility.VISIBLE})

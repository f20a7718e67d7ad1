"""The life of a round of the mix: a facilitator opens it, and closes it."""

from accelerator.transitions import StateTable, Transition
from coaching.ideas.enums import RoundState

PLANNED, OPEN, CLOSED = RoundState.PLANNED.value, RoundState.OPEN.value, RoundState.CLOSED.value

MIX_ROUND = StateTable(
    {
        "open_round": Transition(frozenset({PLANNED, CLOSED}), OPEN),
        "close_round": Transition(frozenset({OPEN}), CLOSED),
    }
)

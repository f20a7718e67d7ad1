"""The life of the partners' meeting."""

from accelerator.transitions import StateTable, Transition
from coaching.support.enums import MeetingState as M

MEETING = StateTable(
    {
        "open_meeting": Transition(frozenset({M.PREPARED}), M.OPEN),
        "close_meeting": Transition(frozenset({M.OPEN}), M.CLOSED),
        "reopen_meeting": Transition(frozenset({M.CLOSED}), M.OPEN, reason_required=True),
    }
)

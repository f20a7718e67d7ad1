"""The life of a canvas. Reopening one says why."""

from accelerator.transitions import StateTable, Transition
from coaching.canvas.enums import CanvasState

EMPTY, IN_PROGRESS = CanvasState.EMPTY.value, CanvasState.IN_PROGRESS.value
VALIDATED, FROZEN = CanvasState.VALIDATED.value, CanvasState.FROZEN.value

WRITABLE = frozenset({EMPTY, IN_PROGRESS})

CANVAS = StateTable(
    {
        "start_canvas": Transition(frozenset({EMPTY}), IN_PROGRESS),
        "validate_canvas": Transition(frozenset({IN_PROGRESS}), VALIDATED),
        "reopen_canvas": Transition(frozenset({VALIDATED}), IN_PROGRESS, reason_required=True),
        "freeze_canvas": Transition(frozenset({EMPTY, IN_PROGRESS, VALIDATED}), FROZEN),
        "unfreeze_canvas": Transition(frozenset({FROZEN}), IN_PROGRESS, reason_required=True),
    }
)

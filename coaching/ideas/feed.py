"""What changed on the wall of ideas since the last tick that a screen knows."""

from django.utils import timezone

from accelerator.types import Json
from coaching.ideas.queries import RoundStatus, read_board, read_changes


def read_feed(session_id: int, since: int, tick: int) -> Json:
    """The body of an answer to a screen that knows ``since``. Three queries."""
    board = read_board(session_id, timezone.now())
    ideas, gone = read_changes(session_id, since, shows_names=board.shows_names)
    return {
        "tick": tick,
        "round": _describe_round(board.round) if board.round else None,
        "names": board.shows_names,
        "seats": board.seats,
        "ideas": [idea for idea, _tick in ideas],
        "gone": [pk for pk, _tick in gone],
    }


def _describe_round(status: RoundStatus) -> Json:
    """Hours alone, whatever the time is: an answer serves until the next tick."""
    hours = {"ends": status.ends_at, "shuts": status.shuts_at}
    return {
        "number": status.number,
        **{name: hour and hour.timestamp() * 1000 for name, hour in hours.items()},
    }

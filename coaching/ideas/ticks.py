"""The counter of a session's wall."""

from accelerator.ticks import TickCounter
from coaching.models import MixBoard

WALL_TICKS = TickCounter(MixBoard, "session")
take_tick, read_tick = WALL_TICKS.take, WALL_TICKS.read

"""What screens of the board follow."""

from accelerator.ticks import TickCounter
from coaching.models import PartnerMeeting

BOARD_TICKS = TickCounter(PartnerMeeting, "edition")

"""Who sends a message to everybody, and who confirms having seen it."""

from accelerator.web.access import LINK, Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    # by the code and one's name, or the code's key
    **rows("live_messages live_seen", LINK),
    **rows("broadcasts broadcasts_feed withdraw_broadcast", Capability.RUN_SESSION),
}

"""Who sends a message to everybody, and who confirms having seen it."""

from accelerator.web.access import LINK, Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    # by the code and one's name, or the code's key
    "coaching:live_messages": row(LINK),
    "coaching:live_seen": row(LINK),
    "coaching:broadcasts": row(Capability.RUN_SESSION),
    "coaching:broadcasts_feed": row(Capability.RUN_SESSION),
    "coaching:withdraw_broadcast": row(Capability.RUN_SESSION),
}

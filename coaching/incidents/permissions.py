"""Who may record what goes wrong on the day."""

from accelerator.web.access import Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    "coaching:incident": row(Capability.RUN_SESSION),
    "coaching:undo_incident": row(Capability.RUN_SESSION),
}

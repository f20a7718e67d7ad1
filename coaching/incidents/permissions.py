"""Who may record what goes wrong on the day."""

from accelerator.web.access import Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    **rows("incident undo_incident", Capability.RUN_SESSION),
}

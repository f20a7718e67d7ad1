"""Who may write letters."""

from accelerator.web.access import Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    "projects:write_letter": row(Capability.MANAGE_APPLICATIONS),
}

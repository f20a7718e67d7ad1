"""Who reads and sets how long an edition stores dossiers, and erases one on request: its organisers."""

from accelerator.web.access import Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    f"projects:{name}": row(Capability.MANAGE_APPLICATIONS)
    for name in (
        "manage_retention",
        "change_retention",
        "retained_dossiers",
        "postpone_erasure",
        "erase_application",
        "erase_member",
    )
}

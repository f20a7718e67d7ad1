"""Who may open the partners' pages."""

from accelerator.web.access import Table, row
from programmes.enums import RoleName

PAGES: Table = {
    "coaching:support_home": row(RoleName.PARTNER),
    "coaching:support_project": row(RoleName.PARTNER),
}

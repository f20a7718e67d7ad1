"""Who may write letters."""

from accelerator.web.access import Table, row
from programmes.enums import RoleName

ORGANISER = RoleName.ORGANISER.value

PAGES: Table = {
    "projects:write_letter": row(ORGANISER),
}

"""Who reads and sets how long an edition keeps dossiers: its organisers."""

from accelerator.web.access import Table, row
from programmes.enums import RoleName

PAGES: Table = {
    f"projects:{name}": row(RoleName.ORGANISER)
    for name in ("manage_retention", "change_retention", "postpone_erasure")
}

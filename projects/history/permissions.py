"""Who enters an edition of the past: its organisers."""

from accelerator.web.access import Table, row
from programmes.enums import RoleName

PAGES: Table = {
    f"projects:{name}": row(RoleName.ORGANISER)
    for name in (
        "manage_history",
        "enter_past_project",
        "import_past_projects",
        "past_template",
        "past_project",
        "remove_past_project",
        "add_past_document",
        "remove_past_document",
    )
}

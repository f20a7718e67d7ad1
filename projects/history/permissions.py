"""Who enters an edition of the past: its organisers. Its papers are read by whom each of them is for."""

from accelerator.web.access import PUBLIC, Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    "projects:past_document_file": row(PUBLIC),
    "projects:past_document_thumb": row(PUBLIC),
    **{
        f"projects:{name}": row(Capability.MANAGE_APPLICATIONS)
        for name in (
            "manage_history",
            "enter_past_project",
            "import_past_projects",
            "past_template",
            "past_project",
            "remove_past_project",
            "add_past_document",
            "past_document",
            "move_past_document",
            "remove_past_document",
        )
    },
}

"""Who may open the pages of exports and imports."""

from accelerator.web.access import Table, row
from programmes.enums import RoleName

ORGANISER = RoleName.ORGANISER.value

PAGES: Table = {
    "projects:manage_exports": row(ORGANISER),
    "projects:export_progress": row(ORGANISER),
    "projects:export_table": row(ORGANISER),
    "projects:export_documents": row(ORGANISER),
    "projects:export_file": row(ORGANISER),
    "projects:export_remove": row(ORGANISER),
    "projects:export_template_remove": row(ORGANISER),
    "projects:manage_import": row(ORGANISER),
    "projects:import_template": row(ORGANISER),
    "projects:import_batch": row(ORGANISER),
    "projects:import_apply": row(ORGANISER),
    "projects:import_remove": row(ORGANISER),
}

"""Who may open the pages of exports and imports."""

from accelerator.web.access import Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    "projects:manage_exports": row(Capability.MANAGE_APPLICATIONS),
    "projects:export_progress": row(Capability.MANAGE_APPLICATIONS),
    "projects:export_table": row(Capability.MANAGE_APPLICATIONS),
    "projects:export_documents": row(Capability.MANAGE_APPLICATIONS),
    "projects:export_file": row(Capability.MANAGE_APPLICATIONS),
    "projects:export_remove": row(Capability.MANAGE_APPLICATIONS),
    "projects:export_template_remove": row(Capability.MANAGE_APPLICATIONS),
    "projects:application_imports": row(Capability.MANAGE_APPLICATIONS),
    "projects:application_import_template": row(Capability.MANAGE_APPLICATIONS),
    "projects:application_import": row(Capability.MANAGE_APPLICATIONS),
    "projects:apply_application_import": row(Capability.MANAGE_APPLICATIONS),
    "projects:remove_application_import": row(Capability.MANAGE_APPLICATIONS),
}

"""Who may open the pages of syntheses."""

from accelerator.web.access import PUBLIC, SIGNED_IN, Table, row
from programmes.enums import RoleName

PAGES: Table = {
    "coaching:manage_reports": row(RoleName.ORGANISER),
    # counts what projects keep from the partners: organisers alone
    "coaching:read_synthesis": row(RoleName.ORGANISER),
    "coaching:report_progress": row(RoleName.ORGANISER),
    "coaching:edit_report": row(RoleName.ORGANISER),
    "coaching:edit_report_section": row(RoleName.ORGANISER),
    "coaching:edit_report_field": row(RoleName.ORGANISER),
    "coaching:publish_report": row(RoleName.ORGANISER),
    "coaching:retrospective": row(PUBLIC),
    "coaching:retrospective_file": row(PUBLIC),
    "coaching:report_page": row(SIGNED_IN),
    "coaching:report_file": row(SIGNED_IN),
}

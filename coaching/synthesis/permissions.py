"""Who may open the pages of syntheses."""

from accelerator.web.access import PUBLIC, SIGNED_IN, Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    "coaching:manage_reports": row(Capability.MANAGE_FOLLOW_UP),
    # counts what projects do not share with the partners: organisers alone
    "coaching:read_synthesis": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:report_progress": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:edit_report": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:edit_report_section": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:edit_report_field": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:publish_report": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:retrospective": row(PUBLIC),
    "coaching:retrospective_file": row(PUBLIC),
    "coaching:report_page": row(SIGNED_IN),
    "coaching:report_file": row(SIGNED_IN),
}

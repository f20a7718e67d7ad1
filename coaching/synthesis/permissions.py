"""Who may open the pages of syntheses."""

from accelerator.web.access import PUBLIC, SIGNED_IN, Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    **rows("manage_reports", Capability.MANAGE_FOLLOW_UP),
    # counts what projects do not share with the partners: organisers alone
    **rows(
        "read_synthesis report_progress edit_report edit_report_section edit_report_field publish_report",
        Capability.MANAGE_FOLLOW_UP,
    ),
    **rows("retrospective retrospective_file", PUBLIC),
    **rows("report_page report_file", SIGNED_IN),
}

"""Who may open the partners' pages, and the board that organisers run."""

from accelerator.web.access import Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    **rows("api:needs api:decisions", Capability.SUPPORT_PROJECTS, Capability.MANAGE_FOLLOW_UP),
    **rows(
        """support_home support_project support_board support_feed support_need support_quick_stance
        undo_support_stance support_minutes support_minutes_pdf approve_support_minutes""",
        Capability.SUPPORT_PROJECTS,
    ),
    **rows(
        """manage_support_minutes manage_support_minutes_pdf manage_support_board manage_support_feed
        manage_support_need support_screen agree_to_support_offers defer_support_needs undo_support_decisions
        support_meeting change_support_meeting""",
        Capability.MANAGE_FOLLOW_UP,
    ),
}

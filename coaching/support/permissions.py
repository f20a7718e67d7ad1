"""Who may open the partners' pages, and the board that organisers run."""

from accelerator.web.access import Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    "api:needs": row(Capability.SUPPORT_PROJECTS, Capability.MANAGE_FOLLOW_UP),
    "api:decisions": row(Capability.SUPPORT_PROJECTS, Capability.MANAGE_FOLLOW_UP),
    "coaching:support_home": row(Capability.SUPPORT_PROJECTS),
    "coaching:support_project": row(Capability.SUPPORT_PROJECTS),
    "coaching:support_board": row(Capability.SUPPORT_PROJECTS),
    "coaching:support_feed": row(Capability.SUPPORT_PROJECTS),
    "coaching:support_need": row(Capability.SUPPORT_PROJECTS),
    "coaching:support_quick_stance": row(Capability.SUPPORT_PROJECTS),
    "coaching:undo_support_stance": row(Capability.SUPPORT_PROJECTS),
    "coaching:support_minutes": row(Capability.SUPPORT_PROJECTS),
    "coaching:support_minutes_pdf": row(Capability.SUPPORT_PROJECTS),
    "coaching:approve_support_minutes": row(Capability.SUPPORT_PROJECTS),
    "coaching:manage_support_minutes": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:manage_support_minutes_pdf": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:manage_support_board": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:manage_support_feed": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:manage_support_need": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:support_screen": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:agree_to_support_offers": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:defer_support_needs": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:undo_support_decisions": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:support_meeting": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:change_support_meeting": row(Capability.MANAGE_FOLLOW_UP),
}

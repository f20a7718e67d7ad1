"""Who may open the pages of triage: the list, what is done to several dossiers, eligibility, following."""

from accelerator.web.access import Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    "projects:manage_applications": row(Capability.MANAGE_APPLICATIONS),
    "api:applications": row(Capability.MANAGE_APPLICATIONS),
    "projects:manage_application": row(Capability.MANAGE_APPLICATIONS),
    "projects:next_application": row(Capability.MANAGE_APPLICATIONS),
    "projects:previous_application": row(Capability.MANAGE_APPLICATIONS),
    "projects:declare_eligible": row(Capability.MANAGE_APPLICATIONS),
    "projects:declare_ineligible": row(Capability.MANAGE_APPLICATIONS),
    "projects:change_applications": row(Capability.MANAGE_APPLICATIONS),
    "projects:undo_bulk": row(Capability.MANAGE_APPLICATIONS),
    "projects:save_filter": row(Capability.MANAGE_APPLICATIONS),
    "projects:forget_filter": row(Capability.MANAGE_APPLICATIONS),
    "projects:choose_columns": row(Capability.MANAGE_APPLICATIONS),
    "projects:manage_eligibility": row(Capability.MANAGE_APPLICATIONS),
    "projects:follow_application": row(Capability.MANAGE_APPLICATIONS),
    "projects:add_note": row(Capability.MANAGE_APPLICATIONS),
    "projects:remove_note": row(Capability.MANAGE_APPLICATIONS),
    "projects:check_application": row(Capability.MANAGE_APPLICATIONS),
    "projects:overrule_finding": row(Capability.MANAGE_APPLICATIONS),
}

"""Who may open the pages of triage: the list, what is done to several dossiers, eligibility, following."""

from accelerator.web.access import Table, row
from programmes.enums import RoleName

ORGANISER = RoleName.ORGANISER.value

PAGES: Table = {
    "projects:manage_applications": row(ORGANISER),
    "api:applications": row(ORGANISER),
    "projects:manage_application": row(ORGANISER),
    "projects:next_application": row(ORGANISER),
    "projects:previous_application": row(ORGANISER),
    "projects:declare_eligible": row(ORGANISER),
    "projects:declare_ineligible": row(ORGANISER),
    "projects:change_applications": row(ORGANISER),
    "projects:undo_bulk": row(ORGANISER),
    "projects:save_filter": row(ORGANISER),
    "projects:forget_filter": row(ORGANISER),
    "projects:choose_columns": row(ORGANISER),
    "projects:manage_eligibility": row(ORGANISER),
    "projects:follow_application": row(ORGANISER),
    "projects:add_note": row(ORGANISER),
    "projects:remove_note": row(ORGANISER),
    "projects:check_application": row(ORGANISER),
    "projects:overrule_finding": row(ORGANISER),
}

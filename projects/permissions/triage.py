"""Triage: who may open which page. Organisers, then only dossiers they may read, else 404; holders, only theirs."""

from accelerator.web.access import SIGNED_IN, Table, row
from programmes.enums import RoleName

ORGANISER = RoleName.ORGANISER.value

PAGES: Table = {
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
    "projects:request_completion": row(ORGANISER),
    "projects:settle_completion": row(ORGANISER),
    # Members of the project, those who may edit to change: Application.objects.held_by(user), else 404.
    "projects:completion": row(SIGNED_IN),
    "projects:completion_answer": row(SIGNED_IN),
    "projects:completion_upload": row(SIGNED_IN),
    "projects:completion_file_remove": row(SIGNED_IN),
}

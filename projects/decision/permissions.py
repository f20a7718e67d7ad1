"""Who may open the pages of decisions: deliberation, announcement, places."""

from accelerator.web.access import SIGNED_IN, Table, row
from programmes.enums import RoleName

ORGANISER = RoleName.ORGANISER.value

PAGES: Table = {
    "projects:deliberation": row(ORGANISER),
    "projects:decide": row(ORGANISER),
    "projects:announce": row(ORGANISER),
    "projects:manage_feedback": row(ORGANISER),
    "projects:move_reserve": row(ORGANISER),
    "projects:remind_place": row(ORGANISER),
    # And organisers who may judge the dossier, else 404.
    "projects:withdraw_place": row(ORGANISER),
    "projects:confirm_places": row(ORGANISER),
    # Members of the project: Participation.objects.held_by(user), else 404.
    "projects:participation": row(SIGNED_IN),
}

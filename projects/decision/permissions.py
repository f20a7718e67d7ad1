"""Who may open the pages of decisions: deliberation, announcement, places."""

from accelerator.web.access import SIGNED_IN, Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    "projects:deliberation": row(Capability.MANAGE_APPLICATIONS),
    "projects:decide": row(Capability.MANAGE_APPLICATIONS),
    "projects:announce": row(Capability.MANAGE_APPLICATIONS),
    "projects:manage_feedback": row(Capability.MANAGE_APPLICATIONS),
    "projects:move_reserve": row(Capability.MANAGE_APPLICATIONS),
    "projects:remind_place": row(Capability.MANAGE_APPLICATIONS),
    # And organisers who may judge the dossier, else 404.
    "projects:withdraw_place": row(Capability.MANAGE_APPLICATIONS),
    "projects:confirm_places": row(Capability.MANAGE_APPLICATIONS),
    # Members of the project: Participation.objects.of_member(user), else 404.
    "projects:participation": row(SIGNED_IN),
}

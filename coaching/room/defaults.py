"""The tabs that the room has by itself."""

from django.utils.translation import gettext_lazy as _

from coaching.room.access import ProjectRoom
from coaching.room.tabs import Tab


def list_own_tabs(room: ProjectRoom) -> list[Tab]:
    return [
        Tab(
            "dossier",
            _("Dossier"),
            _("Ce que le projet a dit de lui en candidatant."),
            "coaching:room",
            done=True,
        )
    ]


def list_history_tabs(room: ProjectRoom) -> list[Tab]:
    purpose = _("Ce qui s’est fait dans cette salle, et par qui.")
    return [Tab("history", _("Historique"), purpose, "coaching:room_history")]

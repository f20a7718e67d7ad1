"""What the mix adds to the room of a project: the tab of the ideas it received."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coaching.models import Contribution
from coaching.room.access import ProjectRoom
from coaching.room.tabs import Tab, register_tabs

ORDER = 50


def list_idea_tabs(room: ProjectRoom) -> list[Tab]:
    """One query, none on the page of the ideas."""
    unsorted = room.notes.get("unsorted_ideas")
    if unsorted is None:
        received = Contribution.objects.shown().filter(participation=room.participation)
        verdicts = list(received.values_list("verdict", flat=True))
        unsorted = (len(verdicts), sum(not verdict for verdict in verdicts))
    total, waiting = unsorted
    left = ngettext("%(count)d à trier", "%(count)d à trier", waiting) % {"count": waiting} if waiting else ""
    purpose = _("Ce que les autres vous ont écrit pendant le Grand Mix : gardez, creusez, mettez de côté.")
    return [
        Tab("ideas", _("Idées"), purpose, "coaching:room_ideas", left=left, done=bool(total and not waiting))
    ]


def register_ideas() -> None:
    """Called when the app is ready."""
    register_tabs(ORDER, list_idea_tabs)

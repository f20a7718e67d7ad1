"""What the mix adds to the room of a project: the tab of the ideas it received."""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coaching.ideas.news import WORDS, list_acts
from coaching.models import Contribution
from coaching.room.access import ProjectRoom
from coaching.room.facts import register_fact
from coaching.room.news import register_news
from coaching.room.tabs import Tab, register_tabs

ORDER = 50


def _count(ideas: QuerySet[Contribution], place: str) -> Coalesce:
    counted = ideas.filter(participation=OuterRef(place)).order_by().values("participation")
    return Coalesce(Subquery(counted.annotate(count=Count("pk")).values("count")), 0)


def count_received(place: str = "pk") -> object:
    """As an expression over rows whose participation is ``place``."""
    return _count(Contribution.objects.published(), place)


def count_unsorted(place: str = "pk") -> object:
    """Those that wait for the holder."""
    return _count(Contribution.objects.published().filter(verdict=""), place)


def list_idea_tabs(room: ProjectRoom) -> list[Tab]:
    """No query."""
    total, waiting = room.facts["ideas_received"], room.facts["ideas_unsorted"]
    left = ngettext("%(count)d à trier", "%(count)d à trier", waiting) % {"count": waiting} if waiting else ""
    purpose = _("Ce que les autres vous ont écrit pendant le Grand Mix : gardez, creusez, mettez de côté.")
    return [
        Tab("ideas", _("Idées"), purpose, "coaching:room_ideas", left=left, done=bool(total and not waiting))
    ]


def register_ideas() -> None:
    """Called when the app is ready."""
    register_tabs(ORDER, list_idea_tabs)
    register_fact("ideas_received", count_received)
    register_fact("ideas_unsorted", count_unsorted)
    register_news(WORDS, list_acts)

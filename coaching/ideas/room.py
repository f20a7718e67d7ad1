"""The mix in the room of a project: the tab of the ideas it received, and its part of the history."""

from collections.abc import Mapping

from django.db.models import BigIntegerField, CharField, Count, F, Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext_lazy as _, ngettext, ngettext_lazy

from coaching.models import Contribution
from coaching.room.access import ProjectRoom, register_fact
from coaching.room.news import register_news, select_acts
from coaching.room.tabs import Tab, register_tabs
from projects.models import Participation

ORDER = 50


def _count(ideas: QuerySet[Contribution], place: str) -> Coalesce:
    counted = ideas.filter(participation=OuterRef(place)).order_by().values("participation")
    return Coalesce(Subquery(counted.annotate(count=Count("pk")).values("count")), 0)


def count_received(place: str = "pk") -> object:
    """The ideas received, as an expression over rows whose participation is ``place``."""
    return _count(Contribution.objects.published(), place)


def count_unsorted(place: str = "pk") -> object:
    """The ideas without a verdict, as an expression."""
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


TAB = "ideas"
WORDS: Mapping[str, object] = {
    "idea_received": ngettext_lazy("une idée reçue", "%(count)d idées reçues", "count"),
    "idea_keep": ngettext_lazy("une idée gardée", "%(count)d idées gardées", "count"),
    "idea_dig": ngettext_lazy("une idée à creuser", "%(count)d idées à creuser", "count"),
    "idea_aside": ngettext_lazy("une idée mise de côté", "%(count)d idées mises de côté", "count"),
}


def list_acts(place: Participation) -> list[QuerySet[Model]]:
    """The acts on the ideas that the project may read, as querysets for :func:`register_news`. No query."""
    # authors may have no account, and the verdict is the project's
    nobody = Cast(Value(None), BigIntegerField())
    ideas = Contribution.objects.published().filter(participation=place)
    sorted_as = Concat(Value("idea_"), F("verdict"), output_field=CharField())
    return [
        select_acts(ideas, "idea_received", tab=TAB, at="created_at", by=nobody),
        select_acts(
            ideas.exclude(verdict="").exclude(judged_at=None), sorted_as, tab=TAB, at="judged_at", by=nobody
        ),
    ]

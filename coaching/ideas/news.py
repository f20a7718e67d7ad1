"""What the history of a room tells of the ideas it received: how many, and how they were sorted."""

from collections.abc import Mapping
from typing import Any

from django.db.models import BigIntegerField, CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import ngettext_lazy

from coaching.models import Contribution
from coaching.room.news import select_acts
from projects.models import Participation

TAB = "ideas"
WORDS: Mapping[str, Any] = {
    "idea_received": ngettext_lazy("une idée reçue", "%(count)d idées reçues", "count"),
    "idea_keep": ngettext_lazy("une idée gardée", "%(count)d idées gardées", "count"),
    "idea_dig": ngettext_lazy("une idée à creuser", "%(count)d idées à creuser", "count"),
    "idea_aside": ngettext_lazy("une idée mise de côté", "%(count)d idées mises de côté", "count"),
}


def list_acts(place: Participation) -> list[QuerySet[Any]]:
    """For :func:`register_news`; of those that the project may read. No query."""
    # who wrote may have no account, and who sorts speaks for the project
    nobody = Cast(Value(None), BigIntegerField())
    ideas = Contribution.objects.published().filter(participation=place)
    sorted_as = Concat(Value("idea_"), F("verdict"), output_field=CharField())
    return [
        select_acts(ideas, "idea_received", tab=TAB, at="created_at", by=nobody),
        select_acts(
            ideas.exclude(verdict="").exclude(judged_at=None), sorted_as, tab=TAB, at="judged_at", by=nobody
        ),
    ]

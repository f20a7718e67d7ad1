"""What the history of a room tells of its canvases."""

from collections.abc import Mapping
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import ngettext_lazy

from accelerator.questionnaires.models import Answer
from coaching.canvas.enums import CanvasKind
from coaching.models import AxisReading, CanvasItem, CanvasPhoto, CanvasVersion
from coaching.room.news import select_acts, select_row_acts
from projects.models import Participation

WORDS: Mapping[str, Any] = {
    "step": ngettext_lazy("une étape", "%(count)d étapes", "count"),
    "stakeholder": ngettext_lazy("un acteur", "%(count)d acteurs", "count"),
    "decision": ngettext_lazy("une décision", "%(count)d décisions", "count"),
    "turning_point": ngettext_lazy("un point de bascule", "%(count)d points de bascule", "count"),
    "photo": ngettext_lazy("une photo", "%(count)d photos", "count"),
    "read": ngettext_lazy(
        "%(name)s a situé le projet sur un axe", "%(name)s a situé le projet sur %(count)d axes", "count"
    ),
    "answer": ngettext_lazy(
        "%(name)s a écrit dans une rubrique", "%(name)s a écrit dans %(count)d rubriques", "count"
    ),
    "canvas_validate": ngettext_lazy(
        "%(name)s a validé le canevas", "%(name)s a validé %(count)d fois le canevas", "count"
    ),
    "canvas_freeze": ngettext_lazy(
        "%(name)s a figé le canevas", "%(name)s a figé %(count)d fois le canevas", "count"
    ),
    "canvas_reopen": ngettext_lazy(
        "%(name)s a rouvert le canevas", "%(name)s a rouvert %(count)d fois le canevas", "count"
    ),
}


def list_acts(place: Participation) -> list[QuerySet[Any]]:
    """For :func:`register_news`. No query."""
    of_place: dict[str, object] = {"canvas__participation": place}
    return [
        *select_row_acts(
            CanvasItem.objects.filter(**of_place).exclude(label=""), F("kind"), tab=CanvasKind.TIMELINE
        ),
        select_acts(
            AxisReading.objects.active().filter(level__isnull=False, **of_place),
            "read",
            tab=CanvasKind.ADN,
            at="saved_at",
            by="saved_by",
        ),
        select_acts(
            Answer.objects.filter(sheet__canvas__participation=place),
            "answer",
            tab=F("sheet__canvas__kind"),
            at="saved_at",
            by="saved_by",
        ),
        select_acts(
            CanvasPhoto.objects.filter(**of_place),
            "add",
            kind="photo",
            tab=F("canvas__kind"),
            at="added_at",
            by="added_by",
        ),
        select_acts(
            CanvasVersion.objects.filter(**of_place),
            Concat(Value("canvas_"), F("cause"), output_field=CharField()),
            tab=F("canvas__kind"),
            at="made_at",
            by="made_by",
            note=F("reason"),
        ),
    ]

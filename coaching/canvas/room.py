"""Canvases in the room of a project: a tab for each kind, their cards, and their part of the history."""

from collections.abc import Mapping

from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext, ngettext_lazy

from accelerator.questionnaires.models import Answer
from coaching.canvas.actions.canvas import add_stakeholder, add_to_problem
from coaching.canvas.enums import CanvasKind, CanvasState
from coaching.canvas.queries.canvas import CanvasOverview, describe_canvas
from coaching.canvas.queries.edition import has_axes
from coaching.canvas.views.frame import PAGES
from coaching.models import AxisReading, CanvasItem, CanvasPhoto, CanvasVersion
from coaching.room.access import ProjectRoom, register_fact
from coaching.room.cards import CardSource, make_advice_source, register_cards, split_names, split_sentences
from coaching.room.news import register_news, select_acts, select_row_acts
from coaching.room.tabs import Tab, register_tabs
from projects.models import Participation


def list_canvas_tabs(room: ProjectRoom) -> list[Tab]:
    """One query for all the canvases of a room."""
    overview = [describe_canvas(room, kind) for kind in PAGES]
    return [
        Tab(
            canvas.kind, page.label, page.purpose, page.url_name,
            left=_describe_left(canvas), to_validate=canvas.to_validate, done=not canvas.is_open,
        )
        for canvas, page in zip(overview, PAGES.values(), strict=True)
    ]  # fmt: skip


def _describe_left(overview: CanvasOverview) -> str:
    """What is left to do in words; "" for nothing. No query."""
    if overview.to_validate:
        return _("à valider")
    if overview.state == CanvasState.EMPTY:
        # not once the session is over, nor for a map without axes
        over = overview.room.participation.edition.session_is_over(timezone.now())
        is_expected = overview.kind != CanvasKind.ADN or overview.room.facts["has_axes"]
        return "" if over or not is_expected else _("à commencer")
    if not overview.is_open:
        return ""
    if overview.kind == CanvasKind.TIMELINE:
        return "" if overview.items.get("step") else _("aucune étape")
    if overview.kind == CanvasKind.PITCH:
        sheet = overview.canvas.sheet if overview.canvas else None
        remaining = (sheet.required_total or 0) - sheet.answered if sheet else 0
        words = ngettext("%(count)d partie à écrire", "%(count)d parties à écrire", remaining)
        return words % {"count": remaining} if remaining else ""
    remaining = overview.items.get("axis", 0) - overview.items.get("read", 0)
    words = ngettext("%(count)d axe à lire", "%(count)d axes à lire", remaining)
    return words % {"count": remaining} if remaining > 0 else ""


def register_canvases() -> None:
    """Called when the app is ready."""
    register_tabs(20, list_canvas_tabs)
    register_fact("has_axes", has_axes)
    register_news(WORDS, list_acts)
    register_cards(
        make_advice_source(CanvasKind.TIMELINE),
        CardSource(
            "stakeholders", CanvasKind.TIMELINE, gettext_lazy("Acteurs"), split_names, add_stakeholder
        ),
        CardSource(
            "work_problem", CanvasKind.PITCH, gettext_lazy("Le problème"), split_sentences, add_to_problem
        ),
    )


WORDS: Mapping[str, object] = {
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


def list_acts(place: Participation) -> list[QuerySet[Model]]:
    """The acts on the canvases of a project, as querysets for :func:`register_news`. No query."""
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
            at="created_at",
            by="created_by",
            note=F("reason"),
        ),
    ]

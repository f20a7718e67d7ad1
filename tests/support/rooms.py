"""A project's room with something in each of its tabs, for tests and for the bench."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from accelerator.questionnaires import queries
from accelerator.questionnaires.models import Answer
from coaching.canvas.actions.canvas import open_canvas
from coaching.canvas.actions.edition import load_preset
from coaching.canvas.defaults import PRESETS
from coaching.canvas.enums import CanvasKind, CanvasMoment, ItemKind
from coaching.canvas.queries.adn import name_reading
from coaching.models import (
    ActionItem,
    ActionUpdate,
    Axis,
    AxisReading,
    Blocker,
    Canvas,
    CanvasItem,
    CanvasPhoto,
    Contribution,
    Need,
)
from programmes.models import Edition
from projects.models import Participation

SENTENCE = "Les équipes du soir n’ont pas été associées au choix du logiciel, et s’en méfient."

BLOCKED = 3
"""Axes where something keeps the project from going on."""


def typed(**more: Any) -> dict[str, Any]:
    """What every row typed by several people has."""
    at = timezone.now()
    return {"uid": uuid4(), "created_at": at, "saved_at": at, **more}


def give_axes(edition: Edition) -> None:
    load_preset(edition=edition, preset=next(iter(PRESETS.values())), actor=None, at=timezone.now())


def fill_room(place: Participation, number: int) -> None:
    """So many more steps, actors, photos, ideas, blockers, actions and needs."""
    at = timezone.now()
    canvases = {kind: open_canvas(participation=place, kind=kind, at=at) for kind in CanvasKind.values}
    for _turn in range(number):
        for kind in ItemKind:
            CanvasItem.objects.create(
                canvas=canvases[CanvasKind.TIMELINE], kind=kind, label="Un mot", detail=SENTENCE, **typed()
            )
        for canvas in canvases.values():
            CanvasPhoto.objects.create(
                canvas=canvas, file="x", content_type="image/png", alt="Le mur", added_at=at
            )
        idea = Contribution.objects.create(participation=place, author_name="Awa", text=SENTENCE, **typed())
        blocker = Blocker.objects.create(participation=place, text=SENTENCE, **typed())
        action = ActionItem.objects.create(
            participation=place, line="Associer les équipes", first_step=SENTENCE, blocker=blocker, **typed()
        )
        action.sources.add(idea)
        ActionUpdate.objects.create(action=action, state="doing", at=at)
        Need.objects.create(participation=place, action=action, sentence=SENTENCE, **typed())


def answer_canvases(place: Participation, text: str = SENTENCE) -> None:
    """The questions of the pitch and of the timeline, and each axis of the ADN map, some with a blocker."""
    at = timezone.now()
    for canvas in Canvas.objects.filter(participation=place, sheet__isnull=False).select_related("sheet"):
        Answer.objects.bulk_create(
            Answer(sheet=canvas.sheet, question=question, value=text, saved_at=at)
            for question in queries.questions(canvas.sheet.revision_id)
        )
    adn = open_canvas(participation=place, kind=CanvasKind.ADN, at=at)
    for number, axis in enumerate(Axis.objects.filter(edition=place.edition_id)):
        uid = name_reading(place, CanvasMoment.SESSION, axis)
        AxisReading.objects.create(canvas=adn, axis=axis, level=2, finding=text, **typed(uid=uid))
        if number < BLOCKED:
            Blocker.objects.create(participation=place, text=text, axis=axis, **typed())

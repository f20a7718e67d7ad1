"""Canvases and plans of the projects of a world."""

from django.utils import timezone

from coaching.canvas.enums import CanvasKind, CanvasMoment
from coaching.canvas.queries.adn import name_blocker, name_reading
from coaching.models import Axis, Canvas
from programmes.models import Organisation
from projects.models import Participation
from tests import factories
from tests.factories import World
from tests.support import plan as plans


def draw_and_plan(world: World, place: Participation, body: Organisation) -> None:
    """Each canvas of the project, with as many rows as there are projects, and a plan with news of its actions."""
    at = timezone.now()
    row = {"created_at": at, "saved_at": at}
    canvases = {
        kind: Canvas.objects.create(
            participation=place,
            kind=kind,
            sheet=factories.sheet(world.edition.call.form, title="Dit"),
        )
        for kind in CanvasKind
    }
    for turn in range(len(world.participations)):
        canvases[CanvasKind.TIMELINE].items.create(kind="step", label="L’atelier", position=turn, **row)
        code = f"axe-{turn}"
        axis, _made = Axis.objects.get_or_create(
            edition=world.edition, code=code, family="dimension", position=turn, label_fr="Le travail"
        )
        uid = name_reading(place, CanvasMoment.SESSION, axis)
        canvases[CanvasKind.ADN].readings.create(axis=axis, uid=uid, level=2, **row)
        blocked = plans.blocker(place, axis=axis, uid=name_blocker(place, axis))
        action = plans.action(place, blocker=blocked)
        action.updates.create(state="doing", note="Commencé", by=world.holder, at=at)
        plans.need(place, action=action).wished.add(body)

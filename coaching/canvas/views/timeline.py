"""The *frise* of a project: how it came to be and where it goes, drawn along a line, its actors below."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accelerator.questionnaires.forms import AnswerForm
from accelerator.rows.forms import RowForm
from coaching.canvas.enums import CanvasKind, CanvasMoment, ItemKind, ItemPhase
from coaching.canvas.forms.answers import build_answer_form
from coaching.canvas.forms.items import DecisionItemForm, StakeholderForm, StepForm, TurningPointForm
from coaching.canvas.pages import CanvasPage
from coaching.canvas.queries.canvas import CanvasShown
from coaching.canvas.queries.timeline import ON_THE_LINE, Timeline, read_timeline
from coaching.canvas.views.frame import find_shown, render_canvas
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room
from coaching.room.views.lists import RowList, list_rows, make_stencil, show_row

FORMS: dict[str, type[RowForm]] = {
    ItemKind.STEP: StepForm,
    ItemKind.TURNING_POINT: TurningPointForm,
    ItemKind.DECISION: DecisionItemForm,
    ItemKind.STAKEHOLDER: StakeholderForm,
}
SWITCH = {
    ItemPhase.BOTH: gettext_lazy("Les deux"),
    ItemPhase.TODAY: gettext_lazy("Aujourd’hui"),
    ItemPhase.TARGET: gettext_lazy("Visé"),
}


@require_safe
def timeline(request: HttpRequest, slug: str) -> HttpResponse:
    return draw_timeline(request, enter_room(request, slug))


def draw_timeline(request: HttpRequest, room: ProjectRoom, refused: Any = None) -> HttpResponse:
    """The whole tab; a row or answers that were refused stand in their place. ``?phase=``: what is drawn."""
    shown = find_shown(request, room, CanvasKind.TIMELINE)
    told = request.GET.get("phase", "")
    found = read_timeline(shown.canvas, ItemPhase(told) if told in ItemPhase else ItemPhase.BOTH)
    row = refused if isinstance(refused, RowForm) else None
    form = refused if isinstance(refused, AnswerForm) else build_answer_form(shown)
    context = {
        "form": form,
        "texts": {item.question.key: item.field for section in form.sections for item in section.items},
        "timeline": found,
        "switch": _list_phases(shown, found.phase),
        **_list_forms(shown, found, row),
    }
    status = 422 if refused is not None else 200
    return render_canvas(request, shown, PAGE, "coaching/canvas/timeline.html", context, status)


def _list_phases(shown: CanvasShown, drawn: ItemPhase) -> list[tuple[str, Any, bool]]:
    """Address, label, and whether it is the one that is drawn."""
    moment = {} if shown.moment == CanvasMoment.SESSION else {"moment": shown.moment}
    address = PAGE.find_url(shown.room)
    return [
        (f"{address}?{urlencode({**moment, 'phase': phase.value})}", label, phase == drawn)
        for phase, label in SWITCH.items()
    ]


def _list_forms(shown: CanvasShown, found: Timeline, refused: RowForm | None) -> dict[str, Any]:
    """The rows as they are typed: those of the line in their one order, then a blank one of each kind."""
    if not shown.can_write and refused is None:
        return {"moments": [], "adding": [], "actors": None}
    room = shown.room
    place = "" if shown.moment == CanvasMoment.SESSION else str(shown.moment)

    def list_kind(kind: str, rows: Any) -> RowList:
        return list_rows(room, kind, FORMS[kind], rows, place=place, refused=refused)

    stencils = {
        kind: make_stencil(room, kind, FORMS[kind], place=place)
        for kind in {item.kind for item in found.moments}
    }
    moments = [
        show_row(
            room, item.kind, FORMS[item.kind], item, place=place, refused=refused, stencil=stencils[item.kind]
        )
        for item in found.moments
    ]
    known = {item.uid for item in found.moments}
    unknown = None if refused is None or refused.uid in known else refused
    adding = [list_rows(room, kind, FORMS[kind], [], place=place, refused=unknown) for kind in ON_THE_LINE]
    return {"moments": moments, "adding": adding, "actors": list_kind(ItemKind.STAKEHOLDER, found.actors)}


def tell_left(shown: CanvasShown) -> str:
    return "" if shown.items.get(ItemKind.STEP) else _("aucune étape")


PAGE = CanvasPage(
    kind=CanvasKind.TIMELINE,
    order=20,
    label=gettext_lazy("Frise"),
    purpose=gettext_lazy(
        "D’où vient le projet, où il va, et qui compte : une ligne du temps à lire d’un coup d’œil."
    ),
    url_name="coaching:room_timeline",
    draw=draw_timeline,
    tell_left=tell_left,
)

"""The *frise* of a project: how it came to be and where it goes, drawn along a line, its actors below."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires.forms import AnswerForm
from accelerator.rows.forms import RowForm
from accelerator.types import Context
from coaching.canvas.enums import CanvasKind, CanvasMoment, ItemKind, ItemPhase
from coaching.canvas.forms.answers import build_answer_form
from coaching.canvas.forms.items import DecisionItemForm, StakeholderForm, StepForm, TurningPointForm
from coaching.canvas.pages import CanvasPage
from coaching.canvas.queries.canvas import CanvasShown
from coaching.canvas.queries.timeline import ON_THE_LINE, Timeline, read_timeline
from coaching.canvas.views.frame import find_shown, render_canvas
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room
from coaching.room.views.lists import RowSheet

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
def timeline(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    return render_timeline(request, enter_room(request, slug))


def render_timeline(request: AuthenticatedRequest, room: ProjectRoom, refused: object = None) -> HttpResponse:
    """The whole tab; a row or answers that were refused stand in their place. ``?phase=``: what is drawn."""
    shown = find_shown(request, room, CanvasKind.TIMELINE)
    requested = request.GET.get("phase", "")
    found = read_timeline(shown.canvas, ItemPhase(requested) if requested in ItemPhase else ItemPhase.BOTH)
    row = refused if isinstance(refused, RowForm) else None
    form = refused if isinstance(refused, AnswerForm) else build_answer_form(shown)
    context = {
        "form": form,
        "timeline": found,
        "switch": _list_phases(shown, found.phase),
        **_list_rows(request, shown, found, row),
    }
    status = 422 if refused is not None else 200
    return render_canvas(request, shown, PAGE, "coaching/canvas/timeline.html", context, status)


def _list_phases(shown: CanvasShown, drawn: ItemPhase) -> list[tuple[str, object, bool]]:
    """Address, label, and whether it is the one that is drawn."""
    return [(_find_url(shown, phase), label, phase == drawn) for phase, label in SWITCH.items()]


def _find_url(shown: CanvasShown, phase: ItemPhase) -> str:
    """The tab, drawn so."""
    moment = {} if shown.moment == CanvasMoment.SESSION else {"moment": shown.moment}
    return f"{PAGE.find_url(shown.room)}?{urlencode({**moment, 'phase': phase.value})}"


def _list_rows(
    request: AuthenticatedRequest, shown: CanvasShown, found: Timeline, refused: RowForm | None
) -> Context:
    """The rows, read or open: those of the line in their one order, actors, then a new one of each kind.

    Of a canvas that closed meanwhile, the refused row alone.
    """
    sheet = RowSheet(
        request,
        shown.room,
        FORMS,
        page_url=_find_url(shown, found.phase),
        place="" if shown.moment == CanvasMoment.SESSION else str(shown.moment),
        moves=dict.fromkeys(FORMS, "coaching:room_row_move"),
        named=ON_THE_LINE,
        refused=refused,
    )
    items = [*found.moments, *found.actors]
    if not shown.can_write:
        items = [item for item in items if refused is not None and refused.uid == item.uid]
    rows = [sheet.add(item.kind, item) for item in items]
    new = [sheet.add_new(kind) for kind in FORMS if shown.can_write or sheet.has_refused(kind)]
    return {
        "sheet": sheet if rows or new else None,
        "moments": [row for row in rows if row.kind in ON_THE_LINE],
        "actors": [row for row in rows if row.kind not in ON_THE_LINE],
        "new_moments": [row for row in new if row.kind in ON_THE_LINE],
        "new_actors": [row for row in new if row.kind not in ON_THE_LINE],
    }


def describe_left(shown: CanvasShown) -> str:
    return "" if shown.items.get(ItemKind.STEP) else _("aucune étape")


PAGE = CanvasPage(
    kind=CanvasKind.TIMELINE,
    order=20,
    label=gettext_lazy("Frise"),
    purpose=gettext_lazy(
        "D’où vient le projet, où il va, et qui compte : une ligne du temps à lire d’un coup d’œil."
    ),
    url_name="coaching:room_timeline",
    render=render_timeline,
    describe_left=describe_left,
)

"""The last tab of the room: blockers, lines of action, needs."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accelerator.rows.forms import RowForm
from coaching.plan.forms import ActionForm, BlockerForm, NeedForm
from coaching.plan.queries import read_plan
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room, render_tab
from coaching.room.views.lists import list_rows


@require_safe
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    return draw_plan(request, enter_room(request, slug))


def draw_plan(request: HttpRequest, room: ProjectRoom, refused: RowForm | None = None) -> HttpResponse:
    """The whole tab, with a row that was refused in its place."""
    found = read_plan(room.participation)
    lists = [
        list_rows(room, "blocker", BlockerForm, found.blockers, refused=refused),
        list_rows(room, "action", ActionForm, found.actions, refused=refused),
        list_rows(room, "need", NeedForm, found.needs, refused=refused),
    ]
    status = 422 if refused is not None else 200
    return render_tab(request, room, "plan", "coaching/plan/plan.html", {"lists": lists}, status=status)

"""The *frise* of a project: how it came to be and where it goes, drawn along a line, its actors below."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires.forms import AnswerForm
from accelerator.rows.forms import RowForm
from accelerator.rows.views import read_row, report_field
from accelerator.types import Context
from accelerator.web.refusals import RefusalAsMessage
from coaching.canvas.actions import rows as actions
from coaching.canvas.enums import CanvasKind, CanvasMoment, ItemKind, ItemPhase
from coaching.canvas.forms import ITEM_FORMS, FirstStepForm, build_answer_form
from coaching.canvas.queries.canvas import ON_THE_LINE, CanvasOverview, Timeline, read_timeline
from coaching.canvas.views.frame import TIMELINE, find_overview, format_query, read_moment, render_canvas
from coaching.models import CanvasItem
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room, enter_to_write
from coaching.room.views.lists import RowSheet, open_row_url, read_places, report_removed

SWITCH = {
    ItemPhase.BOTH: gettext_lazy("Les deux"),
    ItemPhase.TODAY: gettext_lazy("Aujourd’hui"),
    ItemPhase.TARGET: gettext_lazy("Visé"),
}


@require_safe
def timeline(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    return render_timeline(request, enter_room(request, slug))


def render_timeline(request: AuthenticatedRequest, room: ProjectRoom, refused: object = None) -> HttpResponse:
    """The whole tab, with a refused row or refused answers in their place. ``?phase=`` filters the items."""
    overview = find_overview(request, room, CanvasKind.TIMELINE)
    requested = request.GET.get("phase", "")
    timeline = read_timeline(
        overview.canvas, ItemPhase(requested) if requested in ItemPhase else ItemPhase.BOTH
    )
    row = refused if isinstance(refused, RowForm) else None
    form = refused if isinstance(refused, AnswerForm) else build_answer_form(overview)
    context = {
        "form": form,
        "timeline": timeline,
        # address, label, and whether it is the one that is drawn
        "switch": [
            (_find_url(overview, phase), label, phase == timeline.phase) for phase, label in SWITCH.items()
        ],
        **_list_rows(request, overview, timeline, row),
    }
    status = 422 if refused is not None else 200
    return render_canvas(request, overview, "coaching/canvas/timeline.html", context, status)


def _find_url(overview: CanvasOverview, phase: ItemPhase) -> str:
    """The address of the tab with this phase."""
    moment = {} if overview.moment == CanvasMoment.SESSION else {"moment": overview.moment}
    return f"{TIMELINE.find_url(overview.room)}?{urlencode({**moment, 'phase': phase.value})}"


def _list_rows(
    request: AuthenticatedRequest, overview: CanvasOverview, timeline: Timeline, refused: RowForm | None
) -> Context:
    """The rows, read or open: items of the line in their order, actors, then a new row of each kind.

    An empty timeline has its ``first`` step alone. Of a canvas that closed meanwhile, the refused row alone.
    """
    sheet = RowSheet(
        request,
        ITEM_FORMS,
        rows_url=f"{reverse('coaching:room', args=[overview.room.slug])}rows/",
        page_url=_find_url(overview, timeline.phase),
        query=format_query(overview),
        movable=ITEM_FORMS,
        named=ON_THE_LINE,
        refused=refused,
    )
    items = [*timeline.moments, *timeline.actors]
    if overview.can_write and not items and refused is None:
        sheet.forms = {ItemKind.STEP: FirstStepForm}
        return {"sheet": sheet, "first": sheet.add_new(ItemKind.STEP), "cards": []}
    if not overview.can_write:
        items = [item for item in items if refused is not None and refused.uid == item.uid]
    rows = [sheet.add(item.kind, item) for item in items]
    new = [sheet.add_new(kind) for kind in ITEM_FORMS if overview.can_write or sheet.has_refused(kind)]
    return {
        "sheet": sheet if rows or new else None,
        "moments": [row for row in rows if row.kind in ON_THE_LINE],
        "actors": [row for row in rows if row.kind not in ON_THE_LINE],
        "new_moments": [row for row in new if row.kind in ON_THE_LINE],
        "new_actors": [row for row in new if row.kind not in ON_THE_LINE],
    }


@require_POST
def save_item(
    request: AuthenticatedRequest, slug: str, kind: str, uid: UUID, field: str = ""
) -> HttpResponse:
    """Save an item: the whole form without JavaScript, or one ``field`` while it is typed."""
    room, moment = enter_to_write(request, slug), read_moment(request)
    owner = {"canvas__participation": room.participation, "kind": kind}
    form = read_row(request, ITEM_FORMS[kind], uid, field, owner=owner)
    if form.is_valid():
        with form.show_refusals():
            row = actions.save_item(
                participation=room.participation, moment=moment, kind=kind, uid=uid, values=form.typed,
                base_version=form.version, actor=request.user, at=timezone.now(),
            )  # fmt: skip
            form.version = row.version
    if field:
        return report_field(form, field)
    if form.errors:
        return render_timeline(request, room, form)
    return redirect(f"{TIMELINE.find_url(room, moment)}#row-{uid}")


@require_POST
def remove_item(
    request: AuthenticatedRequest, slug: str, kind: str, uid: UUID, *, restores: bool = False
) -> HttpResponse:
    """Remove an item, or restore it, as the message about its removal offers."""
    room, moment = enter_to_write(request, slug), read_moment(request)
    item = _find_item(room, moment, kind, uid)
    with RefusalAsMessage(request):
        is_done = actions.remove_item(item=item, actor=request.user, at=timezone.now(), restores=restores)
        if is_done and not restores:
            restore_url = reverse("coaching:room_row_restore", args=[slug, kind, uid])
            report_removed(request, item, f"{restore_url}?{request.GET.urlencode()}")
    return redirect(TIMELINE.find_url(room, moment))


@require_POST
def move_item(request: AuthenticatedRequest, slug: str, kind: str, uid: UUID) -> HttpResponse:
    """Move an item ``by`` places, -1 or 1 without JavaScript; its form is open again afterwards."""
    room, moment = enter_to_write(request, slug), read_moment(request)
    item = _find_item(room, moment, kind, uid)
    with RefusalAsMessage(request):
        actions.move_item(item=item, by=read_places(request), actor=request.user, at=timezone.now())
    return redirect(open_row_url(TIMELINE.find_url(room, moment), "row", uid))


def _find_item(room: ProjectRoom, moment: CanvasMoment, kind: str, uid: UUID) -> CanvasItem:
    """Raises ``Http404``."""
    items = CanvasItem.objects.select_related("canvas").filter(
        canvas__participation=room.participation, canvas__moment=moment
    )
    item: CanvasItem = get_object_or_404(items, kind=kind, uid=uid)
    return item

"""The canvases of a project that have pages of their own: ADN map, *frise*, and pitch in seven parts."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
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
from accelerator.web.forms import RefusalAsMessage
from coaching.canvas.actions import canvas as actions
from coaching.canvas.enums import CanvasKind, CanvasMoment, ItemKind, ItemPhase
from coaching.canvas.forms import ITEM_FORMS, READING_FORMS, FirstStepForm, ReadingForm, build_answer_form
from coaching.canvas.queries.adn import (
    MOMENTS,
    AxisCard,
    chart_map,
    count_read,
    may_redraw,
    name_reading,
    read_map,
)
from coaching.canvas.queries.canvas import ON_THE_LINE, CanvasOverview, Timeline, read_timeline
from coaching.canvas.queries.edition import count_words, format_length
from coaching.canvas.views.frame import (
    ADN,
    TIMELINE,
    find_overview,
    format_query,
    read_moment,
    render_canvas,
)
from coaching.models import Axis, AxisReading, CanvasItem
from coaching.plan.enums import Priority
from coaching.plan.forms import BlockerForm
from coaching.plan.views import remove_plan_row, save_plan_row
from coaching.room.access import ProjectRoom
from coaching.room.views.cards import OPENED, PageRow, RowSheet, open_row_url, read_places, report_removed
from coaching.room.views.entering import enter_room, enter_to_write
from coaching.session.planning.feasibility import PITCH_MINUTES


@dataclass(frozen=True)
class AxisOnPage:
    """An axis of the ADN map as its page renders it. ``number``: its place, from 1; ``before`` and ``after``: the
    codes of its neighbours, if any. ``form`` and ``blocker``: for those who write. ``is_open``: the folded fields of
    the form are on the page, as they are at ``edit_url``.
    """

    card: AxisCard
    number: int
    before: str
    after: str
    form: ReadingForm | None
    is_open: bool
    edit_url: str
    blocker: PageRow | None


@require_safe
def adn(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    return render_adn(request, enter_room(request, slug))


def render_adn(
    request: AuthenticatedRequest, room: ProjectRoom, refused: RowForm | None = None
) -> HttpResponse:
    """The whole tab, with a refused axis in its place. Raises ``Http404`` for a moment without a map."""
    overview = find_overview(request, room, CanvasKind.ADN)
    if overview.moment not in MOMENTS:
        raise Http404
    adn_map, again = read_map(room.participation, overview.moment), may_redraw(room, timezone.localdate())
    if adn_map.is_again and not (again or adn_map.has_again):
        raise Http404
    writes = overview.can_write and (again or not adn_map.is_again)
    sheet = RowSheet(
        request,
        {"blocker": BlockerForm},
        rows_url=f"{ADN.find_url(room)}rows/",
        page_url=ADN.find_url(room, adn_map.moment),
        query=format_query(overview),
        anchor="card",
        refused=refused,
    )
    reading = refused if isinstance(refused, ReadingForm) else None

    folded_forms: dict[str, ReadingForm] = {}
    codes = ["", *(card.axis.code for card in adn_map.cards), ""]

    def show(card: AxisCard) -> AxisOnPage:
        blocker = sheet.add("blocker", card.blocker) if card.blocker and room.can_write else None
        # see name_reading: nobody has to wait for the server to make the row
        uid = name_reading(room.participation, adn_map.moment, card.axis)
        form = reading if reading and reading.uid == uid else None
        if form is None and writes:
            form = READING_FORMS[card.axis.family](uid=uid, instance=card.reading)
        is_open = form is not None and (form.has_folded or request.GET.get(OPENED) == str(uid))
        if form and not is_open:
            folded_forms[card.axis.family] = form
            sheet.closed[str(uid)] = {
                "kind": card.axis.family,
                "name": card.axis.label,
                "version": form.version,
                "values": form.list_values(card.reading or AxisReading(), {}),
            }
        number = codes.index(card.axis.code)
        edit_url = open_row_url(sheet.page_url, "row", uid)
        return AxisOnPage(
            card, number, codes[number - 1], codes[number + 1], form, is_open, edit_url, blocker
        )

    context = {
        "map": adn_map,
        "families": [(family, [show(card) for card in family.cards]) for family in adn_map.families],
        "folded_forms": folded_forms,
        "priorities": Priority.choices,
        "priority": Priority.NEXT,
        "sheet": sheet,
        "radar": chart_map(adn_map),
        "progress": count_read(adn_map),
        "again": again,
        "axis_query": format_query(overview),
        "poster_url": reverse("coaching:room_adn_poster", args=[room.slug]) + format_query(overview),
        "session_url": ADN.find_url(room),
        "again_url": ADN.find_url(room, CanvasMoment.SIX_MONTHS),
    }
    status = 422 if refused is not None else 200
    return render_canvas(request, overview, "coaching/canvas/adn.html", context, status=status)


@require_POST
def save_reading(request: AuthenticatedRequest, slug: str, axis: str, field: str = "") -> HttpResponse:
    """Save the reading of an axis: the whole form without JavaScript, or one ``field`` while it is typed."""
    room = enter_to_write(request, slug)
    moment, row = _find_axis(request, room, axis)
    uid = name_reading(room.participation, moment, row)
    form = read_row(request, READING_FORMS[row.family], uid, field)
    if form.is_valid():
        with form.show_refusals():
            reading = actions.save_reading(
                participation=room.participation, axis=row, moment=moment, values=form.typed,
                base_version=form.version, actor=request.user, at=timezone.now(),
            )  # fmt: skip
            form.version = reading.version
    if field:
        return report_field(form, field)
    if form.errors:
        return render_adn(request, room, form)
    return redirect(f"{ADN.find_url(room, moment)}#row-{uid}")


def _find_axis(request: AuthenticatedRequest, room: ProjectRoom, code: str) -> tuple[CanvasMoment, Axis]:
    """The moment of the map, and one of its axes. Raises ``Http404`` for a moment without a map."""
    moment = read_moment(request)
    is_again = moment != CanvasMoment.SESSION
    if moment not in MOMENTS or (is_again and not may_redraw(room, timezone.localdate())):
        raise Http404
    return moment, get_object_or_404(Axis, edition=room.participation.edition_id, code=code)


@require_POST
def block(request: AuthenticatedRequest, slug: str, axis: str) -> HttpResponse:
    """« C’est un verrou »: create the blocker of this axis."""
    room = enter_to_write(request, slug)
    moment = read_moment(request)
    row = get_object_or_404(Axis, edition=room.participation.edition_id, code=axis)
    reading = AxisReading.objects.active().filter(uid=name_reading(room.participation, moment, row)).first()
    posted = request.POST.get("priority", "")
    actions.make_blocker(
        participation=room.participation,
        axis=row,
        finding=reading.finding if reading else "",
        priority=Priority(int(posted))
        if posted in {str(value) for value in Priority.values}
        else Priority.NEXT,
        actor=request.user,
        at=timezone.now(),
    )
    return redirect(f"{ADN.find_url(room, moment)}#axis-{row.code}")


@require_POST
def save_blocker(request: AuthenticatedRequest, slug: str, uid: UUID) -> HttpResponse:
    """Save the blocker of an axis, as its form on the map sends it without JavaScript."""
    room, moment = enter_to_write(request, slug), read_moment(request)
    form = save_plan_row(request, room, "blocker", uid)
    if form.errors:
        return render_adn(request, room, form)
    return redirect(f"{ADN.find_url(room, moment)}#card-{uid}")


@require_POST
def remove_blocker(
    request: AuthenticatedRequest, slug: str, uid: UUID, *, restores: bool = False
) -> HttpResponse:
    """Remove a blocker, or restore it, from the map."""
    room, moment = enter_to_write(request, slug), read_moment(request)
    restore_url = f"{reverse('coaching:adn_blocker_restore', args=[slug, uid])}?{request.GET.urlencode()}"
    remove_plan_row(request, room, "blocker", uid, restore_url=restore_url, restores=restores)
    return redirect(ADN.find_url(room, moment))


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


@require_safe
def pitch(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    return render_pitch(request, enter_room(request, slug))


def render_pitch(
    request: AuthenticatedRequest, room: ProjectRoom, refused: AnswerForm | None = None
) -> HttpResponse:
    """The whole tab, with refused answers in their place."""
    overview = find_overview(request, room, CanvasKind.PITCH)
    form = refused or build_answer_form(overview)
    words = count_words([str(form[name].value() or "") for name in form.fields])
    return render_canvas(
        request,
        overview,
        "coaching/canvas/pitch.html",
        {
            "form": form,
            "minutes": PITCH_MINUTES,
            "words": words,
            "length": format_length(words),
        },
        status=422 if refused is not None else 200,
    )

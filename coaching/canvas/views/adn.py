"""The ADN map of a project: one axis a card, a radar beside, the blockers found on the way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.rows.forms import RowForm
from coaching.canvas.actions.adn import make_blocker
from coaching.canvas.adn import MOMENTS, name_reading
from coaching.canvas.enums import CanvasKind, CanvasMoment
from coaching.canvas.forms.adn import ReadingForm
from coaching.canvas.pages import MOMENT, CanvasPage, read_moment
from coaching.canvas.queries.adn import AxisCard, may_draw_again, read_map
from coaching.canvas.queries.adn_radar import chart_map, count_read
from coaching.canvas.queries.canvas import CanvasShown
from coaching.canvas.views.frame import find_shown, query_of, render_canvas
from coaching.models import Axis, AxisReading
from coaching.plan.enums import Priority
from coaching.plan.forms import BlockerForm
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room, enter_to_write
from coaching.room.views.lists import PageRow, RowSheet, row_urls


@dataclass(frozen=True)
class AxisOnPage:
    """``form``, ``urls`` and ``blocker``: for those who write."""

    card: AxisCard
    form: ReadingForm | None
    urls: Mapping[str, str]
    blocker: PageRow | None


@require_safe
def adn(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    return render_adn(request, enter_room(request, slug))


def render_adn(
    request: AuthenticatedRequest, room: ProjectRoom, refused: RowForm | None = None
) -> HttpResponse:
    """The whole tab, with an axis that was refused in its place. Raises ``Http404`` for a moment that is not drawn."""
    shown = _find_shown(request, room)
    found, again = read_map(room.participation, shown.moment), may_draw_again(room, timezone.localdate())
    if found.is_again and not (again or found.has_again):
        raise Http404
    writes = shown.can_write and (again or not found.is_again)
    sheet = RowSheet(
        request,
        room,
        {"blocker": BlockerForm},
        page_url=PAGE.find_url(room, found.moment),
        place=name_place(found.moment),
        anchor="card",
        refused=refused,
    )
    reading = refused if isinstance(refused, ReadingForm) else None

    def show(card: AxisCard) -> AxisOnPage:
        blocker = sheet.add("blocker", card.blocker) if card.blocker and room.can_write else None
        return _show_axis(room, found.moment, card, blocker, writes=writes, refused=reading)

    context = {
        "map": found,
        "families": [(family, [show(card) for card in family.cards]) for family in found.families],
        "priorities": Priority.choices,
        "priority": Priority.NEXT,
        "sheet": sheet,
        "radar": chart_map(found),
        "progress": count_read(found),
        "again": again,
        "poster_url": reverse("coaching:room_adn_poster", args=[room.slug]) + query_of(shown),
        "session_url": PAGE.find_url(room),
        "again_url": PAGE.find_url(room, CanvasMoment.SIX_MONTHS),
    }
    status = 422 if refused is not None else 200
    return render_canvas(request, shown, PAGE, "coaching/canvas/adn.html", context, status=status)


def _find_shown(request: AuthenticatedRequest, room: ProjectRoom) -> CanvasShown:
    """The map as somebody finds it, at the moment its address or its row tells. Raises ``Http404`` for another."""
    shown = find_shown(request, room, CanvasKind.ADN)
    if shown.moment not in MOMENTS:
        raise Http404
    return shown


def _show_axis(
    room: ProjectRoom,
    moment: CanvasMoment,
    card: AxisCard,
    blocker: PageRow | None,
    *,
    writes: bool,
    refused: ReadingForm | None,
) -> AxisOnPage:
    # see name_reading: nobody has to wait for the server to make the row
    uid = name_reading(room.participation, moment, card.axis)
    form = refused if refused and refused.uid == uid else None
    if form is None and writes:
        form = ReadingForm(uid=uid, instance=card.reading, owner={"axis": card.axis})
    urls = row_urls(room, "reading", uid, f"{moment}.{card.axis.code}")
    return AxisOnPage(card, form, urls, blocker)


def name_place(moment: CanvasMoment) -> str:
    """What follows ``?in=`` of a blocker that is typed on the map of this moment."""
    return f"adn.{moment}"


def render_adn_of(
    moment: CanvasMoment,
) -> Callable[[AuthenticatedRequest, ProjectRoom, RowForm], HttpResponse]:
    """The map of this moment, with a row that was refused in its place."""

    def render(request: AuthenticatedRequest, room: ProjectRoom, refused: RowForm) -> HttpResponse:
        room.notes[MOMENT] = moment
        return render_adn(request, room, refused)

    return render


@require_POST
def block(request: AuthenticatedRequest, slug: str, axis: str) -> HttpResponse:
    """« C’est un verrou »: the blocker of this axis, made once."""
    room = enter_to_write(request, slug)
    moment = read_moment(request)
    row = get_object_or_404(Axis, edition=room.participation.edition_id, code=axis)
    reading = AxisReading.objects.active().filter(uid=name_reading(room.participation, moment, row)).first()
    posted = request.POST.get("priority", "")
    make_blocker(
        participation=room.participation,
        axis=row,
        finding=reading.finding if reading else "",
        priority=Priority(int(posted))
        if posted in {str(value) for value in Priority.values}
        else Priority.NEXT,
        actor=request.user,
        at=timezone.now(),
    )
    return redirect(f"{PAGE.find_url(room, moment)}#axis-{row.code}")


def describe_left(shown: CanvasShown) -> str:
    left = shown.items.get("axis", 0) - shown.items.get("read", 0)
    return (
        ngettext("%(count)d axe à lire", "%(count)d axes à lire", left) % {"count": left} if left > 0 else ""
    )


PAGE = CanvasPage(
    kind=CanvasKind.ADN,
    order=40,
    label=_("ADN"),
    purpose=_(
        "Regarder le projet sous toutes ses faces : un niveau par axe, ce qui le montre, ce qui bloque."
    ),
    url_name="coaching:room_adn",
    render=render_adn,
    describe_left=describe_left,
)

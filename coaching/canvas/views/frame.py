"""The pages of canvases in the room, and what each of them is rendered with."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.attendance.enums import Audience
from coaching.canvas.enums import CanvasKind, CanvasMoment
from coaching.canvas.queries.canvas import CanvasOverview, describe_canvas
from coaching.models import Canvas, CanvasPhoto
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import render_tab


@dataclass(frozen=True)
class CanvasPage:
    """One tab of the room, with its introduction."""

    kind: CanvasKind
    label: str | Promise
    purpose: str | Promise

    @property
    def url_name(self) -> str:
        return f"coaching:room_{self.kind}"

    def find_url(self, room: ProjectRoom, moment: str = CanvasMoment.SESSION) -> str:
        url = reverse(self.url_name, args=[room.slug])
        return url if moment == CanvasMoment.SESSION else f"{url}?moment={moment}"


TIMELINE = CanvasPage(
    CanvasKind.TIMELINE,
    _("Frise"),
    _("D’où vient le projet, où il va, et qui compte : une ligne du temps à lire d’un coup d’œil."),
)
PITCH = CanvasPage(
    CanvasKind.PITCH,
    _("Pitch"),
    _("Quatre minutes pour donner envie : sept parties courtes, à dire à voix haute."),
)
ADN = CanvasPage(
    CanvasKind.ADN,
    _("ADN"),
    _("Regarder le projet sous toutes ses faces : un niveau par axe, ce qui le montre, ce qui bloque."),
)
PAGES: dict[str, CanvasPage] = {page.kind: page for page in (TIMELINE, PITCH, ADN)}
"""From left to right."""


def read_moment(request: AuthenticatedRequest) -> CanvasMoment:
    """The moment of the canvas, from ``?moment=``; the session by default. Raises ``Http404``."""
    requested = request.GET.get("moment", CanvasMoment.SESSION)
    if requested not in CanvasMoment:
        raise Http404
    return CanvasMoment(requested)


ADDRESSES = ("answers", "validate", "reopen", "freeze", "unfreeze", "history", "photo_add")


def find_overview(request: AuthenticatedRequest, room: ProjectRoom, kind: str) -> CanvasOverview:
    """The canvas of this address at ``?moment=``. Raises ``Http404`` for another moment."""
    return describe_canvas(room, kind, read_moment(request))


def list_addresses(overview: CanvasOverview) -> dict[str, str]:
    """Addresses of the buttons of a canvas, by action; ``answer`` has ``__key__`` in the place of the question."""
    at, more = [overview.room.slug, overview.kind], format_query(overview)
    urls = {name: reverse(f"coaching:room_canvas_{name}", args=at) + more for name in ADDRESSES}
    answer = reverse("coaching:room_canvas_answer", args=[*at, "__key__"])
    return {**urls, "answer": answer + more}


def format_query(overview: CanvasOverview) -> str:
    return "" if overview.moment == CanvasMoment.SESSION else f"?moment={overview.moment}"


@dataclass(frozen=True)
class PhotoOnPage:
    """A photograph in the room, and its address."""

    photo: CanvasPhoto
    url: str

    @property
    def describe_url(self) -> str:
        return f"{self.url}describe/"

    @property
    def remove_url(self) -> str:
        return f"{self.url}remove/"


def show_photos(overview: CanvasOverview) -> list[PhotoOnPage]:
    """The photographs of a canvas. One query, if there are any."""
    photos = list_photos(overview.canvas) if overview.photos else []
    url = reverse("coaching:room_canvas_photo", args=[overview.room.slug, overview.kind, 0]).removesuffix(
        "0/"
    )
    return [PhotoOnPage(photo, f"{url}{photo.pk}/") for photo in photos]


def list_photos(canvas: Canvas | None) -> list[CanvasPhoto]:
    """The photographs, each with ``is_visible``: whether everybody on it agrees to be seen by those of the room. One
    query."""
    if canvas is None:
        return []
    overview = CanvasPhoto.objects.visible_to(Audience.PARTICIPANTS).filter(pk=OuterRef("pk"))
    return list(CanvasPhoto.objects.filter(canvas=canvas).annotate(is_visible=Exists(overview)))


def render_canvas(
    request: AuthenticatedRequest,
    overview: CanvasOverview,
    template: str,
    context: Mapping[str, object],
    status: int = 200,
) -> HttpResponse:
    """A tab of the room with a canvas in it. One query for photos, if there are any."""
    page = PAGES[overview.kind]
    frame = {
        "overview": overview,
        "urls": list_addresses(overview),
        "photos": show_photos(overview),
        "page_url": page.find_url(overview.room, overview.moment),
        **({} if overview.can_write else {"cards": []}),  # nothing could be made of them
    }
    return render_tab(request, overview.room, page.kind, template, {**frame, **context}, status=status)

"""What every page of a canvas is made with: the canvas as this person finds it, its state and its addresses."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.urls import reverse

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.attendance.enums import Audience
from coaching.canvas.enums import CanvasMoment
from coaching.canvas.pages import MOMENT, CanvasPage, read_moment
from coaching.canvas.queries.canvas import CanvasShown, describe_canvas
from coaching.models import Canvas, CanvasPhoto
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import render_tab

ADDRESSES = ("answers", "validate", "reopen", "freeze", "unfreeze", "history", "photo_add")


def find_shown(request: AuthenticatedRequest, room: ProjectRoom, kind: str) -> CanvasShown:
    """The canvas that this address tells: of the moment of the row that was saved, else of the one in ``?moment=``.

    Raises ``Http404`` for another moment.
    """
    return describe_canvas(room, kind, room.notes.get(MOMENT) or read_moment(request))


def list_addresses(shown: CanvasShown) -> dict[str, str]:
    """Where the buttons of a canvas lead, by what they do; ``answer`` has ``__key__`` in the place of the question."""
    at, more = [shown.room.slug, shown.kind], query_of(shown)
    urls = {name: reverse(f"coaching:room_canvas_{name}", args=at) + more for name in ADDRESSES}
    answer = reverse("coaching:room_canvas_answer", args=[*at, "__key__"])
    return {**urls, "answer": answer + more}


def query_of(shown: CanvasShown) -> str:
    return "" if shown.moment == CanvasMoment.SESSION else f"?moment={shown.moment}"


@dataclass(frozen=True)
class PhotoShown:
    """A photograph in the room, and where it is."""

    photo: CanvasPhoto
    url: str

    @property
    def describe_url(self) -> str:
        return f"{self.url}describe/"

    @property
    def remove_url(self) -> str:
        return f"{self.url}remove/"


def show_photos(shown: CanvasShown) -> list[PhotoShown]:
    """Those of a canvas. One query, where there are some."""
    photos = list_photos(shown.canvas) if shown.photos else []
    url = reverse("coaching:room_canvas_photo", args=[shown.room.slug, shown.kind, 0]).removesuffix("0/")
    return [PhotoShown(photo, f"{url}{photo.pk}/") for photo in photos]


def list_photos(canvas: Canvas | None) -> list[CanvasPhoto]:
    """Each with ``is_shown``: whether everybody on it agrees to be seen by those of the room. One query."""
    if canvas is None:
        return []
    shown = CanvasPhoto.objects.visible_to(Audience.PARTICIPANTS).filter(pk=OuterRef("pk"))
    return list(CanvasPhoto.objects.filter(canvas=canvas).annotate(is_shown=Exists(shown)))


def render_canvas(
    request: AuthenticatedRequest,
    shown: CanvasShown,
    page: CanvasPage,
    template: str,
    context: Mapping[str, object],
    status: int = 200,
) -> HttpResponse:
    """A tab of the room with a canvas in it. One query for photos, where there are some."""
    frame = {
        "shown": shown,
        "urls": list_addresses(shown),
        "photos": show_photos(shown),
        "page_url": page.find_url(shown.room, shown.moment),
        **({} if shown.can_write else {"cards": []}),  # nothing could be made of them
    }
    return render_tab(request, shown.room, page.kind, template, {**frame, **context}, status=status)

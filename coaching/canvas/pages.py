"""The kinds of canvases that have a page in the room. Each says how it is rendered: this module names none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.canvas.enums import CanvasKind, CanvasMoment
from coaching.canvas.queries.canvas import CanvasShown
from coaching.room.access import ProjectRoom

MOMENT = "moment of the row"
"""The note of the room that says of which moment a row is saved."""


@dataclass(frozen=True)
class CanvasPage:
    """One tab of the room.

    ``render(request, room, form)``: the whole tab, with the form of a row or of answers that was refused in its place
    (422). ``describe_left``: what is left to do in a canvas that is open, "" for nothing.
    """

    kind: CanvasKind
    order: int
    label: Any
    purpose: str | Promise
    url_name: str
    render: Callable[[AuthenticatedRequest, ProjectRoom, Any], HttpResponse]
    describe_left: Callable[[CanvasShown], str]

    def find_row_url(self, room: ProjectRoom) -> str:
        """The page of the row that was just saved: that of its moment."""
        return self.find_url(room, room.notes.get(MOMENT, CanvasMoment.SESSION))

    def find_url(self, room: ProjectRoom, moment: str = CanvasMoment.SESSION) -> str:
        url = reverse(self.url_name, args=[room.slug])
        return url if moment == CanvasMoment.SESSION else f"{url}?moment={moment}"


_pages: dict[str, CanvasPage] = {}


def register_page(page: CanvasPage) -> None:
    """Add the page of a kind of canvas; called when the app is ready."""
    if _pages.setdefault(page.kind, page) != page:
        raise ValueError(f"two pages for {page.kind}")


def find_page(kind: str) -> CanvasPage:
    """Raises ``Http404`` for a kind that has none."""
    if kind not in _pages:
        raise Http404
    return _pages[kind]


def list_pages() -> list[CanvasPage]:
    """From left to right."""
    return sorted(_pages.values(), key=lambda page: page.order)


def read_moment(request: AuthenticatedRequest) -> CanvasMoment:
    """When the canvas was drawn, from ``?moment=``; the session unless requested. Raises ``Http404``."""
    requested = request.GET.get("moment", CanvasMoment.SESSION)
    if requested not in CanvasMoment:
        raise Http404
    return CanvasMoment(requested)

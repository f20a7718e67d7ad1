"""The files themselves: handed out by a view that asks each time whether they may still be seen."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from accelerator.questionnaires.pictures import CONTENT_TYPE
from coaching.attendance.visits import find_visit
from coaching.gallery.access import GalleryVisit, find_gallery_visit
from coaching.gallery.queries import may_open_file
from coaching.gallery.views.entering import find_visit_by_code
from coaching.models import GalleryItem, Session

HEADERS = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
"""A browser keeps the picture and asks each time: once consent is withdrawn, the answer is that it does not exist."""


@require_safe
def file(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
    """The picture."""
    return _hand_out(request, "file", **kwargs)


@require_safe
def thumb(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
    """The small one."""
    return _hand_out(request, "thumb", **kwargs)


def _hand_out(
    request: HttpRequest, field: str, *, uid: UUID, edition: str = "", code: str = ""
) -> HttpResponseBase:
    session, visit = _find_by_code(request, code) if code else _find_by_edition(request, edition)
    item = GalleryItem.objects.filter(session=session, uid=uid).first() if session else None
    if item is None or not getattr(item, field) or not may_open_file(visit, item):
        raise Http404
    etag = f'"{getattr(item, field).name.rpartition("/")[2]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={**HEADERS, "ETag": etag})
    try:
        content = getattr(item, field).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(content, content_type=CONTENT_TYPE, headers={**HEADERS, "ETag": etag})


def _find_by_code(request: HttpRequest, typed: str) -> tuple[Session | None, GalleryVisit | None]:
    # not even what is public: whether it opens would tell whether the code is right, as often as one asks
    visit = find_visit(request, typed, timezone.now())
    return (visit.session, find_visit_by_code(request, visit)) if visit else (None, None)


def _find_by_edition(request: HttpRequest, slug: str) -> tuple[Session | None, GalleryVisit | None]:
    session = Session.objects.select_related("edition").filter(edition__slug=slug).first()
    if session is None or not request.user.is_authenticated:
        return session, None
    return session, find_gallery_visit(request, session)

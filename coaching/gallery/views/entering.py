"""What every page of a gallery begins with: who is there, by their account or by the code of the room."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from coaching.attendance.views.entering import in_session
from coaching.attendance.views.running import find_session
from coaching.attendance.visits import Visit
from coaching.gallery.access import GalleryVisit, find_gallery_visit, read_browser, read_rights


def in_gallery(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Give the view the visit, whichever of the two addresses is asked for."""

    @in_session
    def by_code(request: HttpRequest, visit: Visit, **kwargs: object) -> HttpResponse:
        return view(request, find_visit_by_code(request, visit), **kwargs)

    @wraps(view)
    @never_cache
    def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if "code" in kwargs:
            return by_code(request, **kwargs)
        session = find_session(request, kwargs.pop("edition"))
        visit = find_gallery_visit(request, session)
        if visit is None:
            raise Http404
        return view(request, visit, **kwargs)

    return wrapper


def find_visit_by_code(request: HttpRequest, visit: Visit) -> GalleryVisit:
    """The same person in the gallery; without an account, what is theirs is what their browser added."""
    runs, organises = read_rights(request, visit.edition.slug)
    return GalleryVisit(
        visit.session,
        request.user if request.user.is_authenticated else None,
        visit.attendee.name,
        browser=read_browser(request),
        runs=runs,
        organises=organises,
        code=visit.code,
        attendee=visit.attendee,
    )

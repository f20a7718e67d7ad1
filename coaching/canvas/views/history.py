"""The history of a canvas: its versions, and each of them as it stood."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.canvas.pages import find_page
from coaching.canvas.queries import history as queries
from coaching.canvas.queries.reading import read_snapshot
from coaching.canvas.views.frame import find_shown, query_of
from coaching.room.views.entering import enter_room, render_tab


@require_safe
def history(request: AuthenticatedRequest, slug: str, kind: str) -> HttpResponse:
    """Who kept which version, when and why; what changed each time, and since."""
    room = enter_room(request, slug)
    page, shown = find_page(kind), find_shown(request, room, kind)
    context = {
        "shown": shown,
        "page": page,
        "page_url": page.find_url(room, shown.moment),
        "more": query_of(shown),
        "versions": queries.list_versions(shown),
        "cards": [],
        "since": queries.list_changes_since(shown) if shown.is_open else [],
    }
    return render_tab(request, room, page.kind, "coaching/canvas/canvas_history.html", context)


@require_safe
def version(request: AuthenticatedRequest, slug: str, kind: str, number: int) -> HttpResponse:
    """The canvas as it stood in one version."""
    room = enter_room(request, slug)
    page, shown = find_page(kind), find_shown(request, room, kind)
    found = queries.find_version(shown, number) if shown.canvas and number < 10_000 else None
    if found is None:
        raise Http404
    context = {
        "shown": shown,
        "version": found,
        "more": query_of(shown),
        "contents": read_snapshot(found.snapshot),
        "cards": [],
    }
    return render_tab(request, room, page.kind, "coaching/canvas/canvas_version.html", context)

"""The story of a project, for people who may enter its room."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.followup.queries.timeline import EventKind, read_timeline
from coaching.room.views.entering import enter_room


@require_safe
def project_timeline(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """All of it, or what ``?kind=`` asks for. 12 queries at most."""
    room = enter_room(request, slug)
    events = read_timeline(room, timezone.now())
    wanted = request.GET.get("kind", "")
    wanted = wanted if wanted in EventKind.values else ""
    context = {
        "room": room,
        "project": room.project,
        "events": [event for event in events if not wanted or event.kind == wanted],
        "kinds": [kind for kind in EventKind if any(event.kind == kind for event in events)],
        "asked": wanted,
    }
    return render(request, "coaching/followup/timeline.html", context)

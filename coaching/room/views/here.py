"""Who is in the room now, as its pages ask every quarter of a minute."""

from dataclasses import asdict
from hashlib import sha256

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.room.here import note_here
from coaching.room.views.entering import enter_room


@require_safe
def here(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The others, as ``{"here": [{"name", "row"}]}``; 304 while they stay the same. ``?row=``: what one writes in."""
    others = note_here(enter_room(request, slug), request.GET.get("row", ""))
    answer: HttpResponse = JsonResponse({"here": [asdict(other) for other in others]})
    tag = f'"{sha256(answer.content).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-store"
    return answer

"""What happened in the room, day by day, for those who enter it."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.room.news import list_news
from coaching.room.views.entering import enter_room, render_tab


@require_safe
def history(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    room = enter_room(request, slug)
    return render_tab(request, room, "history", "coaching/room/history.html", {"days": list_news(room)})

"""The first tab of the room: what the project said of itself when it applied."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.room.access import read_sections
from coaching.room.views.entering import enter_room, render_tab
from coaching.session.queries import has_documents


@require_safe
def dossier(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The answers that those who coach may read, with the project's own files."""
    room = enter_room(request, slug)
    edition = room.participation.edition
    context = {"sections": read_sections(room), "edition": edition, "has_documents": has_documents(edition)}
    return render_tab(request, room, "dossier", "coaching/room/dossier.html", context)

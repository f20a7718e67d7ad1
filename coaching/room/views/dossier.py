"""The first tab of the room: what the project said of itself when it applied."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accelerator.questionnaires import queries as answers
from coaching.pairing.followed import COACH_READS
from coaching.room.views.entering import enter_room, render_tab


@require_safe
def dossier(request: HttpRequest, slug: str) -> HttpResponse:
    """The answers that those who coach may read, with the project's own files."""
    room = enter_room(request, slug)
    sections = answers.readable(room.application.sheet, COACH_READS)
    return render_tab(request, room, "dossier", "coaching/room/dossier.html", {"sections": sections})

"""The pitch of a project: seven parts, written together, timed aloud."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires.forms import AnswerForm
from coaching.canvas.enums import CanvasKind
from coaching.canvas.forms import build_answer_form
from coaching.canvas.queries.edition import count_words, format_length
from coaching.canvas.views.frame import find_overview, render_canvas
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room
from coaching.session.planning.feasibility import PITCH_MINUTES


@require_safe
def pitch(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    return render_pitch(request, enter_room(request, slug))


def render_pitch(
    request: AuthenticatedRequest, room: ProjectRoom, refused: AnswerForm | None = None
) -> HttpResponse:
    """The whole tab, with refused answers in their place."""
    overview = find_overview(request, room, CanvasKind.PITCH)
    form = refused or build_answer_form(overview)
    words = count_words([str(form[name].value() or "") for name in form.fields])
    return render_canvas(
        request,
        overview,
        "coaching/canvas/pitch.html",
        {
            "form": form,
            "minutes": PITCH_MINUTES,
            "words": words,
            "length": format_length(words),
        },
        status=422 if refused is not None else 200,
    )

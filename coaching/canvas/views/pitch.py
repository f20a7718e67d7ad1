"""The pitch of a project: seven parts, written together, timed aloud."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.canvas.enums import CanvasKind
from coaching.canvas.forms.answers import build_answer_form
from coaching.canvas.pages import CanvasPage
from coaching.canvas.pitching import PITCH_MINUTES, count_words, format_length
from coaching.canvas.queries.canvas import CanvasShown
from coaching.canvas.views.frame import find_shown, render_canvas
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room


@require_safe
def pitch(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    return render_pitch(request, enter_room(request, slug))


def render_pitch(request: AuthenticatedRequest, room: ProjectRoom, refused: Any = None) -> HttpResponse:
    """The whole tab, with answers that were refused in their place."""
    shown = find_shown(request, room, CanvasKind.PITCH)
    form = refused or build_answer_form(shown)
    words = count_words([str(form[name].value() or "") for name in form.fields])
    return render_canvas(
        request,
        shown,
        PAGE,
        "coaching/canvas/pitch.html",
        {
            "form": form,
            "minutes": PITCH_MINUTES,
            "words": words,
            "length": format_length(words),
        },
        status=422 if refused is not None else 200,
    )


def describe_left(shown: CanvasShown) -> str:
    sheet = shown.canvas.sheet if shown.canvas else None
    left = (sheet.required_total or 0) - sheet.answered if sheet else 0
    return (
        ngettext("%(count)d partie à écrire", "%(count)d parties à écrire", left) % {"count": left}
        if left
        else ""
    )


PAGE = CanvasPage(
    kind=CanvasKind.PITCH,
    order=30,
    label=_("Pitch"),
    purpose=_("Quatre minutes pour donner envie : sept parties courtes, à dire à voix haute."),
    url_name="coaching:room_pitch",
    render=render_pitch,
    describe_left=describe_left,
)

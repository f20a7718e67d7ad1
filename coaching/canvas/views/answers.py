"""The questions of a canvas: each answer saved while it is typed, or all of them sent at once."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires.actions import save_answers
from accelerator.questionnaires.views import autosave
from accelerator.rows.actions import RowsClosed
from accelerator.web.autosave import report_refused
from coaching.canvas.actions.canvas import ensure_writable, open_canvas
from coaching.canvas.defaults import SPECS
from coaching.canvas.forms.answers import build_answer_form
from coaching.canvas.pages import find_page, read_moment
from coaching.canvas.queries.canvas import describe_canvas
from coaching.models import Canvas
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room


def _enter(request: AuthenticatedRequest, slug: str, kind: str) -> tuple[ProjectRoom, Canvas]:
    """The room and the canvas, made if nobody wrote in it yet. Raises ``Http404`` for those who only read."""
    room = enter_room(request, slug)
    if kind not in SPECS or not room.can_write:
        raise Http404
    moment = read_moment(request)
    at = timezone.now()
    return room, open_canvas(participation=room.participation, kind=kind, moment=moment, at=at)


@require_POST
def save_answer(request: AuthenticatedRequest, slug: str, kind: str, key: str) -> HttpResponse:
    """Keep one answer while it is typed; 423 when the canvas closed meanwhile."""
    room, canvas = _enter(request, slug, kind)
    ensure = partial(ensure_writable, canvas=canvas, actor=room.person, at=timezone.now())
    assert canvas.sheet is not None
    try:
        return autosave(request, sheet=canvas.sheet, key=key, actor=room.person, ensure=ensure)
    except RowsClosed as refusal:
        return report_refused(refusal.message, closed=True)


@require_POST
def save_all(request: AuthenticatedRequest, slug: str, kind: str) -> HttpResponse:
    """Keep all the answers of the page, as one without JavaScript sends them."""
    room, canvas = _enter(request, slug, kind)
    page, at = find_page(kind), timezone.now()
    form = build_answer_form(describe_canvas(room, kind, canvas.moment), request.POST)
    form.is_valid()
    assert canvas.sheet is not None
    try:
        ensure = partial(ensure_writable, canvas=canvas, actor=room.person, at=at)
        save_answers(sheet=canvas.sheet, form=form, actor=room.person, at=at, ensure=ensure)
    except RowsClosed as refusal:
        form.add_error(None, str(refusal.message))
    if form.errors:
        return page.render(request, room, form)
    messages.success(request, _("Vos textes sont enregistrés."))
    return redirect(page.find_url(room, canvas.moment))

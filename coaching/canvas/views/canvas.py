"""What all canvases have: answers, the buttons that validate, reopen, freeze and unfreeze, and the history."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires.actions import save_answers
from accelerator.questionnaires.views import autosave
from accelerator.rows.actions import RowsClosed
from accelerator.web.autosave import report_refused
from accelerator.web.forms import RefusalAsError, RefusalAsMessage
from coaching.canvas.actions import canvas as actions
from coaching.canvas.actions.canvas import ensure_writable, open_canvas
from coaching.canvas.defaults import SPECS
from coaching.canvas.enums import CanvasKind
from coaching.canvas.forms import ReopenForm, build_answer_form
from coaching.canvas.queries import versions as queries
from coaching.canvas.queries.canvas import CanvasOverview, describe_canvas
from coaching.canvas.queries.versions import read_snapshot
from coaching.canvas.views.adn import render_pitch, render_timeline
from coaching.canvas.views.frame import (
    PAGES,
    CanvasPage,
    find_overview,
    format_query,
    list_addresses,
    read_moment,
)
from coaching.models import Canvas
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room, render_tab


def _enter(request: AuthenticatedRequest, slug: str, kind: str) -> tuple[ProjectRoom, Canvas]:
    """The room and the canvas, created if nobody wrote in it yet. Raises ``Http404`` for those who only read."""
    room = enter_room(request, slug)
    if kind not in SPECS or not room.can_write:
        raise Http404
    moment = read_moment(request)
    at = timezone.now()
    return room, open_canvas(participation=room.participation, kind=kind, moment=moment, at=at)


@require_POST
def save_answer(request: AuthenticatedRequest, slug: str, kind: str, key: str) -> HttpResponse:
    """Save one answer while it is typed; 423 when the canvas was closed meanwhile."""
    room, canvas = _enter(request, slug, kind)
    ensure = partial(ensure_writable, canvas=canvas, actor=room.person, at=timezone.now())
    assert canvas.sheet is not None
    try:
        return autosave(request, sheet=canvas.sheet, key=key, actor=room.person, ensure=ensure)
    except RowsClosed as refusal:
        return report_refused(refusal.message, closed=True)


@require_POST
def save_all(request: AuthenticatedRequest, slug: str, kind: str) -> HttpResponse:
    """Save all the answers of the page, without JavaScript."""
    room, canvas = _enter(request, slug, kind)
    page, at = PAGES[kind], timezone.now()
    form = build_answer_form(describe_canvas(room, kind, canvas.moment), request.POST)
    form.is_valid()
    assert canvas.sheet is not None
    with RefusalAsError(form):
        ensure = partial(ensure_writable, canvas=canvas, actor=room.person, at=at)
        save_answers(sheet=canvas.sheet, form=form, actor=room.person, at=at, ensure=ensure)
    if form.errors:
        render = render_pitch if kind == CanvasKind.PITCH else render_timeline
        return render(request, room, form)
    messages.success(request, _("Vos textes sont enregistrés."))
    return redirect(page.find_url(room, canvas.moment))


DONE_MESSAGES = {
    "validate": gettext_lazy("C’est validé : le canevas ne change plus sans vous."),
    "freeze": gettext_lazy("Le canevas est figé : plus personne n’y écrit."),
    "reopen": gettext_lazy("Le canevas est rouvert : on peut de nouveau y écrire."),
    "unfreeze": gettext_lazy("Le canevas est rouvert : on peut de nouveau y écrire."),
}


def _find(
    request: AuthenticatedRequest, slug: str, kind: str
) -> tuple[ProjectRoom, CanvasPage, CanvasOverview]:
    room = enter_room(request, slug)
    page = PAGES[kind]
    return room, page, find_overview(request, room, kind)


@require_POST
def validate(request: AuthenticatedRequest, slug: str, kind: str) -> HttpResponse:
    """Validate the canvas."""
    room, page, overview = _find(request, slug, kind)
    if not room.is_holder or overview.canvas is None:
        raise Http404
    return _do(request, page, overview, "validate", actions.validate_canvas)


@require_POST
def freeze(request: AuthenticatedRequest, slug: str, kind: str) -> HttpResponse:
    """Freeze a canvas, also an empty one."""
    room, page, overview = _find(request, slug, kind)
    if not room.can_freeze:
        raise Http404
    if overview.canvas is None:
        at = timezone.now()
        canvas = actions.open_canvas(
            participation=room.participation, kind=kind, moment=overview.moment, at=at
        )
        return _do(request, page, overview, "freeze", actions.freeze_canvas, canvas=canvas)
    return _do(request, page, overview, "freeze", actions.freeze_canvas)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: AuthenticatedRequest, slug: str, kind: str) -> HttpResponse:
    """Open a validated canvas again, with a reason: for its holder, or an organiser."""
    room, page, overview = _find(request, slug, kind)
    if not (room.is_holder or room.can_freeze):
        raise Http404
    return _render_reason_form(request, page, overview, "reopen", actions.reopen_canvas)


@require_http_methods(["GET", "HEAD", "POST"])
def unfreeze(request: AuthenticatedRequest, slug: str, kind: str) -> HttpResponse:
    """Open a frozen canvas again, with a reason: for an organiser."""
    room, page, overview = _find(request, slug, kind)
    if not room.can_freeze:
        raise Http404
    return _render_reason_form(request, page, overview, "unfreeze", actions.unfreeze_canvas)


def _render_reason_form(
    request: AuthenticatedRequest,
    page: CanvasPage,
    overview: CanvasOverview,
    name: str,
    action: Callable[..., object],
) -> HttpResponse:
    if overview.canvas is None or not getattr(overview, f"can_{name}"):
        messages.info(request, _("Ce canevas est déjà ouvert, ou ne peut pas l’être ainsi."))
        return redirect(page.find_url(overview.room, overview.moment))
    form = ReopenForm(request.POST or None)
    if form.is_valid():
        return _do(request, page, overview, name, action, reason=form.cleaned_data["reason"])
    context = {"form": form, "overview": overview, "cards": [], "send_url": list_addresses(overview)[name]}
    context["page_url"] = page.find_url(overview.room, overview.moment)
    status = 422 if form.is_bound else 200
    return render_tab(
        request, overview.room, page.kind, "coaching/canvas/canvas_reason.html", context, status
    )


def _do(
    request: AuthenticatedRequest,
    page: CanvasPage,
    overview: CanvasOverview,
    name: str,
    action: Callable[..., object],
    **more: object,
) -> HttpResponse:
    facts = {"canvas": overview.canvas, "actor": request.user, "at": timezone.now(), **more}
    with RefusalAsMessage(request):
        action(**facts)
        messages.success(request, str(DONE_MESSAGES[name]))
    return redirect(page.find_url(overview.room, overview.moment))


@require_safe
def history(request: AuthenticatedRequest, slug: str, kind: str) -> HttpResponse:
    """Each version with its author, date, reason and changes; and what changed since the last one."""
    room = enter_room(request, slug)
    page, overview = PAGES[kind], find_overview(request, room, kind)
    context = {
        "overview": overview,
        "page": page,
        "page_url": page.find_url(room, overview.moment),
        "more": format_query(overview),
        "versions": queries.list_versions(overview),
        "cards": [],
        "since": queries.list_changes_since(overview) if overview.is_open else [],
    }
    return render_tab(request, room, page.kind, "coaching/canvas/canvas_history.html", context)


@require_safe
def version(request: AuthenticatedRequest, slug: str, kind: str, number: int) -> HttpResponse:
    """The canvas as it stood in one version."""
    room = enter_room(request, slug)
    page, overview = PAGES[kind], find_overview(request, room, kind)
    chosen = queries.find_version(overview, number) if overview.canvas and number < 10_000 else None
    if chosen is None:
        raise Http404
    context = {
        "overview": overview,
        "version": chosen,
        "more": format_query(overview),
        "contents": read_snapshot(chosen.snapshot),
        "cards": [],
    }
    return render_tab(request, room, page.kind, "coaching/canvas/canvas_version.html", context)

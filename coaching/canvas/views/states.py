"""The buttons of a canvas: validate, reopen, freeze, unfreeze."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from coaching.canvas.actions import canvas as actions
from coaching.canvas.forms.states import ReopenForm
from coaching.canvas.pages import CanvasPage, find_page
from coaching.canvas.queries.canvas import CanvasShown
from coaching.canvas.views.frame import find_shown, list_addresses
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room, render_tab

SAID = {
    "validate": gettext_lazy("C’est validé : le canevas ne change plus sans vous."),
    "freeze": gettext_lazy("Le canevas est figé : plus personne n’y écrit."),
    "reopen": gettext_lazy("Le canevas est rouvert : on peut de nouveau y écrire."),
    "unfreeze": gettext_lazy("Le canevas est rouvert : on peut de nouveau y écrire."),
}


def _find(request: AuthenticatedRequest, slug: str, kind: str) -> tuple[ProjectRoom, CanvasPage, CanvasShown]:
    room = enter_room(request, slug)
    page = find_page(kind)
    return room, page, find_shown(request, room, kind)


@require_POST
def validate(request: AuthenticatedRequest, slug: str, kind: str) -> HttpResponse:
    """The holder says that this is it."""
    room, page, shown = _find(request, slug, kind)
    if not room.holds or shown.canvas is None:
        raise Http404
    return _do(request, page, shown, "validate", actions.validate_canvas)


@require_POST
def freeze(request: AuthenticatedRequest, slug: str, kind: str) -> HttpResponse:
    """An organiser closes the canvas, also one that nobody wrote in."""
    room, page, shown = _find(request, slug, kind)
    if not room.can_freeze:
        raise Http404
    if shown.canvas is None:
        at = timezone.now()
        made = actions.open_canvas(participation=room.participation, kind=kind, moment=shown.moment, at=at)
        return _do(request, page, shown, "freeze", actions.freeze_canvas, canvas=made)
    return _do(request, page, shown, "freeze", actions.freeze_canvas)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: AuthenticatedRequest, slug: str, kind: str) -> HttpResponse:
    """Open a validated canvas again, with a reason: its holder, or an organiser."""
    room, page, shown = _find(request, slug, kind)
    if not (room.holds or room.can_freeze):
        raise Http404
    return _render_reason_form(request, page, shown, "reopen", actions.reopen_canvas)


@require_http_methods(["GET", "HEAD", "POST"])
def unfreeze(request: AuthenticatedRequest, slug: str, kind: str) -> HttpResponse:
    """An organiser opens a frozen canvas again, with a reason."""
    room, page, shown = _find(request, slug, kind)
    if not room.can_freeze:
        raise Http404
    return _render_reason_form(request, page, shown, "unfreeze", actions.unfreeze_canvas)


def _render_reason_form(
    request: AuthenticatedRequest,
    page: CanvasPage,
    shown: CanvasShown,
    name: str,
    action: Callable[..., object],
) -> HttpResponse:
    if shown.canvas is None or not getattr(shown, f"can_{name}"):
        messages.info(request, _("Ce canevas est déjà ouvert, ou ne peut pas l’être ainsi."))
        return redirect(page.find_url(shown.room, shown.moment))
    form = ReopenForm(request.POST or None)
    if form.is_valid():
        return _do(request, page, shown, name, action, reason=form.cleaned_data["reason"])
    context = {"form": form, "shown": shown, "cards": [], "send_url": list_addresses(shown)[name]}
    context["page_url"] = page.find_url(shown.room, shown.moment)
    status = 422 if form.is_bound else 200
    return render_tab(request, shown.room, page.kind, "coaching/canvas/canvas_reason.html", context, status)


def _do(
    request: AuthenticatedRequest,
    page: CanvasPage,
    shown: CanvasShown,
    name: str,
    action: Callable[..., object],
    **more: object,
) -> HttpResponse:
    facts = {"canvas": shown.canvas, "actor": request.user, "at": timezone.now(), **more}
    try:
        action(**facts)
    except TransitionRefused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, str(SAID[name]))
    return redirect(page.find_url(shown.room, shown.moment))

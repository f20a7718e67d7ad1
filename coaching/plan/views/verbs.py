"""What is done to a plan in one click."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.rows.actions import RowsClosed
from accelerator.web.forms import describe_errors
from coaching.models import ActionItem, Blocker, Contribution, Need
from coaching.plan import actions
from coaching.plan.enums import ActionState
from coaching.plan.forms import ProgressForm
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_to_write

ORIGINS: dict[str, Any] = {"blocker": Blocker, "idea": Contribution}
ARRANGED: dict[str, Any] = {"blocker": Blocker, "action": ActionItem}


def find_row(kinds: dict[str, Any], kind: str, room: ProjectRoom, uid: UUID) -> Any:
    """A row of this project, by the name of its kind in the address."""
    if kind not in kinds:
        raise Http404
    return get_object_or_404(kinds[kind], uid=uid, participation=room.participation)


def show_card(room: ProjectRoom, uid: UUID) -> HttpResponse:
    return redirect(f"{reverse('coaching:room_plan', args=[room.slug])}#card-{uid}")


@require_POST
def make_action(request: AuthenticatedRequest, slug: str, origin: str, uid: UUID) -> HttpResponse:
    """An action from a blocker, or from an idea that was kept: twice is one."""
    room = enter_to_write(request, slug)
    row = find_row(ORIGINS, origin, room, uid)
    try:
        action = actions.plan_action(origin=row, actor=request.user, at=timezone.now())
    except actions.PlanRowRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("coaching:room_plan", slug)
    return show_card(room, action.uid)


@require_POST
def record_progress(request: AuthenticatedRequest, slug: str, uid: UUID) -> HttpResponse:
    """News of an action; a line that is too long is said."""
    room = enter_to_write(request, slug)
    action = get_object_or_404(ActionItem, uid=uid, participation=room.participation)
    form = ProgressForm(request.POST)
    if not form.is_valid():
        messages.error(request, describe_errors(form))
        return show_card(room, uid)
    state, note = ActionState(form.cleaned_data["state"]), form.cleaned_data["note"]
    try:
        actions.record_progress(action=action, state=state, note=note, actor=request.user, at=timezone.now())
    except actions.PlanRowRefused as refusal:
        messages.error(request, refusal.message)
    return show_card(room, uid)


@require_POST
def share_need(request: AuthenticatedRequest, slug: str, uid: UUID) -> HttpResponse:
    """Pass a need on to the partners, or stop (``shared`` empty): those who hold the project alone."""
    room = enter_to_write(request, slug)
    if not room.holds:
        raise Http404
    need = get_object_or_404(Need, uid=uid, participation=room.participation)
    shared = bool(request.POST.get("shared"))
    try:
        done = actions.share_need(need=need, actor=request.user, at=timezone.now(), shared=shared)
    except actions.PlanRowRefused as refusal:
        messages.error(request, refusal.message)
    else:
        message = (
            _("Les partenaires lisent ce besoin.")
            if shared
            else _("Les partenaires ne lisent plus ce besoin.")
        )
        if done:
            messages.success(request, message)
    return show_card(room, uid)


@require_POST
def arrange(request: AuthenticatedRequest, slug: str, kind: str, uid: UUID) -> HttpResponse:
    """Move a card up or down among those of its priority."""
    room = enter_to_write(request, slug)
    row = find_row(ARRANGED, kind, room, uid)
    by = {"-1": -1, "1": 1}.get(request.POST.get("by", ""), 0)
    try:
        actions.arrange_row(row=row, by=by)
    except RowsClosed as refusal:
        messages.error(request, str(refusal.message))
    return show_card(room, uid)

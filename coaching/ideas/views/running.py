"""The mix as those who run it see it: rounds, settings, and the ideas that arrive."""

from typing import Any

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from accelerator.types import Values
from accelerator.web.autosave import parse_version
from coaching.attendance.codes import make_key
from coaching.attendance.views.running import find_session, render_running
from coaching.ideas.actions import rounds as actions
from coaching.ideas.actions.contributions import set_visibility
from coaching.ideas.forms import BoardForm, RoundsForm
from coaching.ideas.held_words import USUAL
from coaching.ideas.queries import list_for_moderation, read_board
from coaching.ideas.ticks import read_tick
from coaching.models import Contribution, MixBoard, MixRound, Session, SessionCode
from coaching.session.views.session import require_session

SHOWN_AT_ONCE = 200
"""Ideas on the page of those who run the mix: the held ones, then the latest."""


@require_http_methods(["GET", "HEAD", "POST"])
@require_session
def mix(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Rounds and settings; a form of this page says which it is by ``do``."""
    session = find_session(request, edition)
    board = MixBoard.objects.filter(session=session).first() or MixBoard(session=session)
    doing = request.POST.get("do", "")
    rounds = RoundsForm(request.POST if doing == "plan" else None)
    settings = BoardForm(
        request.POST if doing == "set" else None,
        initial={**model_to_dict(board, fields=list(BoardForm.base_fields))},
        session=session,
    )
    if request.method == "POST" and _change(request, session, rounds, settings):
        return redirect("coaching:mix", edition)
    return _render_mix(request, session, rounds, settings)


def _render_mix(
    request: AuthenticatedRequest, session: Session, rounds: RoundsForm, settings: BoardForm
) -> HttpResponse:
    current = read_board(session.pk, timezone.now()).round
    code = SessionCode.objects.valid(timezone.now()).filter(session=session).first()
    context = {
        "usual_words": USUAL,
        "rounds": MixRound.objects.filter(session=session),
        "round": current,
        "plan_form": rounds,
        "board_form": settings,
        "code": code,
        "key": make_key(code.code) if code else "",
    }
    status = 422 if rounds.errors or settings.errors else 200
    return render_running(request, "coaching/ideas/mix_page.html", context, status=status)


def _change(request: AuthenticatedRequest, session: Session, rounds: RoundsForm, board: BoardForm) -> bool:
    """Whether something was done, and said."""
    kwargs: Values = {"session": session, "actor": request.user, "at": timezone.now()}
    try:
        if rounds.is_bound and rounds.is_valid():
            actions.plan_rounds(**kwargs, **rounds.cleaned_data)
            messages.success(request, _("Les tours sont prêts."))
        elif board.is_bound and board.is_valid():
            actions.set_board(**kwargs, **board.cleaned_data)
            messages.success(request, _("Les réglages sont enregistrés."))
        else:
            return False
    except TransitionRefused as refused:
        messages.error(request, str(refused.message))
    return True


@require_POST
def change_round(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """``do``: open, close, extend or remove. Of two at once, one wins and the other gets a message."""
    session = find_session(request, edition)
    found = get_object_or_404(MixRound, pk=pk, session=session)
    found.session = session
    try:
        said = _do_to_round(request.POST.get("do"), found, actor=request.user, at=timezone.now())
    except TransitionRefused as refused:
        messages.error(request, str(refused.message))
    else:
        if said:
            messages.success(request, said)
    return redirect("coaching:mix", edition)


def _do_to_round(verb: str | None, mix_round: MixRound, **by: Any) -> str:
    """What was done, in words; "" for a verb that is none. ``by``: the actor and the instant."""
    match verb:
        case "open":
            actions.open_round(mix_round=mix_round, **by)
            return _("Le tour %(number)d est ouvert.") % {"number": mix_round.number}
        case "close":
            actions.close_round(mix_round=mix_round, **by)
            return _("Le tour %(number)d est terminé.") % {"number": mix_round.number}
        case "extend":
            actions.add_minutes(mix_round=mix_round, minutes=5, at=by["at"])
            return _("Cinq minutes de plus.")
        case "remove":
            actions.remove_round(mix_round=mix_round, **by)
            return _("Le tour est retiré.")
    return ""


@require_safe
def ideas(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The ideas as they arrive, those to read first; asked by the page itself with ``?since=``, 204 if none came."""
    session = find_session(request, edition)
    tick = read_tick(session.pk)
    asked = request.GET.get("since")
    if asked is not None and parse_version(asked) == tick:
        return HttpResponse(status=204)
    return _render_ideas(request, session, tick, whole=asked is None)


def _render_ideas(request: AuthenticatedRequest, session: Session, tick: int, *, whole: bool) -> HttpResponse:
    rows = list(list_for_moderation(session)[:SHOWN_AT_ONCE])
    current = read_board(session.pk, timezone.now()).round
    context = {
        "ideas": rows,
        "held": sum(row.is_held for row in rows),
        "round": current,
        "tick": tick,
    }
    if whole:
        return render_running(request, "coaching/ideas/ideas_page.html", context)
    return render(request, "coaching/ideas/_ideas.html", context)


@require_POST
def change_idea(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """``do``: show or hide. A page with scripts gets its list again, others go back to it."""
    session = find_session(request, edition)
    rows = Contribution.objects.of_session(session).select_related("participation")
    found = get_object_or_404(rows, pk=pk)
    shown = request.POST.get("do") == "show"
    set_visibility(contribution=found, shown=shown, actor=request.user, at=timezone.now())
    if request.htmx:
        return _render_ideas(request, session, read_tick(session.pk), whole=False)
    return redirect("coaching:mix_ideas", edition)

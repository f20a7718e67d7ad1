"""The mix for those who run it: rounds, settings, incoming ideas; and its wall on the room's screen."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms.models import model_to_dict
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator import qr
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Json, Values
from accelerator.web.autosave import parse_version
from accelerator.web.forms import RefusalAsMessage
from coaching.attendance.codes import find_session, make_key
from coaching.attendance.views.codes import format_door_address, make_address
from coaching.attendance.views.joining import with_key
from coaching.attendance.views.presence import render_running
from coaching.ideas.actions import contributions as actions
from coaching.ideas.actions.contributions import set_visibility
from coaching.ideas.forms import BoardForm, RoundsForm
from coaching.ideas.moderation import USUAL
from coaching.ideas.queries import (
    RoundStatus,
    list_for_moderation,
    read_board,
    read_changes,
    read_tick,
    render_wall,
)
from coaching.ideas.seating import find_rotation
from coaching.ideas.seats import find_round_to_seat, list_tables, read_table_rooms
from coaching.models import Attendee, Contribution, MixBoard, MixRound, Session, SessionCode
from coaching.session.views.session import require_session, session_for

PAGE_SIZE = 25
"""Ideas on the page of those who run the mix: pending ones, then the latest."""


@require_http_methods(["GET", "HEAD", "POST"])
@require_session
def mix(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Rounds and settings; ``do`` names the posted form."""
    session = session_for(request, edition)
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
    """Whether something was done, with a message."""
    kwargs: Values = {"session": session, "actor": request.user, "at": timezone.now()}
    with RefusalAsMessage(request):
        if rounds.is_bound and rounds.is_valid():
            actions.plan_rounds(**kwargs, **rounds.cleaned_data)
            messages.success(request, _("Les tours sont prêts."))
        elif board.is_bound and board.is_valid():
            actions.set_board(**kwargs, **board.cleaned_data)
            messages.success(request, _("Les réglages sont enregistrés."))
        else:
            return False
    return True


@require_POST
def change_round(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """``do``: open, close, extend or remove. Of two at once, one wins and the other gets a message."""
    session = session_for(request, edition)
    mix_round = get_object_or_404(MixRound, pk=pk, session=session)
    mix_round.session = session
    with RefusalAsMessage(request):
        message = _apply_to_round(request.POST.get("do"), mix_round, actor=request.user, at=timezone.now())
        if message:
            messages.success(request, message)
    return redirect("coaching:mix", edition)


def _apply_to_round(verb: str | None, mix_round: MixRound, **by: Any) -> str:
    """A description of the act; "" for an unknown verb. ``by``: the actor and the instant."""
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
    """The incoming ideas, pending ones first; the page itself requests ``?since=`` and gets 204 if none came."""
    session = session_for(request, edition)
    tick = read_tick(session.pk)
    since = request.GET.get("since")
    if since is not None and parse_version(since) == tick:
        return HttpResponse(status=204)
    return _render_ideas(request, session, tick, whole=since is None)


def _render_ideas(request: AuthenticatedRequest, session: Session, tick: int, *, whole: bool) -> HttpResponse:
    ideas = list_for_moderation(session)
    context = {
        "page": Paginator(ideas, PAGE_SIZE).get_page(request.GET.get("page")),
        "pending": ideas.pending().count(),
        "tick": tick,
    }
    if whole:
        return render_running(request, "coaching/ideas/ideas_page.html", context)
    return render(request, "coaching/ideas/_ideas.html", context)


@require_POST
def change_idea(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """``do``: show or hide. A page with scripts gets its list again, others are redirected to it."""
    session = session_for(request, edition)
    rows = Contribution.objects.of_session(session).select_related("participation")
    idea = get_object_or_404(rows, pk=pk)
    visible = request.POST.get("do") == "show"
    set_visibility(contribution=idea, visible=visible, actor=request.user, at=timezone.now())
    if request.htmx:
        return _render_ideas(request, session, read_tick(session.pk), whole=False)
    page = urlencode({"page": request.GET.get("page", "")})
    return redirect(f"{reverse('coaching:mix_ideas', args=[edition])}?{page}")


@require_safe
@with_key
def wall(request: HttpRequest, code: SessionCode, attendee: Attendee | None) -> HttpResponse:
    """Ideas in columns by project, the newest first, with the address to join and the time left."""
    tick = read_tick(code.session_id)  # before the rest: what changes meanwhile is requested again
    board = read_board(code.session_id, timezone.now())
    columns = render_wall(code.session, shows_names=board.shows_names)
    context = {
        "code": code,
        "columns": columns,
        "count": sum(len(column.ideas) for column in columns),
        "round": board.round,
        "names": board.shows_names,
        "tick": tick,
        "qr": qr.render_qr_code(make_address(code.code, "mix_idea"), label="QR code"),
        "door": format_door_address(),
        "feed_url": f"{reverse('coaching:mix_feed', args=[code.code])}?k={make_key(code.code)}",
        "key": make_key(code.code),
    }
    return render(request, "coaching/ideas/wall_page.html", context)


@require_safe
@with_key
def tables(request: HttpRequest, code: SessionCode, attendee: Attendee | None) -> HttpResponse:
    """The tables of the current round, or of the next: for the room's screen, which follows the rounds."""
    session, at = code.session, timezone.now()
    tick = read_tick(session.pk)  # before the rest: what changes meanwhile is requested again
    planned = find_rotation(session)
    number = find_round_to_seat(session.pk, at)
    number = number if planned and number in planned.numbers else (planned.first if planned else None)
    seated = list_tables(planned, read_table_rooms(planned.session)) if planned else []
    context = {
        "code": code,
        "tables": [(table, table.find_round(number)) for table in seated] if number else [],
        "number": number,
        "round": read_board(session.pk, at).round,
        "tick": tick,
        "feed_url": f"{reverse('coaching:mix_feed', args=[code.code])}?k={make_key(code.code)}",
        "key": make_key(code.code),
    }
    return render(request, "coaching/ideas/tables_page.html", context)


@never_cache
@require_safe
def feed(request: HttpRequest, code: str) -> HttpResponse:
    """The changes after the tick ``?since=``; 204 without any.

    ``{"tick", "round": {"number", "ends", "shuts"} | null, "names", "seats", "ideas": […], "gone": [ids]}``: in
    milliseconds, the end of its time and the instant until which it accepts ideas, ``null`` once it was closed;
    ``names`` whether authors are visible, ``seats`` the tick at which the tables last changed. Two queries without
    changes, else five.
    """
    session = find_session(code, request.GET.get("k", ""), timezone.now())
    if session is None:
        raise Http404
    since, tick = parse_version(request.GET.get("since", "")) or 0, read_tick(session)
    if since >= tick:
        return HttpResponse(status=204)
    board = read_board(session, timezone.now())
    ideas, gone = read_changes(session, since, shows_names=board.shows_names)
    return JsonResponse(
        {
            "tick": tick,
            "round": _describe_round(board.round) if board.round else None,
            "names": board.shows_names,
            "seats": board.seats,
            "ideas": [idea for idea, _tick in ideas],
            "gone": [pk for pk, _tick in gone],
        }
    )


def _describe_round(status: RoundStatus) -> Json:
    """Absolute hours only: an answer stays valid until the next tick."""
    hours = {"ends": status.ends_at, "shuts": status.shuts_at}
    return {
        "number": status.number,
        **{name: hour and hour.timestamp() * 1000 for name, hour in hours.items()},
    }

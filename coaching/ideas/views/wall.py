"""The wall of the mix on the room's screen, and what it asks for every other second."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator import qr
from accelerator.web.autosave import parse_version
from coaching.attendance.codes import find_session, make_key
from coaching.attendance.views.codes import format_door_address, make_address
from coaching.attendance.views.entering import with_key
from coaching.ideas.feed import read_feed
from coaching.ideas.queries import read_board, render_wall
from coaching.ideas.seating import find_rotation
from coaching.ideas.seats import find_round_to_seat, list_tables, read_table_rooms
from coaching.ideas.ticks import read_tick
from coaching.models import Attendee, SessionCode


@require_safe
@with_key
def wall(request: HttpRequest, code: SessionCode, attendee: Attendee | None) -> HttpResponse:
    """Ideas in columns by project, the newest first, with the way in and the time left."""
    tick = read_tick(code.session_id)  # before the rest: what changes meanwhile is asked for again
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
    }
    return render(request, "coaching/ideas/wall_page.html", context)


@require_safe
@with_key
def tables(request: HttpRequest, code: SessionCode, attendee: Attendee | None) -> HttpResponse:
    """Who sits where in the round that runs, or in the next: for the room's screen, which follows the rounds."""
    session, at = code.session, timezone.now()
    tick = read_tick(session.pk)  # before the rest: what changes meanwhile is asked for again
    planned = find_rotation(session)
    number = find_round_to_seat(session.pk, at)
    number = number if planned and number in planned.numbers else (planned.first if planned else None)
    shown = list_tables(planned, read_table_rooms(session)) if planned else []
    context = {
        "code": code,
        "tables": [(table, table.find_round(number)) for table in shown] if number else [],
        "number": number,
        "round": read_board(session.pk, at).round,
        "tick": tick,
        "feed_url": f"{reverse('coaching:mix_feed', args=[code.code])}?k={make_key(code.code)}",
    }
    return render(request, "coaching/ideas/tables_page.html", context)


@never_cache
@require_safe
def feed(request: HttpRequest, code: str) -> HttpResponse:
    """What changed after the tick ``?since=``; 204 when nothing did.

    ``{"tick", "round": {"number", "ends", "shuts"} | null, "names", "seats", "ideas": […], "gone": [ids]}``: in
    milliseconds, the end of its time and until when it takes ideas, ``null`` once it was closed; ``names`` whether
    authors are shown, ``seats`` the tick at which the tables last changed.
    Two queries when nothing changed, else five.
    """
    session = find_session(code, request.GET.get("k", ""), timezone.now())
    if session is None:
        raise Http404
    since, tick = parse_version(request.GET.get("since", "")) or 0, read_tick(session)
    if since >= tick:
        return HttpResponse(status=204)
    return JsonResponse(read_feed(session, since, tick))

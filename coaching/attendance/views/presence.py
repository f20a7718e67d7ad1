"""Pages to call the roll: one tap a person, or the code on a badge."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.links import LinkForged
from accelerator.types import Context, Values
from accelerator.web.forms import RefusalAsMessage
from coaching.attendance import queries
from coaching.attendance.actions import attendees as actions
from coaching.attendance.codes import BADGE
from coaching.attendance.halves import HalfDay, choose_half_day, find_half_day, list_half_days
from coaching.models import Attendee, Session
from coaching.session.views.session import require_session, session_for
from programmes.access import can, set_edition
from programmes.capabilities import Capability


def render_running(request: HttpRequest, template: str, context: Context, status: int = 200) -> HttpResponse:
    """A page of those who run the session; ``organises``: whether the reader may open the pages of the edition too."""
    slug = request.edition.slug  # type: ignore[attr-defined]
    organises = can(request, Capability.MANAGE_EDITION, edition=slug)
    return render(request, template, {"organises": organises, **context}, status=status)


@require_safe
@require_session
def presence(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The roll of one half-day, the current one unless ``?half=`` chooses another; missing people first."""
    session = session_for(request, edition)
    half_days = list_half_days(session)
    wanted = request.GET.get("half", "")
    chosen = find_half_day(half_days, wanted) if wanted else choose_half_day(half_days, timezone.now())
    if wanted and chosen is None:
        raise Http404
    typed = request.GET.get("q", "")
    roll = queries.call_roll(session, chosen) if chosen else None
    context = {
        "half_days": half_days,
        "chosen": chosen,
        "roll": roll,
        "typed": typed,
        "people": _search(roll, typed) if roll else [],
    }
    return render_running(request, "coaching/attendance/presence_page.html", context)


def _search(roll: queries.Roll, typed: str) -> list[queries.Presence]:
    if not typed:
        return roll.people
    matching = {row.pk for row in queries.search_attendees([row.attendee for row in roll.people], typed)}
    return [row for row in roll.people if row.attendee.pk in matching]


@require_POST
def mark_presence(request: AuthenticatedRequest, edition: str, half: str, pk: int) -> HttpResponse:
    """Record that somebody is present, or with ``there=0`` absent; repeating it changes nothing."""
    session = session_for(request, edition)
    half_day = _find_half_day(session, half)
    attendee = get_object_or_404(session.attendees.select_related("participation__project"), pk=pk)
    attendee.session = session
    with RefusalAsMessage(request):
        _mark_presence(request, attendee, half_day)
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('coaching:presence', args=[edition])}?half={half}")
    roll = queries.call_roll(session, half_day)
    row = next((row for row in roll.people if row.attendee.pk == pk), None)
    context = {"row": row, "roll": roll, "chosen": half_day, "swapped": True}
    return render(request, "coaching/attendance/_presence_row.html", context)


def _mark_presence(request: HttpRequest, attendee: Attendee, half_day: HalfDay) -> None:
    marks: Values = {
        "attendee": attendee,
        "half_day": half_day,
        "actor": request.user,
        "at": timezone.now(),
    }
    if request.POST.get("there") == "0":
        actions.undo_check_in(**marks)
    else:
        actions.check_in(**marks)


def _find_half_day(session: Session, key: str) -> HalfDay:
    half_day = find_half_day(list_half_days(session), key)
    if half_day is None:
        raise Http404
    return half_day


@require_http_methods(["GET", "HEAD", "POST"])
def badge(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a scanned badge: those who run the session check its owner in; others read nothing of them.

    Everybody in the room sees the code of a badge: it proves nobody's name.
    """
    attendee = _find_bearer(token)
    if attendee is None or not can(request, Capability.RUN_SESSION, edition=attendee.session.edition.slug):
        status = 200 if attendee else 404
        return render(request, "coaching/attendance/badge_closed.html", {"here": request.path}, status=status)
    set_edition(request, attendee.session.edition)
    half_day = choose_half_day(list_half_days(attendee.session), timezone.now())
    if request.method == "POST" and half_day:
        with RefusalAsMessage(request):
            _mark_presence(request, attendee, half_day)
        return redirect("coaching:badge", token)
    came = half_day and attendee.attendances.filter(day=half_day.day, half=half_day.half).first()
    context = {"attendee": attendee, "half_day": half_day, "came": came}
    return render_running(request, "coaching/attendance/badge_page.html", context)


def _find_bearer(token: str) -> Attendee | None:
    rows = Attendee.objects.select_related(
        "session__edition__programme", "session__edition__call", "participation__project"
    )
    try:
        return BADGE.row_of(token, rows)
    except LinkForged:
        return None

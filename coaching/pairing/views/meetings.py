"""The meetings of a project with its mentor: propose, agree, move, cancel, record the outcome."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import DateRefused, TransitionRefused
from coaching.models import MentorMeeting
from coaching.pairing.actions import meetings as actions
from coaching.pairing.forms import CancelForm, DatesForm, ExchangeForm, MoveForm
from coaching.pairing.meeting_files import render_meeting
from coaching.pairing.queries import contacts
from coaching.pairing.queries import meetings as queries
from coaching.pairing.queries.meetings import MeetingPlace
from coaching.pairing.views.meeting_pages import enter_place, find_own_meeting, render_meeting_page
from coaching.session.views.timetable import calendar_response


@require_safe
def meetings(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Those to come and those that took place, with what to do about each; propose one, note an exchange."""
    return _render_list(request, enter_place(request, slug))


def _render_list(
    request: AuthenticatedRequest,
    place: MeetingPlace,
    *,
    proposal: DatesForm | None = None,
    exchange: ExchangeForm | None = None,
) -> HttpResponse:
    at = timezone.now()
    meetings = queries.list_meetings(place, at)
    context = {
        "place": place,
        "meetings": meetings,
        "last": contacts.format_ago(meetings.last_contact, at),
        "proposal": proposal or DatesForm(),
        "exchange": exchange or ExchangeForm(initial={"on": timezone.localdate(at)}),
    }
    status = 422 if proposal or exchange else 200
    return render(request, "coaching/pairing/meetings.html", context, status=status)


@require_POST
def propose_meeting(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    place, form = enter_place(request, slug), DatesForm(request.POST)
    if not place.may_write or place.pairing is None:
        raise Http404
    if form.is_valid():
        try:
            actions.propose_meeting(
                pairing=place.pairing, dates=form.dates, **form.about, actor=request.user, at=timezone.now()
            )
        except DateRefused as refused:
            form.add_error("first", str(refused.message))
        except TransitionRefused as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("C’est proposé : la réponse vous parviendra par message."))
            return redirect("coaching:meetings", slug)
    return _render_list(request, place, proposal=form)


@require_POST
def note_exchange(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    place, form = enter_place(request, slug), ExchangeForm(request.POST)
    if not place.may_write or place.pairing is None:
        raise Http404
    if form.is_valid():
        typed = {
            "on": form.cleaned_data["on"],
            "kind": form.cleaned_data["by"],
            "line": form.cleaned_data["line"],
        }
        try:
            actions.note_exchange(pairing=place.pairing, **typed, actor=request.user, at=timezone.now())
        except DateRefused as refused:
            form.add_error("on", str(refused.message))
        except TransitionRefused as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("L’échange est noté."))
            home = place.is_mentor and "from_home" in request.POST
            return redirect("coaching:coaching_home") if home else redirect("coaching:meetings", slug)
    return _render_list(request, place, exchange=form)


@require_safe
def meeting(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    place, details = find_own_meeting(request, slug, pk, timezone.now())
    return render_meeting_page(request, place, details)


def _act(
    request: AuthenticatedRequest,
    slug: str,
    pk: int,
    act: Callable[[MentorMeeting, datetime], object],
    message: str,
) -> HttpResponse:
    """Do something to a meeting that one may write of, and go back to it."""
    at = timezone.now()
    place, details = find_own_meeting(request, slug, pk, at)
    if not place.may_write:
        raise Http404
    try:
        act(details.meeting, at)
    except TransitionRefused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(request, message)
    return redirect("coaching:meeting", slug, pk)


@require_POST
def confirm_meeting(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """One of the dates is taken."""
    starts_at = _read_instant(request.POST.get("starts_at", ""))

    def act(found: MentorMeeting, at: datetime) -> None:
        if starts_at is None:
            raise DateRefused(_("Choisissez une des dates proposées."))
        actions.confirm_meeting(meeting=found, starts_at=starts_at, actor=request.user, at=at)

    return _act(request, slug, pk, act, _("C’est convenu : chacun reçoit la date pour son agenda."))


def _read_instant(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
        return found.astimezone(UTC) if found and timezone.is_aware(found) else None
    except (ValueError, OverflowError):  # the first hours of the year 1 have no instant in UTC
        return None


@require_POST
def record_outcome(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """Record whether the meeting took place."""
    took_place = request.POST.get("held") == "yes"

    def act(found: MentorMeeting, at: datetime) -> None:
        actions.record_outcome(meeting=found, took_place=took_place, actor=request.user, at=at)

    message = _("C’est noté. Gardez-en l’essentiel ci-dessous.") if took_place else _("C’est noté.")
    return _act(request, slug, pk, act, message)


@require_POST
def move_meeting(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """Other dates."""
    at = timezone.now()
    place, details = find_own_meeting(request, slug, pk, at)
    form = MoveForm(request.POST)
    if not place.may_write:
        raise Http404
    if form.is_valid():
        try:
            actions.move_meeting(
                meeting=details.meeting, dates=form.dates, **form.about, word=form.cleaned_data["word"],
                actor=request.user, at=at,
            )  # fmt: skip
        except DateRefused as refused:
            form.add_error("first", str(refused.message))
        except TransitionRefused as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("Ces dates sont proposées : la réponse vous parviendra par message."))
            return redirect("coaching:meeting", slug, pk)
    return render_meeting_page(request, place, details, move=form)


@require_POST
def cancel_meeting(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """It does not take place."""
    at = timezone.now()
    place, details = find_own_meeting(request, slug, pk, at)
    form = CancelForm(request.POST)
    if not place.may_write:
        raise Http404
    if not form.is_valid():
        return render_meeting_page(request, place, details, cancel=form)
    word = form.cleaned_data["word"]

    def act(found: MentorMeeting, at: datetime) -> None:
        actions.cancel_meeting(meeting=found, word=word, actor=request.user, at=at)

    return _act(request, slug, pk, act, _("Le rendez-vous est annulé : l’autre personne est prévenue."))


@require_safe
def meeting_ics(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """The file of a meeting that is agreed upon."""
    _place, details = find_own_meeting(request, slug, pk, timezone.now())
    if not details.is_agreed:
        raise Http404
    return calendar_response(render_meeting(details.meeting), f"rendez-vous-{pk}")

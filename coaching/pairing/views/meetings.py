"""The meetings of a project with its mentor: propose, agree, move, cancel, record the outcome, take notes."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.rows.views import read_row, report_field
from accelerator.transitions import DateRefused
from accelerator.types import Context
from accelerator.web.forms import RefusalAsError, RefusalAsMessage
from coaching.models import MentorMeeting
from coaching.pairing.actions import meetings as actions
from coaching.pairing.forms import CancelForm, DatesForm, ExchangeForm, MeetingNoteForm, MoveForm
from coaching.pairing.meeting_files import render_meeting
from coaching.pairing.models import name_note
from coaching.pairing.queries import board, meetings as queries
from coaching.pairing.queries.meetings import MeetingDetails, MeetingPlace
from coaching.session.views.timetable import calendar_response
from programmes.access import set_edition

WHICH = ("shared", "own")


def build_notes(place: MeetingPlace, details: MeetingDetails, **forms: MeetingNoteForm) -> list[Context]:
    """The form and address of each note of the page. One query."""
    if not details.takes_notes:
        return []
    meeting = details.meeting
    existing = {note.author_id: note for note in meeting.read}  # type: ignore[attr-defined]
    notes = []
    for which in WHICH:
        author = None if which == "shared" else place.person.pk
        args = [place.participation.project.slug, meeting.pk, which]
        notes.append(
            {
                "which": which,
                "form": forms.get(which)
                or MeetingNoteForm(uid=name_note(meeting.pk, author), instance=existing.get(author)),
                "save": reverse("coaching:meeting_note", args=args),
                "field": reverse("coaching:meeting_note_field", args=args),
            }
        )
    return notes


def enter_place(request: AuthenticatedRequest, slug: str) -> MeetingPlace:
    """The meetings at this address; the page is tied to their edition. Raises ``Http404`` for anybody else."""
    place = queries.find_meeting_place(request.user, slug)
    if place is None:
        raise Http404
    set_edition(request, place.participation.edition)
    return place


def find_own_meeting(
    request: AuthenticatedRequest, slug: str, pk: int, at: datetime
) -> tuple[MeetingPlace, MeetingDetails]:
    place = enter_place(request, slug)
    details = queries.find_meeting(place, pk, at)
    if details is None:
        raise Http404
    return place, details


def render_meeting_page(
    request: AuthenticatedRequest, place: MeetingPlace, details: MeetingDetails, **forms: object
) -> HttpResponse:
    meeting: MentorMeeting = details.meeting
    about = {"minutes": meeting.minutes, "kind": meeting.kind, "place": meeting.place}
    context = {
        "place": place,
        "details": details,
        "move": MoveForm(initial=about),
        "cancel": CancelForm(),
        "notes": build_notes(place, details),
        **forms,
    }
    return render(request, "coaching/pairing/meeting.html", context, status=422 if forms else 200)


@require_POST
def save_note(request: AuthenticatedRequest, slug: str, pk: int, which: str, field: str = "") -> HttpResponse:
    """Save a note: the whole form without JavaScript, or its ``field`` while it is typed."""
    at = timezone.now()
    place, details = find_own_meeting(request, slug, pk, at)
    if which not in WHICH or not place.may_write:
        raise Http404
    author = None if which == "shared" else request.user
    form = read_row(request, MeetingNoteForm, name_note(pk, author.pk if author else None), field)
    if form.is_valid():
        with form.show_refusals():
            note = actions.save_note(
                meeting=details.meeting, author=author, text=form.typed["text"], base_version=form.version,
                actor=request.user, at=at,
            )  # fmt: skip
            form.version = note.version
    if field:
        return report_field(form, field)
    if form.errors:
        notes = build_notes(place, details, **{which: form})
        return render_meeting_page(request, place, details, notes=notes)
    messages.success(request, _("La note est enregistrée."))
    return redirect("coaching:meeting", slug, pk)


@require_safe
def meetings(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Future and past meetings, with their actions; propose one, record one."""
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
        "last": board.format_ago(meetings.last_contact, at),
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
        with RefusalAsError(form, date="first"):
            actions.propose_meeting(
                pairing=place.pairing, dates=form.dates, **form.about, actor=request.user, at=timezone.now()
            )
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
        with RefusalAsError(form, date="on"):
            actions.note_exchange(pairing=place.pairing, **typed, actor=request.user, at=timezone.now())
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
    """Do something to an own meeting, and go back to it."""
    at = timezone.now()
    place, details = find_own_meeting(request, slug, pk, at)
    if not place.may_write:
        raise Http404
    with RefusalAsMessage(request):
        act(details.meeting, at)
        messages.success(request, message)
    return redirect("coaching:meeting", slug, pk)


@require_POST
def confirm_meeting(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """Accept one of the dates."""
    starts_at = _read_instant(request.POST.get("starts_at", ""))

    def act(meeting: MentorMeeting, at: datetime) -> None:
        if starts_at is None:
            raise DateRefused(_("Choisissez une des dates proposées."))
        actions.confirm_meeting(meeting=meeting, starts_at=starts_at, actor=request.user, at=at)

    return _act(request, slug, pk, act, _("C’est convenu : chacun reçoit la date pour son agenda."))


def _read_instant(text: str) -> datetime | None:
    try:
        instant = parse_datetime(text)
        return instant.astimezone(UTC) if instant and timezone.is_aware(instant) else None
    except (ValueError, OverflowError):  # the first hours of the year 1 have no instant in UTC
        return None


@require_POST
def record_outcome(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """Record whether the meeting took place."""
    took_place = request.POST.get("held") == "yes"

    def act(meeting: MentorMeeting, at: datetime) -> None:
        actions.record_outcome(meeting=meeting, took_place=took_place, actor=request.user, at=at)

    message = _("C’est noté. Gardez-en l’essentiel ci-dessous.") if took_place else _("C’est noté.")
    return _act(request, slug, pk, act, message)


@require_POST
def move_meeting(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """Propose other dates."""
    at = timezone.now()
    place, details = find_own_meeting(request, slug, pk, at)
    form = MoveForm(request.POST)
    if not place.may_write:
        raise Http404
    if form.is_valid():
        with RefusalAsError(form, date="first"):
            actions.move_meeting(
                meeting=details.meeting, dates=form.dates, **form.about, word=form.cleaned_data["word"],
                actor=request.user, at=at,
            )  # fmt: skip
            messages.success(request, _("Ces dates sont proposées : la réponse vous parviendra par message."))
            return redirect("coaching:meeting", slug, pk)
    return render_meeting_page(request, place, details, move=form)


@require_POST
def cancel_meeting(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """Cancel the meeting."""
    at = timezone.now()
    place, details = find_own_meeting(request, slug, pk, at)
    form = CancelForm(request.POST)
    if not place.may_write:
        raise Http404
    if not form.is_valid():
        return render_meeting_page(request, place, details, cancel=form)
    word = form.cleaned_data["word"]

    def act(meeting: MentorMeeting, at: datetime) -> None:
        actions.cancel_meeting(meeting=meeting, word=word, actor=request.user, at=at)

    return _act(request, slug, pk, act, _("Le rendez-vous est annulé : l’autre personne est prévenue."))


@require_safe
def meeting_ics(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """The calendar file of an agreed meeting."""
    _place, details = find_own_meeting(request, slug, pk, timezone.now())
    if not details.is_agreed:
        raise Http404
    return calendar_response(render_meeting(details.meeting), f"rendez-vous-{pk}")

"""A project's own page: for those who hold it, and for those who coach."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.home import coach as coaches
from coaching.home import holder as journey
from coaching.session import timetable as programme
from coaching.session.calendar import calendar
from coaching.session.releases import turn_in_words
from coaching.session.views.timetable import calendar_response
from programmes.access import set_edition
from programmes.calendar import session_calendar


@require_safe
def my_project(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """One of the person's projects: its journey, its turns, its mentor, its documents."""
    at = timezone.now()
    dossier = next(iter(journey.dossiers_of(request.user, slug=slug, at=at)), None)
    if dossier is None:
        raise Http404
    set_edition(request, dossier.edition)
    first, *others = journey.list_next_for_holder([dossier], at)
    members = dossier.application.project.members.present().select_related("user")
    context = {
        "dossier": dossier,
        "next": first,
        "others": others,
        "steps": journey.journey(dossier, at),
        "papers": journey.papers_of(dossier),
        "turns": [turn_in_words(booking) for booking in dossier.bookings if not journey.is_over(booking, at)],
        "has_history": dossier.has_room and dossier.edition.session_has_begun(at),
        "members": members,
    }
    return render(request, "coaching/home/my_project.html", context)


@require_safe
def coaching_project(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """A project's sheet for its coaches."""
    sheet = coaches.sheet_of(request.user, slug)
    if sheet is None:
        raise Http404
    set_edition(request, sheet.participation.edition)
    context = {
        "sheet": sheet,
        "turns": [turn_in_words(turn) for turn in sheet.turns],
    }
    return render(request, "coaching/home/project_sheet.html", context)


@require_safe
def my_calendar(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """What concerns those who hold a project that comes: the days, then, once it is published, their programme."""
    dossier = next(iter(journey.dossiers_of(request.user, slug=slug)), None)
    if dossier is None or not dossier.is_confirmed:
        raise Http404
    session = programme.session_of(dossier.edition)
    if session is None or session.published_at is None:
        return calendar_response(session_calendar(dossier.edition), slug)
    session.edition = dossier.edition
    shown = programme.readable(session, request.user, every_turn=False)
    return calendar_response(calendar(session, shown, only_mine=True), slug)

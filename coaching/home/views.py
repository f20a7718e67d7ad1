"""Home pages: the dashboard, the project's page, messages; journal, lessons and people of an edition."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.accounts.actions import change_address
from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest, current_user
from accelerator.outbox.models import OutgoingMail
from accelerator.types import Values
from accelerator.web.forms import RefusalAsError, render_form
from coaching.home import coach as coaches
from coaching.home.holder.ahead import list_next_for_holder
from coaching.home.holder.dossiers import (
    AUDIENCES,
    is_over,
    list_dossiers,
    list_papers,
    open_calls,
    read_holder,
)
from coaching.home.holder.steps import list_dates, list_editions, list_journey_steps
from coaching.home.organiser.journal import list_latest_events, read_journal
from coaching.home.organiser.lessons import list_lessons
from coaching.home.person import find_person, find_person_to_readdress, read_person
from coaching.ideas.queries import list_thanked_ideas
from coaching.live.queries import find_live_links
from coaching.session import timetable as programme
from coaching.session.calendar import render_calendar
from coaching.session.releases import describe_turn
from coaching.session.views.timetable import calendar_response
from coaching.surveys.to_answer import find_personal_survey
from programmes.access import edition_for, roles_of, set_edition
from programmes.actions.addresses import request_address_change
from programmes.calendar import session_calendar
from programmes.capabilities import Capability
from programmes.dates import falls_on_day, find_next_date, list_added_dates
from programmes.extensions import Home
from programmes.forms.people import AddressChangeForm
from programmes.models import Edition
from programmes.shell import list_own_homes, may_open
from programmes.todo import read_todo
from programmes.views.mails import describe_mails

MOST_LINES = 7
"""The most things to do on the dashboard, the most urgent first."""


@require_safe
def manage_edition(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Things to do, next dates, progress of the edition, the latest events."""
    at, current_edition, user = timezone.now(), edition_for(request, edition), current_user(request)
    opens = partial(may_open, request)
    todo = read_todo(user, [current_edition], at, opens)[current_edition.pk]
    soon = find_next_date(current_edition, at, list_added_dates(current_edition))
    context = {
        "lines": todo.lines[:MOST_LINES],
        "others": len(todo.lines[MOST_LINES:]),
        "progress": todo.progress,
        "soon": soon,
        "soon_is_today": soon is not None and falls_on_day(soon, at),
        "events": list_latest_events(current_edition, user, opens),
        "session_is_over": current_edition.session_is_over(at),
    }
    return render(request, "coaching/home/dashboard_edition.html", context)


LATEST = 5
"""Messages on the home page; the others have a page of their own."""


@require_safe
def my_home(request: AuthenticatedRequest) -> HttpResponse:
    """The pending actions over all projects of this person, then each project, the dates, the messages."""
    at = timezone.now()
    dossiers, withdrawn = read_holder(request.user, at)
    editions = list_editions(dossiers)
    if len(editions) == 1:
        set_edition(request, editions[0])
    actions = list_next_for_holder(dossiers, at, find_personal_survey(request.user, at, AUDIENCES))
    context = {
        "live": find_live_links(request.user, at),
        "next": next(iter(actions), None),
        "others": actions[1:],
        "cards": [
            {"dossier": dossier, "steps": list_journey_steps(dossier, at), "papers": list_papers(dossier)}
            for dossier in dossiers
        ],
        "editions": [{"edition": edition, "dates": list_dates(edition, at)} for edition in editions],
        "mails": OutgoingMail.objects.received_by(request.user).only("subject", "sent_at")[:LATEST],
        "withdrawn": withdrawn,
        "ideas": list_thanked_ideas(request.user),
        "calls": [] if dossiers else open_calls(at),
        "homes": [] if dossiers or withdrawn else _list_other_homes(request),
    }
    return render(request, "coaching/home/my_home.html", context)


def _list_other_homes(request: AuthenticatedRequest) -> list[Home]:
    """The other homes of this person."""
    return [home for home in list_own_homes(request) if home.capability != Capability.HOLD_PROJECT]


@require_safe
def coaching_home(request: AuthenticatedRequest) -> HttpResponse:
    """Pending answers, followed projects, one's own timetable, the projects of the edition."""
    at = timezone.now()
    work = coaches.read_work(roles_of(request), request.GET.get("page"), at)
    context = {
        "work": work,
        "next": coaches.find_next_for_coach(work, at),
        "live": find_live_links(request.user, at),
        "ideas": list_thanked_ideas(request.user),
    }
    return render(request, "coaching/home/home_coach.html", context)


@require_safe
def manage_journal(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The entries of the audit log."""
    page, lines = read_journal(edition_for(request, edition), current_user(request), request.GET.get("page"))
    return render(request, "coaching/home/journal.html", {"page": page, "lines": lines})


@require_safe
def manage_lessons(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The lessons, each with the page of its rows."""
    current_edition = edition_for(request, edition, "nudge_delays")
    context = {
        "lessons": list_lessons(current_edition),
        "may_open_next": roles_of(request).may_open_after(current_edition),
    }
    return render(request, "coaching/home/lessons.html", context)


@require_safe
def my_messages(request: AuthenticatedRequest) -> HttpResponse:
    """The messages of this person, latest first. Sign-in codes and personal invitations are not stored."""
    mails = OutgoingMail.objects.received_by(request.user).only("subject", "sent_at")
    page = Paginator(mails, 50).get_page(request.GET.get("page"))
    return render(request, "coaching/home/message_list.html", {"page": page})


@require_safe
def my_message(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The text of one message."""
    mail = get_object_or_404(OutgoingMail.objects.received_by(request.user), pk=pk)
    return render(request, "coaching/home/message_detail.html", {"mail": mail})


@require_safe
def my_project(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """One of the person's projects: its journey, its turns, its mentor, its documents."""
    at = timezone.now()
    dossier = next(iter(list_dossiers(request.user, slug=slug, at=at)), None)
    if dossier is None:
        raise Http404
    set_edition(request, dossier.edition)
    first, *others = list_next_for_holder([dossier], at)
    members = dossier.application.project.members.present().select_related("user")
    context = {
        "dossier": dossier,
        "next": first,
        "others": others,
        "steps": list_journey_steps(dossier, at),
        "papers": list_papers(dossier),
        "turns": [describe_turn(booking) for booking in dossier.bookings if not is_over(booking, at)],
        "has_history": dossier.has_room and dossier.edition.session_has_begun(at),
        "members": members,
    }
    return render(request, "coaching/home/my_project.html", context)


@require_safe
def coaching_project(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """A project's sheet for its coaches."""
    sheet = coaches.find_sheet(request.user, slug)
    if sheet is None:
        raise Http404
    set_edition(request, sheet.participation.edition)
    context = {
        "sheet": sheet,
        "turns": [describe_turn(turn) for turn in sheet.turns],
    }
    return render(request, "coaching/home/project_sheet.html", context)


@require_safe
def my_calendar(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The calendar of a project that comes: the days, then, once it is published, their timetable."""
    dossier = next(iter(list_dossiers(request.user, slug=slug)), None)
    if dossier is None or not dossier.is_confirmed:
        raise Http404
    session = programme.find_session(dossier.edition)
    if session is None or session.published_at is None:
        return calendar_response(session_calendar(dossier.edition), slug)
    session.edition = dossier.edition
    entries = programme.find_readable_timetable(session, request.user, every_turn=False)
    return calendar_response(render_calendar(session, entries, only_mine=True), slug)


@require_safe
def manage_person(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """The roles, pending actions and messages of a person in the edition."""
    current_edition, reader = edition_for(request, edition), current_user(request)
    person = find_person(current_edition, reader, pk)
    overview = read_person(current_edition, roles_of(request), reader, person, timezone.now())
    return render(
        request, "coaching/home/person.html", {"person": overview, "mails": describe_mails(overview.mails)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def manage_person_address(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Change the address of somebody; an organiser who does not run the site requests it."""
    current_edition, actor = edition_for(request, edition), current_user(request)
    person = find_person_to_readdress(current_edition, actor, pk)
    form = AddressChangeForm(
        request.POST or None,
        initial={"email": request.GET.get("email", "")},
        is_request=not actor.is_staff,
    )
    if form.is_valid():
        with RefusalAsError(form, "email"):
            _change_address(request, current_edition, person, form.cleaned_data)
            return redirect("programmes:manage_people", edition)
    return render_form(request, "coaching/home/person_address.html", {"person": person, "form": form}, form)


def _change_address(request: AuthenticatedRequest, edition: Edition, person: User, data: Values) -> None:
    actor, at = current_user(request), timezone.now()
    if actor.is_staff:
        change_address(user=person, email=data["email"], actor=actor, at=at)
        messages.success(request, _("%(person)s entre désormais avec cette adresse.") % {"person": person})
    else:
        request_address_change(edition=edition, person=person, actor=actor, at=at, **data)
        messages.success(request, _("La demande part à la personne qui tient ce site."))

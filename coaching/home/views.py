"""Home pages: the dashboard, the project's page, messages; journal, lessons and persons of an edition."""

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
from accelerator.web.forms import render_form
from accelerator.web.refusals import RefusalAsError
from coaching.home import coach as coaches
from coaching.home.holder.ahead import list_next_for_holder
from coaching.home.holder.dossiers import dossiers_of, is_over, open_calls, read_holder
from coaching.home.holder.papers import papers_of
from coaching.home.holder.steps import dates_of, editions_of, journey
from coaching.home.holder.waiting import AUDIENCES
from coaching.home.organiser.journal import journal, list_latest_events
from coaching.home.organiser.lessons import list_lessons
from coaching.home.person import find_person, find_person_to_readdress, read_person
from coaching.ideas.queries import list_thanked_ideas
from coaching.live.queries import find_live_links
from coaching.session import timetable as programme
from coaching.session.calendar import calendar
from coaching.session.releases import turn_in_words
from coaching.session.views.timetable import calendar_response
from coaching.surveys.to_answer import find_personal_survey
from programmes.access import edition_for, roles_of, set_edition
from programmes.actions.addresses import request_address_change
from programmes.calendar import session_calendar
from programmes.capabilities import Capability
from programmes.dates import find_next_date, list_added_dates
from programmes.extensions import Home
from programmes.forms.people import AddressChangeForm
from programmes.models import Edition
from programmes.shell import list_own_homes, may_open
from programmes.todo import read_todo
from programmes.views.mails import describe_mails

MOST_LINES = 7
"""Things to do on the dashboard: the most urgent of them."""


@require_safe
def manage_edition(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """What is to be done, what comes soon, where the edition stands, the latest events."""
    at, found, user = timezone.now(), edition_for(request, edition), current_user(request)
    opens = partial(may_open, request)
    todo = read_todo(user, [found], at, opens)[found.pk]
    context = {
        "lines": todo.lines[:MOST_LINES],
        "others": len(todo.lines[MOST_LINES:]),
        "progress": todo.progress,
        "soon": find_next_date(found, at, list_added_dates(found)),
        "events": list_latest_events(found, user, opens),
        "session_is_over": found.session_is_over(at),
    }
    return render(request, "coaching/home/dashboard_edition.html", context)


LATEST = 5
"""Messages on the home; the others have a page of their own."""


@require_safe
def my_home(request: AuthenticatedRequest) -> HttpResponse:
    """What waits over all projects of this person, then each of them, the dates, the messages."""
    at = timezone.now()
    dossiers, withdrawn = read_holder(request.user, at)
    editions = editions_of(dossiers)
    if len(editions) == 1:
        set_edition(request, editions[0])
    actions = list_next_for_holder(dossiers, at, find_personal_survey(request.user, at, AUDIENCES))
    context = {
        "live": find_live_links(request.user, at),
        "next": next(iter(actions), None),
        "others": actions[1:],
        "cards": [
            {"dossier": dossier, "steps": journey(dossier, at), "papers": papers_of(dossier)}
            for dossier in dossiers
        ],
        "editions": [{"edition": edition, "dates": dates_of(edition, at)} for edition in editions],
        "mails": OutgoingMail.objects.received_by(request.user).only("subject", "sent_at")[:LATEST],
        "withdrawn": withdrawn,
        "ideas": list_thanked_ideas(request.user),
        "calls": [] if dossiers else open_calls(at),
        "homes": [] if dossiers or withdrawn else _list_other_homes(request),
    }
    return render(request, "coaching/home/my_home.html", context)


def _list_other_homes(request: AuthenticatedRequest) -> list[Home]:
    """Where this person works, besides the home of those who apply."""
    return [home for home in list_own_homes(request) if home.capability != Capability.HOLD_PROJECT]


@require_safe
def coaching_home(request: AuthenticatedRequest) -> HttpResponse:
    """What waits for an answer, the projects one follows, one's own programme, the projects of the edition."""
    at = timezone.now()
    work = coaches.work_of(request.user, request.GET.get("page"), at)
    context = {
        "work": work,
        "next": coaches.next_for_coach(work, at),
        "live": find_live_links(request.user, at),
        "ideas": list_thanked_ideas(request.user),
    }
    return render(request, "coaching/home/home_coach.html", context)


@require_safe
def manage_journal(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Who did what, and when."""
    page, lines = journal(edition_for(request, edition), current_user(request), request.GET.get("page"))
    return render(request, "coaching/home/journal.html", {"page": page, "lines": lines})


@require_safe
def manage_lessons(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Counted on its rows, each with the page that shows them."""
    current_edition = edition_for(request, edition)
    context = {
        "lessons": list_lessons(current_edition),
        "may_open_next": roles_of(request).may_open_after(current_edition),
    }
    return render(request, "coaching/home/lessons.html", context)


@require_safe
def my_messages(request: AuthenticatedRequest) -> HttpResponse:
    """The latest first. Sign-in codes and personal invitations are not stored."""
    mails = OutgoingMail.objects.received_by(request.user).only("subject", "sent_at")
    page = Paginator(mails, 50).get_page(request.GET.get("page"))
    return render(request, "coaching/home/message_list.html", {"page": page})


@require_safe
def my_message(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One of them, in its words."""
    mail = get_object_or_404(OutgoingMail.objects.received_by(request.user), pk=pk)
    return render(request, "coaching/home/message_detail.html", {"mail": mail})


@require_safe
def my_project(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """One of the person's projects: its journey, its turns, its mentor, its documents."""
    at = timezone.now()
    dossier = next(iter(dossiers_of(request.user, slug=slug, at=at)), None)
    if dossier is None:
        raise Http404
    set_edition(request, dossier.edition)
    first, *others = list_next_for_holder([dossier], at)
    members = dossier.application.project.members.present().select_related("user")
    context = {
        "dossier": dossier,
        "next": first,
        "others": others,
        "steps": journey(dossier, at),
        "papers": papers_of(dossier),
        "turns": [turn_in_words(booking) for booking in dossier.bookings if not is_over(booking, at)],
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
    """The calendar of a project that comes: the days, then, once it is published, their programme."""
    dossier = next(iter(dossiers_of(request.user, slug=slug)), None)
    if dossier is None or not dossier.is_confirmed:
        raise Http404
    session = programme.session_of(dossier.edition)
    if session is None or session.published_at is None:
        return calendar_response(session_calendar(dossier.edition), slug)
    session.edition = dossier.edition
    entries = programme.readable(session, request.user, every_turn=False)
    return calendar_response(calendar(session, entries, only_mine=True), slug)


@require_safe
def manage_person(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """What somebody is and does in the edition, what waits for them, and the messages they got."""
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

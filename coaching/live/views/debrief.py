"""The hot debrief in the room: one question a screen on a phone, and the wall on the projector."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires import actions as questionnaires, queries
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.errors import RevisionChanged, SheetFrozen
from accelerator.questionnaires.forms import AnswerForm, answer_form
from accelerator.questionnaires.views import autosave
from accelerator.transitions import TransitionRefused
from accelerator.types import Context
from accelerator.web.autosave import report_refused
from accelerator.web.forms import RefusalAsMessage
from accelerator.web.signed_cookie import SignedCookie
from coaching.attendance.views.codes import format_door_address
from coaching.attendance.views.joining import in_session
from coaching.attendance.views.presence import render_running
from coaching.attendance.visits import COOKIE as VISIT, Visit, is_account_of
from coaching.live.debrief import (
    find_debrief,
    find_debrief_with_code,
    find_response,
    order_screens,
    read_cursor,
    read_wall,
)
from coaching.live.queries import find_debrief_hour
from coaching.models import AttendeeResponse, SessionCode, Survey
from coaching.session.views.session import require_session, session_for
from coaching.surveys.actions import room as actions
from coaching.surveys.enums import InvitationState, SurveyClosed
from coaching.surveys.forms import ConsentForm
from programmes.models import Edition

COOKIE = SignedCookie(name="debrief", salt="live.debrief", path=VISIT.path)
"""The browser that may open a response: anybody may choose a name, so a name opens no answers."""


@require_http_methods(["GET", "HEAD", "POST"])
@in_session
def debrief(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The questions once begun; before that, one button; afterwards, thanks and the choice about being quoted."""
    survey, at = find_debrief(visit.edition), timezone.now()
    response = find_response(survey, visit.attendee) if survey else None
    if response and not _is_open_to(request, response):
        status = 422 if request.method == "POST" else 200
        return render(
            request,
            "coaching/live/debrief_elsewhere.html",
            {"visit": visit, "response": response},
            status=status,
        )
    if response and response.state == InvitationState.SENT:
        return _thank(request, visit, response)
    if survey is None or not survey.is_open_in_room(at):
        return _render_closed(request, visit, response)
    if request.method != "POST":
        return _render_questions(request, visit, survey, response)
    if response is None or request.POST.get("do") == "start":
        return _start(visit, survey, at)
    return _send(request, visit, survey, response)


def _start(visit: Visit, survey: Survey, at: datetime) -> HttpResponse:
    answer = redirect("coaching:live_debrief", visit.code.code)
    begun = actions.start_room_response(survey=survey, attendee=visit.attendee, at=at)
    if begun.started_at == at:  # not by another phone meanwhile
        _open_to_browser(answer, response=begun, code=visit.code, at=at)
    return answer


def _render_questions(
    request: HttpRequest,
    visit: Visit,
    survey: Survey,
    response: AttendeeResponse | None,
    form: AnswerForm | None = None,
) -> HttpResponse:
    """The questions, or the button that begins them."""
    context: Context = {"visit": visit, "survey": survey}
    if response:
        form = form or answer_form(response.sheet)
        context |= {"form": form, "screens": order_screens(form)}
    status = 422 if form and form.is_bound else 200
    return render(request, "coaching/live/debrief_page.html", context, status=status)


def _render_closed(
    request: HttpRequest, visit: Visit, response: AttendeeResponse | None, status: int = 200
) -> HttpResponse:
    sections = queries.list_readable_sections(response.sheet, set(AnswerAudience)) if response else []
    context = {"visit": visit, "sections": sections}
    return render(request, "coaching/live/debrief_closed.html", context, status=status)


def _send(request: HttpRequest, visit: Visit, survey: Survey, response: AttendeeResponse) -> HttpResponse:
    """Save the answers in any case, then send them if they are complete."""
    at = timezone.now()
    form = answer_form(response.sheet, data=request.POST, enforce=True)
    form.is_valid()
    try:
        questionnaires.save_answers(sheet=response.sheet, form=form, actor=None, at=at)
        if form.errors:
            return _render_questions(request, visit, survey, response, form)
        actions.send_room_response(response=response, at=at)
    except RevisionChanged:  # its questions were changed while the page was open
        response.sheet.refresh_from_db()
        return _send(request, visit, survey, response)
    except SheetFrozen:
        pass  # sent from another window: the page of thanks follows
    except SurveyClosed:
        return _render_closed(request, visit, response, status=422)
    except TransitionRefused as refused:
        messages.error(request, str(refused.message))
    return redirect("coaching:live_debrief", visit.code.code)


def _thank(request: HttpRequest, visit: Visit, response: AttendeeResponse) -> HttpResponse:
    form = ConsentForm(request.POST if "quote" in request.POST else None, sheet=response.sheet)
    if request.method == "POST" and form.is_valid():
        actions.change_quote(response=response, quote=form.consents()["quote"], at=timezone.now())
        messages.success(request, _("C’est noté."))
        return redirect("coaching:live_debrief", visit.code.code)
    return render(
        request, "coaching/live/debrief_thanks.html", {"visit": visit, "form": form, "response": response}
    )


@require_POST
@in_session
def debrief_answer(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Autosave one answer."""
    survey = find_debrief(visit.edition)
    response = find_response(survey, visit.attendee) if survey else None
    if survey is None or response is None or not survey.is_open_in_room(timezone.now()):
        return report_refused(SurveyClosed().message, closed=True)
    if not _is_open_to(request, response):
        return report_refused(_("Ces réponses sont sur un autre appareil"), closed=True)
    return autosave(request, sheet=response.sheet, key=key, actor=None)


@require_POST
def run_debrief(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Open the debrief in the room, or close it; outside its hour, only with ``sure``."""
    session, at = session_for(request, edition), timezone.now()
    if request.POST.get("do") != "close" and not request.POST.get("sure"):
        planned = find_debrief_hour(session, at)
        if planned and not planned.starts <= at < planned.ends:
            context = {"planned": planned, "is_past": planned.ends <= at}
            return render_running(request, "coaching/live/debrief_early.html", context, status=422)
    with RefusalAsMessage(request):
        if request.POST.get("do") == "close":
            actions.close_in_room(edition=session.edition, actor=request.user, at=at)
            messages.success(
                request, _("Le débrief est fermé dans la salle ; les liens personnels restent ouverts.")
            )
        else:
            actions.open_in_room(edition=session.edition, actor=request.user, at=at)
            messages.success(request, _("Le débrief est ouvert : il s’affiche sur les téléphones."))
    return redirect("coaching:cockpit", edition)


@require_safe
@require_session
def debrief_wall(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The debrief on the projector: words and scales, from five answers on."""
    survey, state = _read_wall_state(session_for(request, edition).edition)
    return render_running(
        request, "coaching/live/wall_page.html", {**state, "wall": read_wall(survey), "survey": survey}
    )


@require_safe
def debrief_feed(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """What changes on the wall, or 304 while nothing changed since ``?since=``."""
    survey, state = _read_wall_state(session_for(request, edition).edition)
    if request.GET.get("since") == state["cursor"]:
        # nothing was answered since: the wall stays as it is, and no text crosses the room’s network
        return HttpResponse(status=304)
    response = render(request, "coaching/live/_wall_feed.html", {**state, "wall": read_wall(survey)})
    response["X-Cursor"] = state["cursor"]
    response["Cache-Control"] = "no-store"
    return response


def _read_wall_state(edition: Edition) -> tuple[Survey | None, Context]:
    """The debrief, and whether its wall invites to answer: a cursor changes as it opens or closes."""
    at = timezone.now()
    survey = find_debrief_with_code(edition, at)
    is_open = bool(survey and survey.is_open_in_room(at))
    state = {
        "is_open": is_open,
        "code": survey.code if survey and is_open else None,
        "door": format_door_address(),
        "cursor": f"{int(is_open)}-{read_cursor(survey)}",
    }
    return survey, state


def _is_open_to(request: HttpRequest, response: AttendeeResponse) -> bool:
    """Whether this is the account of the author, or the browser in which they began; ``response``: the result of
    ``find_response``. No query."""
    begun = response.begun  # type: ignore[attr-defined]
    attendee = response.attendee
    is_own = attendee is not None and is_account_of(request, attendee)
    return is_own or (begun is not None and COOKIE.read(request) == begun)


def _open_to_browser(
    answer: HttpResponseRedirect, *, response: AttendeeResponse, code: SessionCode, at: datetime
) -> None:
    """Let this browser continue its response. Side effect: a cookie, of the pages of sessions only."""
    COOKIE.give(answer, response.pk, lasts=code.valid_until - at)

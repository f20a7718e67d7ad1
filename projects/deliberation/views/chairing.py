"""Running the meeting: open it, take dossiers, decide, close."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from programmes.access import edition_for, roles_of
from programmes.models import Edition
from projects.application.enums import READ_BY_JURY
from projects.conflicts.queries import conflicts_of
from projects.decision.actions.refusals import DecisionMoved, PlacesTaken
from projects.deliberation.actions import attendance, decisions, discussions, meetings
from projects.deliberation.checks import DecisionsRefused
from projects.deliberation.enums import AgendaBlock
from projects.deliberation.forms import AdjournForm, MeetingDecisionForm, OpenMeetingForm, SetAsideForm
from projects.deliberation.queries.screen import find_open_meeting, list_closing_refusals, read_screen
from projects.deliberation.views.screens import make_decision_form, render_room
from projects.models import Application, Meeting, PendingDecision


def fetch_meeting(request: AuthenticatedRequest, edition: str) -> tuple[Edition, Meeting | None]:
    """The open meeting of the edition; without one, a message says so on the page that follows."""
    current_edition = edition_for(request, edition)
    meeting = find_open_meeting(current_edition)
    if meeting is None:
        messages.error(request, _("La séance est close : rien n’y change plus."))
    return current_edition, meeting


def _return_to_room(edition: str, anchor: str = "") -> HttpResponse:
    response = redirect("projects:deliberation", edition=edition)
    response["Location"] += anchor
    return response


def _find_dossier(request: AuthenticatedRequest, edition: Edition, ref: str) -> Application:
    """A dossier of the edition that this person may judge, else 404; one that was decided and then withdrawn too."""
    decided = PendingDecision.objects.filter(meeting__edition=edition, meeting__closed_at=None)
    rows = Application.objects.for_edition(edition).judged_by(request.user)
    is_there = Q(state__in=READ_BY_JURY) | Q(pk__in=decided.order_by().values("application"))
    return get_object_or_404(rows.filter(is_there).select_related("call"), reference=ref)


@require_POST
def open_meeting(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    current_edition = edition_for(request, edition)
    form = OpenMeetingForm(request.POST)
    if form.is_valid():
        with RefusalAsMessage(request):
            meetings.open_meeting(
                edition=current_edition,
                quorum=form.cleaned_data["quorum"],
                actor=request.user,
                at=timezone.now(),
            )
            messages.success(
                request, _("La séance est ouverte. Chaque membre signale sa présence sur son écran.")
            )
    else:
        messages.error(request, _("Le quorum est un nombre d’organismes, de 0 à 99."))
    return _return_to_room(edition)


@require_POST
def record_attendance(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The arrival or the departure of a member, recorded by the person who runs the meeting."""
    current_edition, meeting = fetch_meeting(request, edition)
    members = User.objects.filter(roles__edition=current_edition).distinct()
    user = get_object_or_404(members, pk=_read_key(request.POST.get("user")))
    if meeting:
        with RefusalAsMessage(request):
            if request.POST.get("do") == "leave":
                attendance.leave(meeting=meeting, user=user, at=timezone.now())
            else:
                attendance.arrive(meeting=meeting, user=user, actor=request.user, at=timezone.now())
    return _return_to_room(edition, "#attendance")


def _read_key(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() and len(value) < 19 else None


@require_POST
def pause_meeting(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    act = meetings.resume_meeting if request.POST.get("do") == "resume" else meetings.pause_meeting
    return _act(request, edition, lambda meeting: act(meeting=meeting, at=timezone.now()))


def _act(request: AuthenticatedRequest, edition: str, act: Callable[[Meeting], Any]) -> HttpResponse:
    _edition, meeting = fetch_meeting(request, edition)
    if meeting:
        with RefusalAsMessage(request):
            act(meeting)
    return _return_to_room(edition)


@require_POST
def take_dossier(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    current_edition, meeting = fetch_meeting(request, edition)
    application = _find_dossier(request, current_edition, ref)
    if meeting:
        seen = _read_key(request.POST.get("seen"))
        with RefusalAsMessage(request):
            discussions.take_dossier(meeting=meeting, application=application, seen=seen, at=timezone.now())
    return _return_to_room(edition, "#current")


@require_POST
def postpone_dossier(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """« Remettre à plus tard », « Revoir »."""
    current_edition, meeting = fetch_meeting(request, edition)
    application = _find_dossier(request, current_edition, ref)
    if meeting:
        with RefusalAsMessage(request):
            seen = request.POST.get("seen", "")
            discussions.postpone_dossier(
                meeting=meeting, application=application, seen=seen, at=timezone.now()
            )
            messages.success(request, _("%(ref)s est remis à la fin des dossiers à débattre.") % {"ref": ref})
    return _return_to_room(edition)


@require_POST
def decide_dossier(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponseBase:
    current_edition, meeting = fetch_meeting(request, edition)
    application = _find_dossier(request, current_edition, ref)
    if meeting is None:
        return _return_to_room(edition)
    with RefusalAsMessage(request):
        if meeting.current_id != application.pk:
            raise discussions.CurrentDossierMoved(meeting.current)
        screen = read_screen(meeting, request.user, timezone.now(), runs=True)
        form = make_decision_form(screen, request.POST)
        if form is None:
            messages.error(request, _("Vous êtes hors de la salle pour ce dossier."))
            return _return_to_room(edition)
        if not (form.is_valid() and _decide(request, meeting, application, form)):
            return render_room(request, meeting, form=form)
        messages.success(
            request,
            _("%(ref)s : décision notée. Elle prendra effet à la clôture.") % {"ref": ref},
        )
    return _return_to_room(edition, "#current")


def _decide(
    request: AuthenticatedRequest, meeting: Meeting, application: Application, form: MeetingDecisionForm
) -> bool:
    """Whether the decision is saved; if not, the form has the error. Raises :class:`CurrentDossierMoved`: the form is
    not about the dossier that the next page shows.
    """
    try:
        decisions.decide_in_meeting(
            meeting=meeting,
            application=application,
            actor=request.user,
            at=timezone.now(),
            **form.read_decision(),
        )
    except DecisionMoved as moved:
        form.show_moved(moved)
    except PlacesTaken as taken:
        form.show_taken(taken)
    except DecisionsRefused as refused:
        form.show_refusals(refused)
    except discussions.CurrentDossierMoved:
        raise
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal.message))
    else:
        return True
    return False


@require_POST
def decide_block(request: AuthenticatedRequest, edition: str, block: str) -> HttpResponseBase:
    """Accept the dossiers of a block, or set them aside with a common reason."""
    if block not in {AgendaBlock.ACCEPT, AgendaBlock.SET_ASIDE}:
        raise Http404
    _edition, meeting = fetch_meeting(request, edition)
    if meeting is None:
        return _return_to_room(edition)
    chosen = AgendaBlock(block)
    form = SetAsideForm(request.POST) if chosen == AgendaBlock.SET_ASIDE else None
    if form is None or form.is_valid():
        written = 0
        refusal = RefusalAsError(form, "reason") if form else RefusalAsMessage(request)
        with refusal:
            written = decisions.decide_block(
                meeting=meeting,
                block=chosen,
                seen=[key for value in request.POST.getlist("dossier") if (key := _read_key(value))],
                reason=form.cleaned_data["reason"] if form else "",
                actor=request.user,
                at=timezone.now(),
            )
        if written:
            text = ngettext(
                "%(n)s décision notée. Elle prendra effet à la clôture.",
                "%(n)s décisions notées. Elles prendront effet à la clôture.",
                written,
            )
            messages.success(request, text % {"n": written})
    return render_room(request, meeting, set_aside=form) if form and form.errors else _return_to_room(edition)


@require_http_methods(["GET", "HEAD", "POST"])
def close_meeting(request: AuthenticatedRequest, edition: str) -> HttpResponseBase:
    """What the close will write, and what stands against it; or the end of the meeting without a decision."""
    current_edition, meeting = fetch_meeting(request, edition)
    if meeting is None:
        return _return_to_room(edition)
    seen = request.POST.get("seen", "")
    adjourns = request.method == "POST" and request.POST.get("do") == "adjourn"
    form = AdjournForm(request.POST if adjourns else None)
    if adjourns and form.is_valid():
        with RefusalAsError(form, "reason"):
            meetings.adjourn_meeting(
                meeting=meeting,
                reason=form.cleaned_data["reason"],
                seen=seen,
                actor=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("La séance est levée. Aucune décision n’est écrite."))
            return _return_to_room(edition)
    elif request.method == "POST" and request.POST.get("do") == "close":
        with RefusalAsMessage(request):
            written = meetings.close_meeting(
                meeting=meeting, seen=seen, actor=request.user, at=timezone.now()
            )
            text = ngettext(
                "La séance est close : %(n)s décision est écrite. Rien n’est envoyé.",
                "La séance est close : %(n)s décisions sont écrites. Rien n’est envoyé.",
                written,
            )
            messages.success(request, text % {"n": written})
            return _return_to_room(edition)
        return redirect("projects:close_meeting", edition=edition)
    return _render_close(request, current_edition, meeting, form)


def _render_close(
    request: AuthenticatedRequest, edition: Edition, meeting: Meeting, form: AdjournForm
) -> HttpResponse:
    conflicts = conflicts_of(request.user, edition, roles=roles_of(request))
    screen = read_screen(meeting, request.user, timezone.now())
    context = {
        "edition": edition,
        "meeting": meeting,
        "screen": screen,
        "tally": screen.tally,
        "refusals": list_closing_refusals(meeting, conflicts),
        "form": form,
    }
    return render_form(request, "projects/deliberation/close_meeting.html", context, form)

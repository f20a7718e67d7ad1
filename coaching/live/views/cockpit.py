"""The cockpit of those who run the session: presences, the running slot, actions, and « +10 min »."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from accelerator.types import Context
from accelerator.web.autosave import parse_version
from accelerator.web.forms import RefusalAsMessage
from accelerator.web.page_tags import hash_body
from coaching.attendance.codes import make_key
from coaching.attendance.halves import plan_half_days
from coaching.attendance.views.presence import render_running
from coaching.ideas.queries import show_round
from coaching.incidents.enums import IncidentSubject
from coaching.incidents.queries import list_undoable
from coaching.live import actions, queries
from coaching.live.opened import read_opened
from coaching.live.tables import read_step, read_todo
from coaching.models import SlotShift
from coaching.pairing.actions.pairing import record_agreement
from coaching.pairing.queries.board import list_mentor_roles
from coaching.session.actions.occupancy import PlanRefused
from coaching.session.actions.releases import release_changes
from coaching.session.releases import read_draft
from coaching.session.views.session import require_session, session_and_release, session_for
from programmes.access import can
from programmes.capabilities import Capability
from projects.models import Participation

STEPS = (5, 10, 15)
"""Minutes that one click shifts."""


def _read(request: AuthenticatedRequest, edition: str) -> Context:
    """Whatever the number of people, eight queries; two more to compare a draft, and two to find free mentors."""
    at = timezone.now()
    today = timezone.localdate(at)
    session, released = session_and_release(request, edition)
    opened = read_opened(session, at)
    draft = read_draft(session) if released is None or opened.may_have_changes else released
    attendance = queries.read_attendance(session, plan_half_days(session, draft), at)
    timetable, tables = read_step(session, released or draft, attendance.names, at)
    runs_today, goes_on = timetable.lasts_on(today), timetable.goes_on(at)
    # a release may drop the rest of a day that is late
    is_late = runs_today or session.edition.session_runs(at)
    return {
        "venue": session,
        "at": at,
        "steps": STEPS,
        "attendance": attendance,
        "tables": tables,
        "todo": read_todo(session, released, draft, tables, attendance) if runs_today else None,
        "organises": can(request, Capability.MANAGE_EDITION, edition=edition),
        "today": today,
        "runs_today": runs_today,
        "now": goes_on,
        "step": queries.describe_step(timetable, goes_on),
        "next": timetable.comes_next(at),
        "ends_at": min((entry.ends for entry in goes_on), default=None),
        "late": opened.late if is_late else 0,
        "last_shift": opened.last_shift if is_late else None,
        "opened": opened,
        "key": make_key(opened.code) if opened.code else "",
        "debrief_open": bool(opened.debrief and opened.debrief.is_open_in_room(at)),
        "round": show_round(opened.mix_round, at) if opened.mix_round else None,
        "subjects": IncidentSubject,
        "incidents": list_undoable(session, at) if runs_today else [],
    }


@require_safe
@require_session
def cockpit(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    context = _read(request, edition)
    return render_running(request, "coaching/live/cockpit_page.html", _render_state(request, context))


@require_safe
def cockpit_state(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The live part of the cockpit, or 204 while ``?mark=`` is its present value: nothing moves under a finger then."""
    context = _render_state(request, _read(request, edition))
    if request.GET.get("mark") == context["mark"]:
        return HttpResponse(status=204)
    return render(request, "coaching/live/_cockpit_live.html", context)


def _render_state(request: AuthenticatedRequest, context: Context) -> Context:
    """The live part and its ``mark``, which ignores signed forms."""
    state = render_to_string("coaching/live/_cockpit_state.html", context, request=request)
    mark = hash_body(state)[:16]
    return {**context, "state": state, "mark": mark}


@require_POST
def shift(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """« +10 min »."""
    session, typed = session_for(request, edition), request.POST.get("minutes", "")
    by = int(typed) if typed in {str(step) for step in STEPS} else 10
    seen = parse_version(request.POST.get("seen", ""))
    try:
        shifted = actions.shift_rest(session=session, by=by, seen=seen, actor=request.user, at=timezone.now())
    except PlanRefused as refused:
        for reason in refused.reasons:
            messages.error(request, _("Rien n’a bougé. %(reason)s") % {"reason": reason})
    except TransitionRefused as refused:
        messages.error(request, str(refused.message))
    else:
        message = _("Le programme est décalé de %(minutes)d min : les pages de chacun suivent.")
        messages.success(request, message % {"minutes": shifted.minutes})
    return redirect("coaching:cockpit", edition)


@require_POST
def undo(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    session = session_for(request, edition)
    shift = get_object_or_404(SlotShift, pk=pk, day__session=session)
    with RefusalAsMessage(request):
        actions.undo_shift(session=session, pk=shift.pk, actor=request.user, at=timezone.now())
        messages.success(request, _("Le décalage est annulé."))
    return redirect("coaching:cockpit", edition)


@require_POST
def publish(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Publish the changes that the page counted; nothing when the timetable was changed or published since."""
    session, seen = session_for(request, edition), request.POST.get("seen", "")
    with RefusalAsMessage(request):
        sent = release_changes(session=session, seen=seen, actor=request.user, at=timezone.now())
        words = ngettext(
            "Les changements sont en ligne ; %(count)d message part.",
            "Les changements sont en ligne ; %(count)d messages partent.",
            sent,
        )
        nobody = _("Les changements sont en ligne ; personne n’est à prévenir.")
        messages.success(request, words % {"count": sent} if sent else nobody)
    return redirect("coaching:cockpit", edition)


@require_POST
def assign(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """« Elle a dit oui »: pair a free mentor with a project that has none."""
    session, chosen = session_for(request, edition), request.POST.get("mentor", "")
    places = Participation.objects.with_room().filter(edition=session.edition)
    place = get_object_or_404(places.select_related("project__organisation", "project__application"), pk=pk)
    place.edition = session.edition
    mentor = next(
        (role.user for role in list_mentor_roles(session.edition) if str(role.user_id) == chosen), None
    )
    if mentor is None:
        messages.error(request, _("Choisissez un parrain ou une marraine de cette édition."))
        return redirect("coaching:cockpit", edition)
    with RefusalAsMessage(request):
        record_agreement(participation=place, mentor=mentor, actor=request.user, at=timezone.now())
        words = _("C’est noté : %(mentor)s suit « %(project)s ».")
        messages.success(request, words % {"mentor": mentor, "project": place.project})
    return redirect("coaching:cockpit", edition)

"""Incidents, from the cockpit: read the changes, apply them, undo them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.forms import RefusalAsMessage
from coaching.attendance.views.presence import render_running
from coaching.incidents.actions import incidents as actions
from coaching.incidents.actions.planning import plan_incident
from coaching.incidents.enums import IncidentKind, IncidentSubject
from coaching.incidents.forms import IncidentForm
from coaching.incidents.queries import find_day
from coaching.models import Incident, Session
from coaching.session.views.session import session_for


@require_http_methods(["GET", "HEAD", "POST"])
def report_incident(request: AuthenticatedRequest, edition: str, subject: str) -> HttpResponse:
    """The changes because somebody or something is missing; posted, they are applied and announced."""
    session, at = session_for(request, edition), timezone.now()
    if subject not in IncidentSubject.values:
        raise Http404
    day = find_day(session, at)
    if day is None:
        messages.error(request, _("Ce n’est pas un jour de la session : corrigez le déroulé."))
        return redirect("coaching:cockpit", edition)
    day.session = session
    data = request.POST if request.method == "POST" else request.GET
    form = IncidentForm(data or None, subject=IncidentSubject(subject), session=session, day=day, at=at)
    plan, status = None, 422 if form.is_bound else 200
    if form.is_valid():
        if request.method == "POST" and _apply(request, session, form):
            return redirect("coaching:cockpit", edition)
        plan, status = plan_incident(session, form.report, at), 409 if request.method == "POST" else 200
    context = {
        "form": form,
        "plan": plan,
        "subject": IncidentSubject(subject),
        "subjects": IncidentSubject,
    }
    return render_running(request, "coaching/incidents/incident_page.html", context, status=status)


def _apply(request: AuthenticatedRequest, session: Session, form: IncidentForm) -> bool:
    """Whether the plan that was read is applied; it may have changed by now."""
    report, at = form.report, timezone.now()
    with RefusalAsMessage(request):
        done = actions.record_incident(
            session=session, report=report, seen=request.POST.get("seen", ""), actor=request.user, at=at
        )
        words = _("%(what)s : %(how)s.") % {"what": done.incident.subject, "how": done.incident.words}
        follows = _count_mails(done.mails) if done.incident.has_changes else _("Rien ne bouge.")
        messages.success(request, f"{words} {follows}")
        _reseat(request, session, done.incident)
        return True
    return False


def _count_mails(mails: int) -> str:
    if not mails:
        return _("Personne n’est à prévenir.")
    words = ngettext(
        "Téléphones et écrans suivent ; %(count)d message part.",
        "Téléphones et écrans suivent ; %(count)d messages partent.",
        mails,
    )
    return words % {"count": mails}


def _reseat(request: AuthenticatedRequest, session: Session, done: Incident) -> None:
    """Plan the tables of the mix again after a project left or came back."""
    if done.kind != IncidentKind.LEFT or done.participation is None:
        return
    done.participation.refresh_from_db()
    if actions.reseat_tables(
        session=session, place=done.participation, actor=request.user, at=timezone.now()
    ):
        messages.success(request, _("Les tables du Grand Mix sont refaites pour les tours à venir."))


@require_POST
def undo(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    session = session_for(request, edition)
    rows = Incident.objects.of_session(session).select_related("participation__project", "mentor", "room")
    incident = get_object_or_404(rows, pk=pk)
    with RefusalAsMessage(request):
        done = actions.undo_incident(session=session, pk=pk, actor=request.user, at=timezone.now())
        words = _("C’est annulé pour « %(what)s ».") % {"what": incident.subject}
        messages.success(request, f"{words} {_count_mails(done.mails)}")
        if done.blocked:
            left = ngettext(
                "%(count)d tour a été pris entre-temps : placez-le à la main.",
                "%(count)d tours ont été pris entre-temps : placez-les à la main.",
                done.blocked,
            )
            messages.warning(request, left % {"count": done.blocked})
        _reseat(request, session, incident)
    return redirect("coaching:cockpit", edition)

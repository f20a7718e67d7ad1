"""Publish, after a page that lists the changes and their recipients."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from accelerator.web.forms import RefusalAsMessage
from coaching.models import Session
from coaching.session import queries
from coaching.session.actions import releases as actions
from coaching.session.announcing import list_concerned
from coaching.session.changes import compare
from coaching.session.checks import check_programme, fingerprint_findings, refuse_unread
from coaching.session.details import DetailedDraft, read_details
from coaching.session.programme import SessionProgramme
from coaching.session.releases import compute_fingerprint
from coaching.session.views.session import go_back, require_session, session_and_release


@require_http_methods(["GET", "HEAD", "POST"])
@require_session
def publish(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The first time, the whole timetable; then the changes since the last release."""
    session, released = session_and_release(request, edition)
    if request.method == "POST":
        return _release(request, session) if "seen" in request.POST else _publish(request, session)
    if session.published_at and released is not None:
        return _render_changes(request, session, released)
    context = {
        "venue": session,
        "people": queries.list_timetable_recipients(session.edition),
        **_build_findings_context(read_details(session)),
    }
    return render(request, "coaching/session/session_publish.html", context)


def _render_changes(
    request: AuthenticatedRequest, session: Session, released: SessionProgramme
) -> HttpResponse:
    details = read_details(session, released)
    changes = compare(released, details.programme)
    context = {
        "venue": session,
        "announcement": list_concerned(session, changes, details.received_projects, details.members)
        if changes
        else None,
        "seen": compute_fingerprint(released, details.programme),
        **_build_findings_context(details),
        "releases": session.releases.defer("snapshot").select_related("released_by").order_by("-number")[:20],
    }
    return render(request, "coaching/session/session_release.html", context)


def _build_findings_context(details: DetailedDraft) -> Context:
    findings = check_programme(details)
    return {
        "findings": findings,
        "read": fingerprint_findings(findings),
        "is_impossible": any(finding.is_impossible for finding in findings),
    }


def _publish(request: AuthenticatedRequest, session: Session) -> HttpResponse:
    with RefusalAsMessage(request):
        refuse_unread(check_programme(read_details(session)), request.POST.get("read", ""))
        sent = actions.publish_timetable(session=session, actor=request.user, at=timezone.now())
        words = ngettext(
            "Le programme est en ligne ; %(count)d message part.",
            "Le programme est en ligne ; %(count)d messages partent.",
            sent,
        )
        messages.success(request, words % {"count": sent})
        return redirect("coaching:manage_session", session.edition.slug)
    return redirect("coaching:session_publish", session.edition.slug)


def _release(request: AuthenticatedRequest, session: Session) -> HttpResponse:
    with RefusalAsMessage(request):
        refuse_unread(check_programme(read_details(session)), request.POST.get("read", ""))
        sent = actions.release_changes(
            session=session, seen=request.POST["seen"], actor=request.user, at=timezone.now()
        )
        words = ngettext(
            "Les changements sont en ligne ; %(count)d message part.",
            "Les changements sont en ligne ; %(count)d messages partent.",
            sent,
        )
        nobody = _("Les changements sont en ligne ; personne n’est à prévenir.")
        return go_back(session.edition.slug, words % {"count": sent} if sent else nobody, request)
    return redirect("coaching:session_publish", session.edition.slug)

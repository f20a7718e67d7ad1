"""What is printed for the two days."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.attendance import papers
from coaching.attendance.halves import find_half_day, list_announced_half_days, list_certified_half_days
from coaching.attendance.queries import count_to_print, list_attended, list_attendees
from coaching.attendance.views.presence import render_running
from coaching.session.printing import respond_with_pdf
from coaching.session.views.session import require_session, session_for


@require_safe
@require_session
def session_papers(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The list of what can be printed."""
    session = session_for(request, edition)
    announced = list_announced_half_days(session)
    context = {
        "half_days": announced,
        "draft": "" if session.published_at else papers.describe_draft(),
        **count_to_print(session),
        "attended": len(list_attended(session, list_certified_half_days(session, announced))),
    }
    return render_running(request, "coaching/attendance/papers_page.html", context)


@never_cache
@require_safe
def attendance_sheet(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The sheets of every half-day, or of ``?half=``."""
    session = session_for(request, edition)
    half_days = list_announced_half_days(session)
    if wanted := request.GET.get("half"):
        half_days = [half_day] if (half_day := find_half_day(half_days, wanted)) else []
    if not half_days:
        raise Http404
    body = papers.print_sheet(session, half_days, list_attendees(session), timezone.now())
    return respond_with_pdf(body, f"{edition}-emargement")


@never_cache
@require_safe
def badges(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Everybody's, or one person's with ``?person=``."""
    session = session_for(request, edition)
    people = list_attendees(session)
    if wanted := request.GET.get("person"):
        people = [row for row in people if str(row.pk) == wanted]
    if not people:
        raise Http404
    return respond_with_pdf(papers.print_badges(session, people, timezone.now()), f"{edition}-badges")


@never_cache
@require_safe
def table_tents(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Table tents for each person, or for each project with ``?of=projects``."""
    session = session_for(request, edition)
    people = list_attendees(session)
    cards = [(row.name, row.body or str(row.get_kind_display())) for row in people]
    if request.GET.get("of") == "projects":
        coming = session.edition.participations.confirmed().select_related("project__organisation")
        rows = [place.project for place in coming.order_by("project__title", "pk")]
        cards = [(row.title, row.organisation.name if row.organisation else "") for row in rows]
    if not cards:
        raise Http404
    return respond_with_pdf(papers.print_tents(session, cards, timezone.now()), f"{edition}-chevalets")


@never_cache
@require_safe
def door_signs(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    session = session_for(request, edition)
    if not session.rooms.exists():
        raise Http404
    return respond_with_pdf(papers.print_door_signs(session, timezone.now()), f"{edition}-salles")


@never_cache
@require_safe
def certificates(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The certificates of everybody who came, or of one person with ``?person=``."""
    session = session_for(request, edition)
    attended = list_attended(session, list_certified_half_days(session))
    if wanted := request.GET.get("person"):
        attended = [row for row in attended if str(row[0].pk) == wanted]
    if not attended:
        raise Http404
    at: datetime = timezone.now()
    body = papers.print_certificates(session, attended, str(request.user), at)
    return respond_with_pdf(body, f"{edition}-attestations")

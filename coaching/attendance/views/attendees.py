"""Everybody who comes to the session, for those who run it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from accelerator.web.forms import RefusalAsError
from coaching.attendance import queries
from coaching.attendance.actions import attendees as actions
from coaching.attendance.actions.attendees import find_expected_people, sync_attendees
from coaching.attendance.enums import ImageConsent
from coaching.attendance.forms import AttendeeForm, ImageConsentForm
from coaching.attendance.views.presence import render_running
from coaching.models import Attendee, Session
from coaching.session.views.session import require_session, session_for

PAGE_SIZE = 28


@require_http_methods(["GET", "HEAD", "POST"])
@require_session
def manage_attendees(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The list with each consent to photos, searched by ``?q=``; the form that adds a person by name."""
    session = session_for(request, edition)
    form = AttendeeForm(request.POST or None, session=session)
    if request.method == "POST" and form.is_valid():
        with RefusalAsError(form, "name"):
            added = actions.add_attendee(
                session=session, actor=request.user, at=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("« %(name)s » est sur la liste.") % {"name": added})
            return redirect("coaching:manage_attendees", edition)
    context = {"form": form, **_list_people(request, session)}
    status = 422 if form.is_bound else 200
    return render_running(request, "coaching/attendance/attendee_list.html", context, status=status)


def _list_people(request: AuthenticatedRequest, session: Session) -> Context:
    everybody = queries.list_attendees(session)
    typed, consent = request.GET.get("q", ""), request.GET.get("photos", "")
    people = queries.search_attendees(everybody, typed)
    if consent in ("waiting", *queries.CONSENTS.values()):
        people = [row for row in people if queries.name_consent(row) == consent]
    listed = session.attendees.filter(user__isnull=False).values_list("user", flat=True)
    return {
        "venue": session,
        "page": Paginator(people, PAGE_SIZE).get_page(request.GET.get("page")),
        "expected": len(everybody),
        "count": len(people),
        "typed": typed,
        "photos": consent,
        "consents": queries.describe_consents(queries.count_consents(everybody)),
        "removed": queries.list_attendees(session, removed=True),
        "changes": len(set(find_expected_people(session)) - set(listed)),
    }


@require_POST
def sync(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Bring the list up to date with the projects that come and the roles of the edition."""
    added = sync_attendees(session=session_for(request, edition), at=timezone.now())
    words = ngettext("%(count)d personne ajoutée.", "%(count)d personnes ajoutées.", added)
    messages.success(request, words % {"count": added} if added else _("La liste est à jour."))
    return redirect("coaching:manage_attendees", edition)


def _find_attendee(request: AuthenticatedRequest, edition: str, pk: int) -> Attendee:
    session = session_for(request, edition)
    attendee = get_object_or_404(session.attendees.select_related("participation__project"), pk=pk)
    attendee.session = session
    return attendee


@require_http_methods(["GET", "HEAD", "POST"])
def attendee(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Change what was typed of an attendee; people with an account change it themselves."""
    row = _find_attendee(request, edition, pk)
    form = None
    if row.user_id is None:
        form = AttendeeForm(request.POST or None, instance=row, session=row.session)
        if request.method == "POST" and form.is_valid():
            actions.change_attendee(attendee=form.save(commit=False), actor=request.user, at=timezone.now())
            messages.success(request, _("C’est enregistré."))
            return redirect("coaching:manage_attendees", edition)
    came = row.attendances.select_related("day").order_by("day__date", "half")
    context = {"attendee": row, "form": form, "came": came}
    status = 422 if form and form.is_bound else 200
    return render_running(request, "coaching/attendance/attendee_detail.html", context, status=status)


@require_POST
def remove_attendee(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Take a person off the list; the message counts the presences that stay on the sheets."""
    attendee = _find_attendee(request, edition, pk)
    came = actions.remove_attendee(attendee=attendee, actor=request.user, at=timezone.now())
    message = _("« %(name)s » n’est plus sur la liste.") % {"name": attendee}
    if came:
        message += " " + ngettext(
            "Sa présence à %(count)d demi-journée reste sur la feuille d’émargement.",
            "Ses présences à %(count)d demi-journées restent sur les feuilles d’émargement.",
            came,
        ) % {"count": came}
    undo = reverse("coaching:restore_attendee", args=[edition, pk])
    messages.success(request, message, extra_tags=f"undo={undo}")
    return redirect("coaching:manage_attendees", edition)


@require_POST
def restore_attendee(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    attendee = _find_attendee(request, edition, pk)
    actions.restore_attendee(attendee=attendee, actor=request.user, at=timezone.now())
    messages.success(request, _("« %(name)s » est de nouveau sur la liste.") % {"name": attendee})
    return redirect("coaching:manage_attendees", edition)


@require_POST
def image_consent(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Save the consent of a person to photos."""
    attendee = _find_attendee(request, edition, pk)
    form = ImageConsentForm(request.POST)
    if form.is_valid():
        consent = ImageConsent(form.cleaned_data["consent"])
        actions.set_image_consent(attendee=attendee, consent=consent, actor=request.user, at=timezone.now())
        words = _("Photos de %(name)s : %(consent)s.") % {"name": attendee, "consent": consent.label}
        messages.success(request, words)
    return redirect("coaching:attendee", edition, pk)

"""Stepping aside from a dossier: by oneself, or written down by an organiser."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.accounts.people import current_user
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from programmes.access import edition_for, set_edition
from projects.conflicts.actions import recusal
from projects.conflicts.forms import RecordedRecusalForm, RecusalForm
from projects.conflicts.queries.stepped_aside import members_who_may_recuse
from projects.models import Application


@require_http_methods(["GET", "HEAD", "POST"])
def recuse(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """Recuse oneself with a reason: the dossier closes."""
    assigned = Application.objects.reviewed_by(current_user(request)).select_related("call__edition")
    application = get_object_or_404(assigned, reference=ref)
    set_edition(request, application.call.edition)
    form = RecusalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            recusal.recuse(
                application=application,
                reviewer=current_user(request),
                author=current_user(request),
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            )
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(
                request, _("Votre déport est enregistré : ce dossier ne vous est plus accessible.")
            )
            return redirect("projects:review_queue")
    context = {"application": application, "form": form}
    return render(
        request, "projects/conflicts/recusal_form.html", context, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def record_recusal(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """An organiser writes down that somebody stepped aside."""
    current_edition = edition_for(request, edition)
    dossiers = Application.objects.for_edition(current_edition).received().judged_by(current_user(request))
    application = get_object_or_404(dossiers, reference=ref)
    people = members_who_may_recuse(application)
    form = RecordedRecusalForm(people, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            recusal.recuse(
                application=application, author=current_user(request), at=timezone.now(), **form.cleaned_data
            )
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(
                request, _("Le déport de %(who)s est enregistré.") % {"who": form.cleaned_data["reviewer"]}
            )
            return redirect("projects:manage_assignment", edition=edition)
    context = {"edition": current_edition, "application": application, "form": form}
    return render(
        request, "projects/conflicts/recusal_record.html", context, status=422 if form.is_bound else 200
    )

"""Step aside from a dossier; an organiser records the conflict of somebody else."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.forms import RefusalAsError, render_form
from programmes.access import edition_for, set_edition
from projects.anonymity.queries import hide_name_from
from projects.conflicts import actions, queries
from projects.conflicts.forms import RecordedRecusalForm, RecusalForm
from projects.models import Application


@require_http_methods(["GET", "HEAD", "POST"])
def recuse(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """Recuse oneself with a reason: the dossier closes."""
    assigned = Application.objects.reviewed_by(request.user).select_related("call__edition")
    application = get_object_or_404(assigned, reference=ref)
    set_edition(request, application.call.edition)
    form = RecusalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with RefusalAsError(form):
            actions.recuse(
                application=application,
                reviewer=request.user,
                author=request.user,
                reason=form.cleaned_data["reason"],
                at=timezone.now(),
            )
            messages.success(
                request, _("Votre déport est enregistré : ce dossier ne vous est plus accessible.")
            )
            return redirect("projects:review_queue")
    context = {"application": hide_name_from(request.user, application), "form": form}
    return render_form(request, "projects/conflicts/recusal_form.html", context, form)


@require_http_methods(["GET", "HEAD", "POST"])
def record_recusal(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """An organiser writes down that somebody stepped aside."""
    current_edition = edition_for(request, edition)
    dossiers = Application.objects.for_edition(current_edition).received().not_hidden_from(request.user)
    application = get_object_or_404(dossiers, reference=ref)
    people = queries.members_who_may_recuse(application)
    form = RecordedRecusalForm(people, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with RefusalAsError(form):
            actions.recuse(
                application=application, author=request.user, at=timezone.now(), **form.cleaned_data
            )
            messages.success(
                request, _("Le déport de %(who)s est enregistré.") % {"who": form.cleaned_data["reviewer"]}
            )
            return redirect("projects:manage_assignment", edition=edition)
    context = {"edition": current_edition, "application": application, "form": form}
    return render_form(request, "projects/conflicts/recusal_record.html", context, form)

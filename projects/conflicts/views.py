"""Step aside from a dossier; the conflicts of a committee: recusals to confirm, applicants who sit, waivers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.forms import render_form
from accelerator.web.refusals import RefusalAsError, RefusalAsMessage
from programmes.access import edition_for, set_edition
from programmes.models import Edition
from projects.conflicts import actions, queries
from projects.conflicts.forms import RecordedRecusalForm, RecusalForm, WaiverForm
from projects.models import Application, SeatWaiver


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
    context = {"application": application, "form": form}
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


MOST_TIES = 50
"""Recusals proposed, and written, at once."""
MOST_RECUSALS = 200
"""How many recusals the page lists, latest first."""


@require_http_methods(["GET", "HEAD", "POST"])
def manage_conflicts(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """What the ties of the committee call for, to confirm; who may sit although they apply."""
    current_edition = edition_for(request, edition)
    if request.method == "POST" and request.POST.get("do") == "recuse":
        return _confirm(request, current_edition)
    form = WaiverForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _record(request, current_edition, form):
        return redirect("projects:manage_conflicts", edition=edition)
    at, ties = timezone.now(), queries.ties_to_confirm(current_edition, request.user)
    return render_form(
        request,
        "projects/conflicts/conflicts_page.html",
        {
            "edition": current_edition,
            "ties": ties[:MOST_TIES],
            "total": len(ties),
            "recusals": queries.list_recusals(current_edition, request.user)[:MOST_RECUSALS],
            "applicants": queries.list_seated_applicants(current_edition, at),
            "waivers": SeatWaiver.objects.filter(edition=current_edition).select_related("user", "author"),
            "form": form,
        },
        form,
    )


def _confirm(request: AuthenticatedRequest, edition: Edition) -> HttpResponse:
    chosen = set(request.POST.getlist("tie"))
    ties = [tie for tie in queries.ties_to_confirm(edition, request.user) if tie.key in chosen][:MOST_TIES]
    with RefusalAsMessage(request):
        count = actions.confirm_ties(ties=ties, author=request.user, at=timezone.now())
        text = ngettext("%(n)s déport est enregistré.", "%(n)s déports sont enregistrés.", count) % {
            "n": count
        }
        messages.success(request, text if count else _("Rien n’était coché."))
    return redirect("projects:manage_conflicts", edition=edition.slug)


def _record(request: AuthenticatedRequest, edition: Edition, form: WaiverForm) -> bool:
    """Whether the waiver is saved; if not, the form has the error."""
    with RefusalAsError(form, "email"):
        waiver = actions.record_waiver(
            edition=edition, author=request.user, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("La dérogation de %(who)s est enregistrée.") % {"who": waiver.user})
        return True
    return False

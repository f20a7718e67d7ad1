"""Imports: send a spreadsheet, read what is wrong in it, make its rows dossiers."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.people import current_user
from accelerator.accounts.requests import AuthenticatedRequest
from programmes.access import edition_for
from projects.exchange.actions import imports as actions
from projects.exchange.forms import ImportForm
from projects.exchange.imports import template
from projects.models import ImportBatch

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTED = 20


@require_http_methods(["GET", "HEAD", "POST"])
def manage_import(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Send a spreadsheet to be checked; the last ones that were."""
    current_edition = edition_for(request, edition)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = actions.check_file(
                edition=current_edition,
                upload=form.cleaned_data["file"],
                source=form.cleaned_data["source"],
                incomplete_accepted=form.cleaned_data["incomplete_accepted"],
                actor=current_user(request),
                at=timezone.now(),
            )
        except actions.ImportRefused as refusal:
            form.add_error("file", str(refusal.message))
        else:
            return redirect("projects:import_batch", current_edition.slug, batch.pk)
    batches = _batches(request, edition).defer("problems")[:LISTED]
    context = {"form": form, "batches": batches, "call": getattr(current_edition, "call", None)}
    return render(
        request, "projects/exchange/import_page.html", context, status=422 if form.is_bound else 200
    )


def _batches(request: AuthenticatedRequest, edition: str) -> Any:
    visible = ImportBatch.objects.visible_to(request.user).filter(edition__slug=edition)
    return visible.select_related("edition", "uploaded_by")


@require_safe
def import_template(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The spreadsheet to fill in, made from the call's form."""
    current_edition = edition_for(request, edition)
    call = getattr(current_edition, "call", None)
    if call is None or call.form_id is None:
        messages.error(request, _("L’appel n’a pas encore de formulaire : préparez-le d’abord."))
        return redirect("projects:manage_import", current_edition.slug)
    response = HttpResponse(template.build(call), content_type=XLSX)
    name = _("modele-import-%(slug)s.xlsx") % {"slug": current_edition.slug}
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def import_batch(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """What was found in a spreadsheet, line by line, and what importing it will do."""
    current_edition = edition_for(request, edition)
    batch = get_object_or_404(_batches(request, edition), pk=pk)
    problems = batch.tell_problems()
    hidden = batch.problem_count - len(problems)
    context = {"batch": batch, "problems": problems, "edition": current_edition, "hidden": hidden}
    return render(request, "projects/exchange/import_batch.html", context)


@require_POST
def import_apply(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Make the rows dossiers: all of them, or none."""
    batch = get_object_or_404(_batches(request, edition), pk=pk)
    try:
        made = actions.apply_batch(batch=batch, actor=current_user(request), at=timezone.now())
    except actions.ImportRefused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("projects:import_batch", edition, pk)
    text = ngettext("%(count)s dossier importé.", "%(count)s dossiers importés.", made)
    messages.success(request, text % {"count": made})
    return redirect("projects:manage_applications", edition)


@require_POST
def import_remove(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Let go of a spreadsheet without importing it."""
    batch = get_object_or_404(_batches(request, edition), pk=pk)
    actions.remove_batch(batch=batch, actor=current_user(request), at=timezone.now())
    messages.success(request, _("Le tableau est retiré, rien n’est importé."))
    return redirect("projects:manage_import", edition)

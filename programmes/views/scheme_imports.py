"""Spreadsheets of support schemes: send one to be checked, read what it would do, import it; get the same out."""

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
from programmes.actions import scheme_imports as actions
from programmes.forms.schemes import SchemeFileForm, SchemeFilters
from programmes.models import Edition, SchemeImport
from programmes.scheme_columns import BY_KEY
from programmes.scheme_list import filter_schemes
from programmes.scheme_tables import FORMATS, write_table

LISTED = 20


@require_http_methods(["GET", "HEAD", "POST"])
def scheme_imports(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Send a spreadsheet to be checked; the last ones that were."""
    current_edition = edition_for(request, edition)
    form = SchemeFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            batch = actions.check_scheme_file(
                edition=current_edition,
                upload=form.cleaned_data["file"],
                actor=current_user(request),
                at=timezone.now(),
            )
        except actions.SchemeImportRefused as refusal:
            form.add_error("file", str(refusal.message))
        else:
            return redirect("programmes:scheme_import", current_edition.slug, batch.pk)
    context = {
        "form": form,
        "batches": _list_batches(current_edition).defer("problems", "sample")[:LISTED],
        "has_schemes": current_edition.schemes.exists(),
    }
    return render(request, "programmes/scheme_imports.html", context, status=422 if form.is_bound else 200)


def _list_batches(edition: Edition) -> Any:
    return edition.scheme_imports.defer("lines").select_related("uploaded_by")


@require_safe
def scheme_import(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """What a spreadsheet would add and change, and what is wrong in it, line by line."""
    current_edition = edition_for(request, edition)
    batch = get_object_or_404(_list_batches(current_edition), pk=pk)
    problems = batch.tell_problems()
    sample = [
        {**line, "changes": ", ".join(str(BY_KEY[key].label) for key in line["changes"] if key in BY_KEY)}
        for line in batch.sample
    ]
    context = {
        "batch": batch,
        "problems": problems,
        "hidden": batch.problem_count - len(problems),
        "sample": sample,
        "beyond": batch.new_count + batch.changed_count - len(sample),
    }
    return render(request, "programmes/scheme_import.html", context)


@require_POST
def apply_scheme_import(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Add and change what the lines say: all of them, or none."""
    batch = _find_batch(request, edition, pk)
    try:
        done = actions.apply_scheme_import(batch=batch, actor=current_user(request), at=timezone.now())
    except actions.SchemeImportRefused as refusal:
        messages.error(request, str(refusal.message))
        return redirect("programmes:scheme_import", edition, pk)
    said = ngettext("%(count)d dispositif importé.", "%(count)d dispositifs importés.", done)
    messages.success(request, said % {"count": done})
    return redirect("programmes:manage_schemes", edition)


@require_POST
def remove_scheme_import(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Let go of a spreadsheet without importing it."""
    batch = _find_batch(request, edition, pk)
    actions.remove_scheme_import(batch=batch, actor=current_user(request), at=timezone.now())
    messages.success(request, _("Le tableau est retiré, rien n’est importé."))
    return redirect("programmes:scheme_imports", edition)


def _find_batch(request: AuthenticatedRequest, edition: str, pk: int) -> SchemeImport:
    current_edition = edition_for(request, edition)
    found: SchemeImport = get_object_or_404(
        SchemeImport.objects.select_related("edition"), edition=current_edition, pk=pk
    )
    return found


@require_safe
def scheme_template(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The spreadsheet to fill in."""
    edition_for(request, edition)
    return _send([], "xlsx", _("modele-dispositifs.xlsx"))


@require_safe
def export_schemes(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """What the list shows, as a spreadsheet that can be corrected and imported again: XLSX, or ``?format=csv``."""
    kind = "csv" if request.GET.get("format") == "csv" else "xlsx"
    current_edition = edition_for(request, edition)
    filters = SchemeFilters(request.GET, edition=current_edition)
    found = filter_schemes(current_edition, filters.values, timezone.localdate())
    name = _("dispositifs-%(slug)s.%(kind)s") % {"slug": current_edition.slug, "kind": kind}
    return _send(found.iterator(chunk_size=500), kind, name)


def _send(schemes: Any, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(write_table(schemes, kind), content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response

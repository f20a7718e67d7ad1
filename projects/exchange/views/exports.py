"""Exports: request a file, follow it, download it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _, gettext_lazy, ngettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context, Json
from accelerator.web.forms import render_form
from programmes.access import edition_for
from programmes.models import Edition, TableImport
from programmes.views.table_imports import ImportPages
from projects.exchange.actions import exports as actions
from projects.exchange.actions.imports import ApplicationImporter
from projects.exchange.exports import columns
from projects.exchange.forms import DocumentsForm, ImportForm, PackForm, TableForm
from projects.exchange.models import Source
from projects.models import Application, ExportJob, ExportTemplate
from projects.review.queries.assignment import list_jurors_with_dossiers
from projects.triage.listing import filters_of

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


@require_safe
def manage_exports(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The available exports, and the files of the week."""
    current_edition = edition_for(request, edition)
    return _render_exports(request, current_edition, PackForm(list_jurors_with_dossiers(current_edition)))


def _render_exports(request: AuthenticatedRequest, edition: Edition, pack_form: PackForm) -> HttpResponse:
    context = _list_files(request, edition) | {
        "form": DocumentsForm(),
        "pack_form": pack_form,
        "templates": edition.export_templates.all(),
    }
    return render_form(request, "projects/exchange/export_list.html", context, pack_form)


@never_cache
@require_safe
def export_progress(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The files alone, polled every second while one is being prepared."""
    return render(
        request, "projects/exchange/_export_files.html", _list_files(request, edition_for(request, edition))
    )


def _list_files(request: AuthenticatedRequest, edition: Edition) -> Context:
    jobs = ExportJob.objects.visible_to(request.user).filter(edition=edition).select_related("requested_by")
    page = Paginator(jobs, 20).get_page(request.GET.get("page"))
    return {"page": page, "pending": sum(job.is_pending for job in page)}


@require_http_methods(["GET", "HEAD", "POST"])
def export_table(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Choose the columns of a table, save them as a template, or prepare the file."""
    current_edition = edition_for(request, edition)
    groups = columns.groups_for(current_edition)
    template = _find_template(request, current_edition)
    saving = request.POST.get("verb") == "save"
    initial = {"columns": template.columns, "name": template.name} if template else {}
    dossiers = Application.objects.in_list_of(request.user, current_edition.call)
    listed = filters_of(request.user, current_edition, dossiers, request.GET)
    query = listed.query if listed.active_values else ""
    form = TableForm(request.POST or None, groups=groups, query=query, saving=saving, initial=initial)
    if request.method == "POST" and listed.unknown and not saving:
        form.add_error(None, _("Un filtre de cette liste n’existe plus : regardez-la de nouveau."))
    if request.method == "POST" and form.is_valid():
        return (
            _save_template(request, current_edition, form)
            if saving
            else _request_export(request, current_edition, form)
        )
    context = {
        "form": form,
        "template": template,
        "templates": current_edition.export_templates.all(),
        "query": query,
        "unknown": listed.unknown,
        "address": _drop_template(request),
        "number": listed.qs.count() if query else None,
    }
    return render_form(request, "projects/exchange/export_table.html", context, form)


def _drop_template(request: AuthenticatedRequest) -> str:
    """The query string of the list, unknown parameters included, for links to another template."""
    query = request.GET.copy()
    query.pop("template", None)
    return query.urlencode()


def _find_template(request: AuthenticatedRequest, edition: Edition) -> ExportTemplate | None:
    """The one named in the address, if the edition has it."""
    pk = request.GET.get("template", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 18):
        return None
    return edition.export_templates.filter(pk=int(pk)).first()


def _save_template(request: AuthenticatedRequest, edition: Edition, form: TableForm) -> HttpResponse:
    template = actions.save_template(
        edition=edition,
        name=form.cleaned_data["name"],
        columns=form.cleaned_data["columns"],
        actor=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("Le modèle « %(name)s » est enregistré.") % {"name": template.name})
    query = f"?template={template.pk}" + (f"&{form.query}" if form.query else "")
    return redirect(reverse("projects:export_table", args=[edition.slug]) + query)


def _request_export(
    request: AuthenticatedRequest, edition: Edition, form: TableForm | DocumentsForm
) -> HttpResponse:
    return _request_file(request, edition, form.cleaned_data["kind"], form.options())


def _request_file(request: AuthenticatedRequest, edition: Edition, kind: str, options: Json) -> HttpResponse:
    actions.request_export(
        edition=edition,
        kind=kind,
        options=options,
        language=get_language() or "fr",
        actor=request.user,
        at=timezone.now(),
    )
    messages.success(request, _("Le fichier se prépare : il arrive dans la liste."))
    return redirect("projects:manage_exports", edition.slug)


@require_POST
def export_documents(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """All dossiers as one document, or all attachments as one archive."""
    current_edition = edition_for(request, edition)
    form = DocumentsForm(request.POST)
    if form.is_valid():
        return _request_export(request, current_edition, form)
    messages.error(request, _("Ce type d’export n’existe pas."))
    return redirect("projects:manage_exports", current_edition.slug)


@require_POST
def export_reviews(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """What the committee wrote, as a workbook."""
    return _request_file(request, edition_for(request, edition), ExportJob.Kind.JURY, {})


@require_POST
def export_pack(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The dossiers of one juror to read on paper, each with the grid."""
    current_edition = edition_for(request, edition)
    form = PackForm(list_jurors_with_dossiers(current_edition), request.POST)
    if form.is_valid():
        return _request_file(request, current_edition, ExportJob.Kind.PACK, form.options())
    return _render_exports(request, current_edition, form)


@never_cache
@require_safe
def export_file(request: AuthenticatedRequest, edition: str, pk: int) -> FileResponse:
    """The file, for those who may see it; anybody else learns nothing, not even that it exists."""
    job = _find_job(request, edition, pk, only_ready=True)
    try:
        content = job.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    extension = str(job.file.name).rpartition(".")[2]
    requested_at = timezone.localtime(job.requested_at)
    name = f"{job.edition.slug}-{job.kind}-{requested_at:%Y-%m-%d-%Hh%M}.{extension}"
    response = FileResponse(content, as_attachment=True, filename=name, content_type=CONTENT_TYPES[extension])
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def export_remove(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Delete the file now rather than at the end of its week."""
    actions.remove_export(job=_find_job(request, edition, pk), actor=request.user, at=timezone.now())
    messages.success(request, _("Le fichier est effacé."))
    return redirect("projects:manage_exports", edition)


def _find_job(request: AuthenticatedRequest, edition: str, pk: int, *, only_ready: bool = False) -> ExportJob:
    visible = ExportJob.objects.visible_to(request.user).select_related("edition")
    return get_object_or_404(visible.with_file() if only_ready else visible, edition__slug=edition, pk=pk)


@require_POST
def export_template_remove(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Delete a choice of columns."""
    current_edition = edition_for(request, edition)
    template = get_object_or_404(current_edition.export_templates.select_related("edition"), pk=pk)
    actions.remove_template(template=template, actor=request.user, at=timezone.now())
    messages.success(request, _("Le modèle « %(name)s » est retiré.") % {"name": template.name})
    return redirect("projects:export_table", edition)


class ApplicationImportPages(ImportPages):
    importer = ApplicationImporter
    form = ImportForm
    app, name = "projects", "application"
    templates = ("projects/exchange/application_imports.html", "projects/exchange/application_import.html")
    next_page = "projects:manage_applications"
    done = ngettext_lazy("%(count)s dossier importé.", "%(count)s dossiers importés.", "count")
    empty_table = (gettext_lazy("Dossiers"), gettext_lazy("modele-import-%(slug)s.xlsx"))

    def get_context(self, edition: Edition) -> Context:
        return {"call": edition.call}

    def describe_origin(self, stored: TableImport) -> str:
        return str(Source(stored.options["source"]).label)

"""Entering an edition of the past: its projects, one by one or by spreadsheet, and its papers."""

import csv

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires.pictures import CONTENT_TYPE
from accelerator.web.files import hand_out
from accelerator.web.forms import RefusalAsError, render_form
from accelerator.web.merging import lock_when_posted
from programmes.access import can, edition_for, public_edition_for
from programmes.capabilities import Capability
from programmes.models import Edition
from projects.history import actions
from projects.history.forms import PastDocumentForm, PastFileForm, PastProjectForm, inspect_document
from projects.history.lines import HEADINGS, WrongLine, read_past_lines
from projects.history.models import PastDocument
from projects.history.queries import list_documents, list_entered


@require_safe
def manage_history(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """What was entered, and three ways to add to it."""
    return render_history(request, edition_for(request, edition))


def render_history(
    request: AuthenticatedRequest,
    edition: Edition,
    *,
    project: PastProjectForm | None = None,
    upload: PastFileForm | None = None,
    document: PastDocumentForm | None = None,
    problems: list[WrongLine] | None = None,
) -> HttpResponse:
    """The page, with the form that was refused."""
    context = {
        "entered": list_entered(edition),
        "documents": list_documents(edition),
        "project_form": project or PastProjectForm(),
        "file_form": upload or PastFileForm(),
        "document_form": document or PastDocumentForm(),
        "problems": problems or [],
    }
    status = 422 if project or upload or document else 200
    return render(request, "projects/history/history.html", context, status=status)


@require_POST
def enter_past_project(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    current_edition, form = edition_for(request, edition), PastProjectForm(request.POST)
    if not form.is_valid():
        return render_history(request, current_edition, project=form)
    with RefusalAsError(form):
        entered = actions.enter_past_projects(
            edition=current_edition, lines=[form.line], actor=request.user, at=timezone.now()
        )
        if not entered:
            form.add_error("title", _("Ce projet est déjà saisi."))
            return render_history(request, current_edition, project=form)
        messages.success(request, _("Le projet est ajouté. Personne n’a été prévenu."))
        return redirect("projects:manage_history", edition)
    return render_history(request, current_edition, project=form)


@require_POST
def import_past_projects(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """All the lines, or none; those already entered are passed over."""
    current_edition, form = edition_for(request, edition), PastFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_history(request, current_edition, upload=form)
    with RefusalAsError(form, "file"):
        lines, problems = read_past_lines(form.cleaned_data["file"].read())
        if problems:
            form.add_error("file", _("Rien n’est repris : corrigez ces lignes, puis renvoyez le tableau."))
            return render_history(request, current_edition, upload=form, problems=problems)
        entered = actions.enter_past_projects(
            edition=current_edition, lines=lines, actor=request.user, at=timezone.now()
        )
        message = ngettext("%(count)d projet repris.", "%(count)d projets repris.", len(entered)) % {
            "count": len(entered)
        }
        messages.success(request, message)
        return redirect("projects:manage_history", edition)
    return render_history(request, current_edition, upload=form)


@require_safe
def past_template(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The headings that a spreadsheet of projects has."""
    edition_for(request, edition)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="projets-passes.csv"'
    csv.writer(response, delimiter=";").writerow(HEADINGS)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def past_project(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Change a project that was entered for a past edition."""
    current_edition = edition_for(request, edition)
    entered = get_object_or_404(list_entered(current_edition), pk=pk)
    form = PastProjectForm(request.POST or None, entered=entered)
    if request.method == "POST" and form.is_valid():
        with RefusalAsError(form):
            actions.change_past_project(
                entered=entered, line=form.line, actor=request.user, at=timezone.now()
            )
            messages.success(request, _("Le projet est enregistré."))
            return redirect("projects:manage_history", edition)
    context = {"form": form, "entered": entered}
    return render_form(request, "projects/history/past_project.html", context, form)


@require_POST
def remove_past_project(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    current_edition = edition_for(request, edition)
    entered = get_object_or_404(list_entered(current_edition), pk=pk)
    actions.remove_past_project(entered=entered, actor=request.user, at=timezone.now())
    messages.success(request, _("Le projet est retiré."))
    return redirect("projects:manage_history", edition)


CACHED = "private, no-cache"
"""Browsers revalidate each time: a withdrawn document is a 404 at once."""


def _find(edition: Edition, pk: int) -> PastDocument:
    return get_object_or_404(list_documents(edition), pk=pk)


@require_POST
def add_past_document(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    current_edition = edition_for(request, edition)
    form = PastDocumentForm(
        request.POST,
        request.FILES,
        instance=PastDocument(edition=current_edition),
        inspection=inspect_document(request),
    )
    if not form.is_valid():
        return render_history(request, current_edition, document=form)
    with RefusalAsError(form):
        actions.add_past_document(
            document=form.instance, file=form.file, actor=request.user, at=timezone.now()
        )
        messages.success(request, _("Le document est ajouté."))
        return redirect("projects:manage_history", edition)
    return render_history(request, current_edition, document=form)


@require_http_methods(["GET", "HEAD", "POST"])
def past_document(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Change a paper, or replace its file."""
    current_edition = edition_for(request, edition)
    inspection = inspect_document(request)
    # the edition is locked before its papers, as when one is added or moved
    with lock_when_posted(request, current_edition):
        document = _find(current_edition, pk)
        form = PastDocumentForm(
            request.POST or None, request.FILES or None, instance=document, inspection=inspection
        )
        if request.method == "POST" and form.is_valid():
            actions.change_past_document(
                document=form.instance, file=form.file, actor=request.user, at=timezone.now()
            )
            messages.success(request, _("Le document est enregistré."))
            return redirect("projects:manage_history", edition)
    context = {"form": form, "document": _find(current_edition, pk) if form.is_bound else document}
    return render_form(request, "projects/history/past_document.html", context, form)


@require_POST
def move_past_document(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    document = _find(edition_for(request, edition), pk)
    up = request.POST.get("move") == "up"
    actions.move_past_document(document=document, up=up, actor=request.user, at=timezone.now())
    return redirect(f"{reverse('projects:manage_history', args=[edition])}#documents")


@require_POST
def remove_past_document(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    document = _find(edition_for(request, edition), pk)
    actions.remove_past_document(document=document, actor=request.user, at=timezone.now())
    messages.success(request, _("Le document est retiré."))
    return redirect("projects:manage_history", edition)


@require_safe
def hand_out_document(request: HttpRequest, edition: str, pk: int) -> FileResponse:
    """The file of a document, as a download."""
    document = _find_readable(request, edition, pk)
    kind, name = document.content_type, document.name
    return hand_out(document.file, name=name, content_type=kind, cached=CACHED)


@require_safe
def hand_out_thumb(request: HttpRequest, edition: str, pk: int) -> FileResponse:
    """The small picture of an image, drawn here."""
    document = _find_readable(request, edition, pk)
    return hand_out(document.thumb, content_type=CONTENT_TYPE, inline=True, cached=CACHED)


def _find_readable(request: HttpRequest, edition: str, pk: int) -> PastDocument:
    """A 404 for readers outside its audience, as for a removed one."""
    rows = list_documents(public_edition_for(request, edition))
    organises = can(request, Capability.MANAGE_APPLICATIONS, edition=edition)
    return get_object_or_404(rows.readable_by(organises=organises), pk=pk)

"""Entering an edition of the past: its page, and its projects, one by one or by spreadsheet."""

import csv

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest, current_user
from accelerator.spreadsheet import Unreadable
from accelerator.transitions import TransitionRefused
from programmes.access import edition_for
from programmes.models import Edition
from projects.history.actions import projects as actions
from projects.history.forms import PastDocumentForm, PastFileForm, PastProjectForm
from projects.history.lines import HEADINGS, WrongLine, read_past_lines
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
    try:
        entered = actions.enter_past_projects(
            edition=current_edition, lines=[form.line], actor=current_user(request), at=timezone.now()
        )
    except TransitionRefused as refused:
        form.add_error(None, str(refused.message))
        return render_history(request, current_edition, project=form)
    if not entered:
        form.add_error("title", _("Ce projet est déjà saisi."))
        return render_history(request, current_edition, project=form)
    messages.success(request, _("Le projet est ajouté. Personne n’a été prévenu."))
    return redirect("projects:manage_history", edition)


@require_POST
def import_past_projects(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """All the lines, or none; those already entered are passed over."""
    current_edition, form = edition_for(request, edition), PastFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_history(request, current_edition, upload=form)
    try:
        lines, problems = read_past_lines(form.cleaned_data["file"].read())
        if problems:
            form.add_error("file", _("Rien n’est repris : corrigez ces lignes, puis renvoyez le tableau."))
            return render_history(request, current_edition, upload=form, problems=problems)
        entered = actions.enter_past_projects(
            edition=current_edition, lines=lines, actor=current_user(request), at=timezone.now()
        )
    except (Unreadable, TransitionRefused) as refused:
        form.add_error("file", str(refused.message))
        return render_history(request, current_edition, upload=form)
    message = ngettext("%(count)d projet repris.", "%(count)d projets repris.", len(entered)) % {
        "count": len(entered)
    }
    messages.success(request, message)
    return redirect("projects:manage_history", edition)


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
    """Change what was entered."""
    current_edition = edition_for(request, edition)
    entered = get_object_or_404(list_entered(current_edition), pk=pk)
    form = PastProjectForm(request.POST or None, entered=entered)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_past_project(
                entered=entered, line=form.line, actor=current_user(request), at=timezone.now()
            )
        except TransitionRefused as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("Le projet est enregistré."))
            return redirect("projects:manage_history", edition)
    context = {"form": form, "entered": entered}
    return render(
        request, "projects/history/past_project.html", context, status=422 if form.is_bound else 200
    )


@require_POST
def remove_past_project(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    current_edition = edition_for(request, edition)
    entered = get_object_or_404(list_entered(current_edition), pk=pk)
    actions.remove_past_project(entered=entered, actor=current_user(request), at=timezone.now())
    messages.success(request, _("Le projet est retiré."))
    return redirect("projects:manage_history", edition)

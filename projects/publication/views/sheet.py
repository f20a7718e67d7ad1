"""Choosing what the public sheet of one's project shows."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.accounts.people import current_user
from accelerator.accounts.requests import AuthenticatedRequest
from projects.application.access import own_application
from projects.application.enums import ApplicationState
from projects.models import Application, Project
from projects.publication import actions
from projects.publication.forms import SheetForm
from projects.publication.queries import with_leads
from projects.publication.sheets import SHEET_COLUMNS, read_sheet

FRAME = ("call__edition__programme", "call__form", "project__edition")


@require_http_methods(["GET", "HEAD", "POST"])
def project_sheet(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """Look at the sheet, try what it would show, open it, change it or close it."""
    application = own_application(request, ref, to_change=True, frame=FRAME)
    if application.state not in (ApplicationState.SELECTED, ApplicationState.CONFIRMED):
        raise PermissionDenied
    form = SheetForm(request.POST or None, project=application.project)
    if request.method == "POST" and "close" in request.POST:
        actions.close_sheet(project=application.project, actor=current_user(request), at=timezone.now())
        messages.success(request, _("La fiche publique est fermée."))
        return redirect("projects:project_sheet", ref=ref)
    if request.method == "POST" and form.is_valid():
        if "open" in request.POST:
            actions.open_sheet(
                project=application.project,
                columns=form.cleaned_data["shown"],
                actor=current_user(request),
                at=timezone.now(),
            )
            messages.success(request, _("La fiche publique est ouverte."))
            return redirect("projects:project_sheet", ref=ref)
        _choose(application, form.cleaned_data["shown"])
    context = {"application": application, "form": form, "sheet": _preview(application)}
    return render(request, "projects/publication/project_sheet.html", context, status=200)


def _choose(application: Application, columns: list[str]) -> None:
    """For the preview alone: nothing is saved."""
    for name in SHEET_COLUMNS:
        setattr(application.project, name, name in columns)


def _preview(application: Application) -> object:
    project: Any = application.project
    project.application = application
    named: Any = with_leads(Project.objects.filter(pk=project.pk)).get()
    project.lead_name = named.lead_name
    return read_sheet(project)

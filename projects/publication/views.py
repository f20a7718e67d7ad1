"""Public sheets of admitted projects, and the choice of what one's own shows."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.shared import share_briefly
from programmes.access import public_edition_for
from programmes.extensions import list_sections
from programmes.models import Edition
from projects.application.access import own_application
from projects.application.enums import ApplicationState
from projects.models import Project
from projects.publication import actions, queries
from projects.publication.forms import DirectoryFilters, SheetForm


@require_safe
@share_briefly
def public_projects(request: HttpRequest, edition: str) -> HttpResponse:
    """The projects of an edition, title by title."""
    current = public_edition_for(request, edition)
    page = Paginator(queries.list_published_projects(current), queries.PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {"edition": current, "page": page, "sheets": [queries.read_sheet(project) for project in page]}
    return render(request, "projects/publication/public_projects.html", context)


@require_safe
@share_briefly
def public_project(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    """One project: its title, and what its holders show."""
    current = public_edition_for(request, edition)
    project = get_object_or_404(queries.list_published_projects(current), slug=slug)
    context = {
        "edition": current,
        "sheet": queries.read_sheet(project),
        "sections": list_sections(current, project),
    }
    return render(request, "projects/publication/public_project.html", context)


@require_safe
@share_briefly
def directory(request: HttpRequest) -> HttpResponse:
    """The projects of every public edition, found by a word, an edition, a profile, a department. 4 queries."""
    at = timezone.now()
    filters = DirectoryFilters(request.GET, queries.list_directory(at), editions=Edition.objects.public(at))
    page = Paginator(filters.qs, queries.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": filters.form,
        "page": page,
        "sheets": [queries.read_sheet(project) for project in page],
        "is_narrowed": any(request.GET.get(name) for name in filters.filters),
    }
    return render(request, "projects/publication/directory.html", context)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: all public pages may be indexed, and where they are listed.

    Other pages forbid it in their headers: an address forbidden here would never be fetched, so never removed.
    """
    listed = request.build_absolute_uri(reverse("projects:sitemap"))
    return HttpResponse(f"User-agent: *\nAllow: /\n\nSitemap: {listed}\n", content_type="text/plain")


FRAME = ("call__edition__programme", "call__form", "project__edition")


@require_http_methods(["GET", "HEAD", "POST"])
def project_sheet(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """Look at the sheet, try what it would show, open it, change it or close it."""
    application = own_application(request, ref, to_change=True, frame=FRAME)
    if application.state not in (ApplicationState.SELECTED, ApplicationState.CONFIRMED):
        raise PermissionDenied
    form = SheetForm(request.POST or None, project=application.project)
    if request.method == "POST" and "close" in request.POST:
        actions.close_sheet(project=application.project, actor=request.user, at=timezone.now())
        messages.success(request, _("La fiche publique est fermée."))
        return redirect("projects:project_sheet", ref=ref)
    if request.method == "POST" and form.is_valid():
        if "open" in request.POST:
            actions.open_sheet(
                project=application.project,
                columns=form.cleaned_data["columns"],
                actor=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("La fiche publique est ouverte."))
            return redirect("projects:project_sheet", ref=ref)
        for name in queries.SHEET_COLUMNS:  # for the preview alone: nothing is saved
            setattr(application.project, name, name in form.cleaned_data["columns"])
    project = application.project
    project.application = application
    project.lead_name = Project.objects.with_lead_name().get(pk=project.pk).lead_name
    context = {"application": application, "form": form, "sheet": queries.read_sheet(project)}
    return render(request, "projects/publication/project_sheet.html", context, status=200)

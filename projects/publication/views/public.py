"""The public sheets of the projects that were admitted and agreed to one."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accelerator.web.shared import share_briefly
from programmes.access import public_edition_for
from programmes.models import Edition
from programmes.public_sections import list_sections
from projects.publication.filters import DirectoryFilters
from projects.publication.queries import PAGE_SIZE, list_directory, list_published_projects
from projects.publication.sheets import read_sheet


@require_safe
@share_briefly
def public_projects(request: HttpRequest, edition: str) -> HttpResponse:
    """The projects of an edition, title by title."""
    current = public_edition_for(request, edition)
    page = Paginator(list_published_projects(current), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"edition": current, "page": page, "sheets": [read_sheet(project) for project in page]}
    return render(request, "projects/publication/public_projects.html", context)


@require_safe
@share_briefly
def public_project(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    """One project: its title, and what its holders show."""
    current = public_edition_for(request, edition)
    project = get_object_or_404(list_published_projects(current), slug=slug)
    context = {"edition": current, "sheet": read_sheet(project), "sections": list_sections(current, project)}
    return render(request, "projects/publication/public_project.html", context)


@require_safe
@share_briefly
def directory(request: HttpRequest) -> HttpResponse:
    """The projects of every public edition, found by a word, an edition, a profile, a department. 4 queries."""
    at = timezone.now()
    filters = DirectoryFilters(request.GET, list_directory(at), editions=Edition.objects.public(at))
    page = Paginator(filters.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": filters.form,
        "page": page,
        "sheets": [read_sheet(project) for project in page],
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

"""The public sheets of the projects that were admitted and agreed to one."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accelerator.web.drawn import draw
from accelerator.web.shared import share_briefly
from programmes.access import public_edition_for
from programmes.enums import StructureProfile
from programmes.public_sections import list_sections
from projects.application.queries.applications import PAGE_SIZE, list_published_projects


@require_safe
@share_briefly
def public_projects(request: HttpRequest, edition: str) -> HttpResponse:
    """The projects of an edition, title by title."""
    current = public_edition_for(request, edition)
    page = Paginator(list_published_projects(current), PAGE_SIZE).get_page(request.GET.get("page"))
    return draw(request, "projects/application/public_projects.html", {"edition": current, "page": page})


@require_safe
@share_briefly
def public_project(request: HttpRequest, edition: str, slug: str) -> HttpResponse:
    """One project: what it is, who holds it, where."""
    current = public_edition_for(request, edition)
    project = get_object_or_404(list_published_projects(current), slug=slug)
    profile = project.application.profile
    return draw(
        request,
        "projects/application/public_project.html",
        {
            "edition": current,
            "project": project,
            "application": project.application,
            "profile": StructureProfile(profile).label if profile else "",
            "sections": list_sections(current, project),
        },
    )

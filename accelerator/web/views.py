"""Pages of the platform itself."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accelerator.web.specimens import specimen_page, specimens


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every tone, for those who build pages; only in DEBUG."""
    if not settings.DEBUG:
        raise Http404
    page = specimen_page(request.GET.get("page"))
    return render(request, "dev/components.html", {**specimens(), "page": page})

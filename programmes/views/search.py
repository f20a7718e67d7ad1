"""The search of every header."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from accelerator.web.search import LONGEST_SEARCH, is_searchable
from programmes.access import roles_of
from programmes.search import GROUPS, SearchRequest, search, search_alike


@require_safe
def search_everything(request: HttpRequest) -> HttpResponse:
    """What was typed and what it finds, group by group; the results alone for htmx."""
    typed = request.GET.get("q", "")
    only = request.GET.get("group", "")
    only = only if only in GROUPS else ""
    wanted = SearchRequest(request.user, roles_of(request), typed, timezone.now())
    exact = search(wanted, only)
    context = {
        "typed": typed,
        "only": only,
        "groups": exact or search_alike(wanted, only),
        "is_exact": bool(exact),
        "is_too_short": bool(typed) and not is_searchable(typed),
        "read_length": LONGEST_SEARCH if len(typed.strip()) > LONGEST_SEARCH else 0,
        "longest": LONGEST_SEARCH,
    }
    is_part = getattr(request, "htmx", False)
    template = "programmes/_search_results.html" if is_part else "programmes/search.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response

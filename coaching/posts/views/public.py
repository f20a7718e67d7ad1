"""The news as everybody reads it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accelerator.web.shared import share_briefly
from coaching.posts.queries import list_public_posts, with_pictures
from coaching.posts.showing import show_post
from programmes.access import public_edition_for

PAGE_SIZE = 10


@require_safe
@share_briefly
def posts(request: HttpRequest, edition: str) -> HttpResponse:
    """All of an edition, the latest first."""
    current_edition = public_edition_for(request, edition)
    page = Paginator(with_pictures(list_public_posts(current_edition)), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        "edition": current_edition,
        "page": page,
        "posts": [show_post(current_edition, post) for post in page],
    }
    return render(request, "coaching/posts/posts.html", context)


@require_safe
@share_briefly
def post(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """One of them, whole."""
    current_edition = public_edition_for(request, edition)
    found = get_object_or_404(with_pictures(list_public_posts(current_edition)), pk=pk)
    context = {"edition": current_edition, "post": show_post(current_edition, found)}
    return render(request, "coaching/posts/post.html", context)

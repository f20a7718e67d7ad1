"""The news of an edition as its organisers write, reread and publish it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.models import Post
from coaching.posts import actions
from coaching.posts.forms import PostForm, SendBackForm
from coaching.posts.queries import (
    list_managed_posts,
    list_pictures_to_offer,
    list_writable_projects,
    with_pictures,
)
from coaching.posts.showing import show_managed, show_post
from coaching.posts.sides import is_own
from coaching.posts.views.writing import build_form_context, move, save
from programmes.access import edition_for
from programmes.models import Edition

PAGE_SIZE = 30
NOTIFIED_MESSAGES = {
    "publish": _("L’actualité est publiée, et le projet en est prévenu."),
    "withdraw": _("L’actualité est de nouveau le brouillon du projet, qui en est prévenu."),
}
"""Of what those of the project are written about."""


@require_safe
def manage_posts(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """What was written, the last changed first; what projects propose."""
    current_edition = edition_for(request, edition)
    page = Paginator(list_managed_posts(request.user, current_edition), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    rows = [show_managed(post) for post in page]
    context = {"page": page, "rows": rows, "add_url": reverse("coaching:add_post", args=[edition])}
    return render(request, "coaching/posts/manage_posts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_post(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """A draft, of the edition or of one of its projects."""
    current_edition = edition_for(request, edition)
    projects = list_writable_projects(request.user, current_edition)
    form = PostForm(request.POST or None, offered=list_pictures_to_offer(current_edition), projects=projects)
    if form.is_bound and form.is_valid():
        post = actions.write_post(
            edition=current_edition,
            project=form.cleaned_data["project"],
            words=form.words,
            pictures=form.cleaned_data["pictures"],
            actor=request.user,
            at=timezone.now(),
        )
        return redirect("coaching:edit_post", edition, post.pk)
    return _render(request, current_edition, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_post(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Its words, how it will read, and what may be done with it."""
    current_edition = edition_for(request, edition)
    post = get_object_or_404(with_pictures(list_managed_posts(request.user, current_edition)), pk=pk)
    form = PostForm(request.POST or None, post=post, offered=list_pictures_to_offer(current_edition))
    if form.is_bound and form.is_valid() and save(request, form, post):
        return redirect("coaching:edit_post", edition, pk)
    return _render(request, current_edition, form, post)


def _render(
    request: AuthenticatedRequest, edition: Edition, form: PostForm, post: Post | None = None
) -> HttpResponse:
    context = build_form_context(edition, form)
    if post:
        context |= {"row": show_managed(post), "shown": show_post(edition, post), "back_form": SendBackForm()}
    status = 422 if form.is_bound else 200
    return render(request, "coaching/posts/edit_post.html", context, status=status)


@require_POST
def move_post(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """``do``: publish, withdraw with ``words`` for the project, remove."""
    current_edition = edition_for(request, edition)
    post = get_object_or_404(list_managed_posts(request.user, current_edition), pk=pk)
    post.edition = current_edition
    form = SendBackForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["words"][0]))
        return redirect("coaching:edit_post", edition, pk)
    move(request, post, _list_moves(post, form.cleaned_data["words"]))
    return redirect("coaching:manage_posts", edition)


def _list_moves(post: Post, words: str) -> dict[str, tuple[Any, Any]]:
    """What may be done, with what is said once it is: an edition of the past writes to nobody."""
    moves: dict[str, tuple[object, object]] = {
        "publish": (actions.publish_post, _("L’actualité est publiée.")),
        "withdraw": (partial(actions.withdraw_post, words=words), _("L’actualité n’est plus publique.")),
        "remove": (actions.remove_post, _("L’actualité est supprimée.")),
    }
    if post.project_id and not post.edition.silent:
        moves["publish"] = (moves["publish"][0], NOTIFIED_MESSAGES["publish"])
    if is_own(post, by_project=True) and not post.edition.silent:
        moves["withdraw"] = (moves["withdraw"][0], NOTIFIED_MESSAGES["withdraw"])
    return moves

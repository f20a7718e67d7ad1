"""The news of a project as those who hold it write and propose it, and take it back."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.models import Post
from coaching.posts import actions
from coaching.posts.forms import PostForm
from coaching.posts.queries import list_pictures_to_offer, list_project_posts, with_pictures
from coaching.posts.showing import show_managed, show_post
from coaching.posts.views.writing import build_form_context, move, save
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room

MOVES: dict[str, tuple[Any, Any]] = {
    "propose": (
        actions.propose_post,
        _("C’est proposé : l’équipe relit, et vous prévient une fois l’actualité publiée."),
    ),
    "withdraw": (
        partial(actions.withdraw_post, by_project=True),
        _("L’actualité n’est plus publique : vous seuls pouvez la proposer à nouveau."),
    ),
    "remove": (partial(actions.remove_post, by_project=True), _("L’actualité est supprimée.")),
}


def enter_as_holder(request: AuthenticatedRequest, slug: str) -> ProjectRoom:
    """The room of the project. Raises ``Http404`` for a user who may not write for it."""
    room = enter_room(request, slug)
    if not room.holds:
        raise Http404
    return room


def _find(room: ProjectRoom, pk: int) -> Post:
    post: Post = get_object_or_404(with_pictures(list_project_posts(room.project)), pk=pk)
    post.edition, post.project = room.participation.edition, room.project
    return post


@require_safe
def project_posts(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """What one's project wrote, and what the team published of it."""
    room = enter_as_holder(request, slug)
    posts = list_project_posts(room.project).select_related("project")
    rows = [show_managed(post, by_project=True) for post in posts]
    context = {
        "project": room.project,
        "rows": rows,
        "add_url": reverse("coaching:add_project_post", args=[slug]),
        "sheet_url": reverse("projects:project_sheet", args=[room.application.reference]),
    }
    return render(request, "coaching/posts/project_posts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_project_post(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """A draft."""
    room = enter_as_holder(request, slug)
    edition, project = room.participation.edition, room.project
    form = PostForm(request.POST or None, offered=list_pictures_to_offer(edition, project))
    if form.is_bound and form.is_valid():
        post = actions.write_post(
            edition=edition,
            project=project,
            words=form.words,
            pictures=form.cleaned_data["pictures"],
            actor=request.user,
            at=timezone.now(),
            by_project=True,
        )
        return redirect("coaching:edit_project_post", slug, post.pk)
    return _render(request, room, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_project_post(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """Its words while it is not published, how it will read, and what may be done with it."""
    room = enter_as_holder(request, slug)
    post = _find(room, pk)
    offered = list_pictures_to_offer(room.participation.edition, room.project, post)
    form = PostForm(request.POST or None, post=post, offered=offered)
    if form.is_bound and form.is_valid() and save(request, form, post, by_project=True):
        return redirect("coaching:edit_project_post", slug, pk)
    return _render(request, room, form, post)


def _render(
    request: AuthenticatedRequest, room: ProjectRoom, form: PostForm, post: Post | None = None
) -> HttpResponse:
    edition = room.participation.edition
    row = show_managed(post, by_project=True) if post else None
    may_edit = form.is_bound or row is None or row.may_edit
    context = {"project": room.project, "may_edit": may_edit, **build_form_context(edition, form)}
    if post:
        context |= {"row": row, "shown": show_post(edition, post)}
    status = 422 if form.is_bound else 200
    return render(request, "coaching/posts/edit_project_post.html", context, status=status)


@require_POST
def move_project_post(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """``do``: propose, withdraw, remove."""
    room = enter_as_holder(request, slug)
    move(request, _find(room, pk), MOVES)
    return redirect("coaching:project_posts", slug)

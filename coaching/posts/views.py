"""News: written and proposed by holders, published by organisers, read by everybody."""

from collections.abc import Callable, Mapping
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context, Values
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from accelerator.web.shared import share_briefly
from coaching.gallery.showing import show_public_picture
from coaching.models import Post
from coaching.posts import actions
from coaching.posts.forms import PostForm, SendBackForm
from coaching.posts.queries import (
    is_own,
    list_managed_posts,
    list_pictures_to_offer,
    list_project_posts,
    list_public_posts,
    list_writable_projects,
    with_pictures,
)
from coaching.posts.showing import show_managed, show_post
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_as_holder
from programmes.access import edition_for, public_edition_for
from programmes.models import Edition
from projects.models import Project

Move = Callable[..., None]


def _write(
    request: AuthenticatedRequest,
    form: PostForm,
    edition: Edition,
    project: Project | None,
    *,
    by_project: bool = False,
) -> Post:
    values: Values = {
        "words": form.words,
        "pictures": form.cleaned_data["pictures"],
        "by_project": by_project,
    }
    return actions.write_post(
        edition=edition, project=project, actor=request.user, at=timezone.now(), **values
    )


def save(request: AuthenticatedRequest, form: PostForm, post: Post, *, by_project: bool = False) -> bool:
    """Whether it was saved; otherwise the form keeps the typed values."""
    values: Values = {"words": form.words, "pictures": form.cleaned_data["pictures"]}
    values |= {"base_version": form.cleaned_data["seen"] or 0, "by_project": by_project}
    with RefusalAsError(form):
        actions.edit_post(post=post, actor=request.user, at=timezone.now(), **values)
        messages.success(request, _("L’actualité est enregistrée."))
        return True
    return False


def move(request: AuthenticatedRequest, post: Post, moves: Mapping[str, tuple[Move, Promise]]) -> None:
    """Do the action ``do`` of ``moves``. Side effect: a message, of success or of the refusal."""
    verb, done = moves.get(request.POST.get("do", ""), (None, ""))
    if verb is None:
        return
    with RefusalAsMessage(request):
        verb(post=post, actor=request.user, at=timezone.now())
        messages.success(request, str(done))


def build_form_context(edition: Edition, form: PostForm) -> Context:
    """The form with its pictures: each with its key, and whether it is chosen. One query."""
    ticked = form.ticked
    pictures = [
        (str(item.pk), show_public_picture(edition, item), str(item.pk) in ticked)
        for item in form.fields["pictures"].queryset  # type: ignore[attr-defined]
    ]
    return {"form": form, "pictures": pictures}


MOVES: dict[str, tuple[Move, Promise]] = {
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


def _find(room: ProjectRoom, pk: int) -> Post:
    post: Post = get_object_or_404(with_pictures(list_project_posts(room.project)), pk=pk)
    post.edition, post.project = room.participation.edition, room.project
    return post


@require_safe
def project_posts(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The news of one's project, its own and those of the team."""
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
    """Write a draft."""
    room = enter_as_holder(request, slug)
    edition, project = room.participation.edition, room.project
    form = PostForm(request.POST or None, offered=list_pictures_to_offer(edition, project))
    if form.is_bound and form.is_valid():
        post = _write(request, form, edition, project, by_project=True)
        return redirect("coaching:edit_project_post", slug, post.pk)
    return _render_own(request, room, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_project_post(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """Edit one's news, with a preview and the possible actions."""
    room = enter_as_holder(request, slug)
    post = _find(room, pk)
    offered = list_pictures_to_offer(room.participation.edition, room.project, post)
    form = PostForm(request.POST or None, post=post, offered=offered)
    if form.is_bound and form.is_valid() and save(request, form, post, by_project=True):
        return redirect("coaching:edit_project_post", slug, pk)
    return _render_own(request, room, form, post)


def _render_own(
    request: AuthenticatedRequest, room: ProjectRoom, form: PostForm, post: Post | None = None
) -> HttpResponse:
    edition = room.participation.edition
    row = show_managed(post, by_project=True) if post else None
    may_edit = form.is_bound or row is None or row.may_edit
    context = {"project": room.project, "may_edit": may_edit, **build_form_context(edition, form)}
    if post:
        context |= {"row": row, "preview": show_post(edition, post)}
    return render_form(request, "coaching/posts/edit_project_post.html", context, form)


@require_POST
def move_project_post(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """``do``: propose, withdraw, remove."""
    room = enter_as_holder(request, slug)
    move(request, _find(room, pk), MOVES)
    return redirect("coaching:project_posts", slug)


PAGE_SIZE = 30
NOTIFIED_MESSAGES = {
    "publish": _("L’actualité est publiée, et le projet en est prévenu."),
    "withdraw": _("L’actualité est de nouveau le brouillon du projet, qui en est prévenu."),
}
"""Messages after actions that notify the project."""


@require_safe
def manage_posts(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The news, the last changed first; the proposals of projects."""
    current_edition = edition_for(request, edition)
    page = Paginator(list_managed_posts(request.user, current_edition), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    rows = [show_managed(post) for post in page]
    context = {"page": page, "rows": rows, "add_url": reverse("coaching:add_post", args=[edition])}
    return render(request, "coaching/posts/manage_posts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_post(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Write a draft, of the edition or of one of its projects."""
    current_edition = edition_for(request, edition)
    projects = list_writable_projects(request.user, current_edition)
    form = PostForm(request.POST or None, offered=list_pictures_to_offer(current_edition), projects=projects)
    if form.is_bound and form.is_valid():
        post = _write(request, form, current_edition, form.cleaned_data["project"])
        return redirect("coaching:edit_post", edition, post.pk)
    return _render(request, current_edition, form)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_post(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Edit news, with a preview and the possible actions."""
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
        context |= {
            "row": show_managed(post),
            "preview": show_post(edition, post),
            "back_form": SendBackForm(),
        }
    return render_form(request, "coaching/posts/edit_post.html", context, form)


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


def _list_moves(post: Post, words: str) -> dict[str, tuple[Move, Promise]]:
    """The possible actions with their messages: a past edition sends no mail."""
    moves: dict[str, tuple[Move, Promise]] = {
        "publish": (actions.publish_post, _("L’actualité est publiée.")),
        "withdraw": (partial(actions.withdraw_post, words=words), _("L’actualité n’est plus publique.")),
        "remove": (actions.remove_post, _("L’actualité est supprimée.")),
    }
    if post.project_id and not post.edition.silent:
        moves["publish"] = (moves["publish"][0], NOTIFIED_MESSAGES["publish"])
    if is_own(post, by_project=True) and not post.edition.silent:
        moves["withdraw"] = (moves["withdraw"][0], NOTIFIED_MESSAGES["withdraw"])
    return moves


PUBLIC_PAGE_SIZE = 10


@require_safe
@share_briefly
def posts(request: HttpRequest, edition: str) -> HttpResponse:
    """All news of an edition, the latest first."""
    current_edition = public_edition_for(request, edition)
    page = Paginator(with_pictures(list_public_posts(current_edition)), PUBLIC_PAGE_SIZE).get_page(
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
    chosen = get_object_or_404(with_pictures(list_public_posts(current_edition)), pk=pk)
    context = {"edition": current_edition, "post": show_post(current_edition, chosen)}
    return render(request, "coaching/posts/post.html", context)

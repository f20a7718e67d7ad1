"""News written, corrected, proposed, published, taken back; each side changes and erases what it wrote.

What a project took back is published by nobody else.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator import transitions
from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.edit_conflict import EditConflict
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused
from accelerator.web.shared import drop_page
from coaching.models import GalleryItem, Post
from coaching.posts import emails
from coaching.posts.enums import PostOrigin, PostState
from coaching.posts.sides import (
    is_held_once_withdrawn,
    is_own,
    refuse_edit,
    refuse_publication,
    refuse_removal,
)
from coaching.posts.states import POST
from programmes.models import Edition
from projects.conflicts.mail_visibility import organisers_to_notify
from projects.models import Application, Project, ProjectMember

WORDS = ("title_fr", "title_en", "body_fr", "body_en", "video")


@transaction.atomic
def write_post(
    *,
    edition: Edition,
    project: Project | None,
    words: Mapping[str, str],
    pictures: Collection[GalleryItem],
    actor: Any,
    at: datetime,
    by_project: bool = False,
) -> Post:
    """A draft, with the ``words`` of :data:`WORDS`; ``by_project``: nobody else publishes it before it is proposed.

    Side effects: the row, an audit entry.
    """
    origin = PostOrigin.PROJECT if by_project else PostOrigin.ORGANISERS
    made = {"author": actor, "created_at": at, "changed_at": at, "origin": origin, "is_held": by_project}
    post = Post.objects.create(edition=edition, project=project, **made, **words)
    post.pictures.set(pictures)
    _record("write_post", post, actor, at)
    return post


@transaction.atomic
def edit_post(
    *,
    post: Post,
    words: Mapping[str, str],
    pictures: Collection[GalleryItem],
    base_version: int,
    actor: Any,
    at: datetime,
    by_project: bool = False,
) -> Post:
    """Other words, other pictures: public at once for what is published.

    ``by_project``: only what it wrote, and takes back first. Side effects: the row, an audit entry, the shared pages.
    Raises :class:`EditConflict` when somebody else changed it, :class:`TransitionRefused` for what may not be changed.
    """
    held = _hold(post)
    if reason := refuse_edit(held, by_project=by_project):
        raise TransitionRefused(reason)
    if held.version != base_version:
        theirs = {name: getattr(held, name) for name in WORDS}
        raise EditConflict(theirs, held.version, _("Cette actualité a été modifiée entre-temps."))
    for name, value in words.items():
        setattr(held, name, value)
    held.version, held.changed_at = held.version + 1, at
    held.save(update_fields=[*words, "version", "changed_at"])
    held.pictures.set(pictures)
    _record("edit_post", held, actor, at)
    forget_public_pages(held)
    return held


@transaction.atomic
def propose_post(*, post: Post, actor: Any, at: datetime) -> None:
    """The project would like it published.

    Side effects: the state, an audit entry, a mail to the organisers who may read it. Raises ``TransitionRefused``.
    """
    held = _move(post, "propose_post", actor, at, is_held=False)
    application = Application.objects.select_related("call").get(project__posts=held.pk)
    queue(*emails.post_proposed(held, organisers_to_notify(application).order_by("pk"), at=at), at=at)


@transaction.atomic
def publish_post(*, post: Post, actor: Any, at: datetime) -> None:
    """Let anybody read it.

    Side effects: the state, the day of its first publication, an audit entry, the shared pages, a mail to those who
    write for its project. Raises :class:`TransitionRefused` for what its project has not proposed, or took back and
    has not proposed since.
    """
    held = _hold(post)
    if reason := refuse_publication(held):
        raise TransitionRefused(reason)
    published = _move(held, "publish_post", actor, at, published_at=held.published_at or at)
    if published.project:
        is_read = Project.objects.published().filter(pk=published.project.pk).exists()
        queue(*emails.post_published(published, _list_writers(published), is_read=is_read, at=at), at=at)


@transaction.atomic
def withdraw_post(*, post: Post, actor: Any, at: datetime, by_project: bool = False, words: str = "") -> None:
    """Nobody else reads it any more.

    Side effects: the state, an audit entry, the shared pages; what the project wrote, or takes back (``by_project``),
    it keeps to itself. What organisers send back of it goes with a mail to those who write for it, and ``words``.
    """
    held = _hold(post)
    was_published = held.state == PostState.PUBLISHED
    is_held = is_held_once_withdrawn(held, by_project=by_project)
    _move(held, "withdraw_post", actor, at, is_held=is_held)
    if not by_project and is_own(held, by_project=True):
        told = emails.post_sent_back(
            held, _list_writers(held), words=words.strip(), was_published=was_published, at=at
        )
        queue(*told, at=at)


@transaction.atomic
def remove_post(*, post: Post, actor: Any, at: datetime, by_project: bool = False) -> None:
    """Erase it for good. Side effects: the row, an audit entry, the shared pages.

    Raises :class:`TransitionRefused` for what the other side wrote, which this one may take back.
    """
    held = Post.objects.select_for_update(of=("self",)).filter(pk=post.pk).first()
    if held is None:  # clicked twice
        return
    if reason := refuse_removal(held, by_project=by_project):
        raise TransitionRefused(reason)
    held.edition, held.project = post.edition, post.project
    _record("remove_post", held, actor, at)
    forget_public_pages(held)
    held.delete()


def forget_public_pages(post: Post) -> None:
    """Once the transaction has succeeded, no shared page shows what it showed. Side effect: the cache."""
    edition = post.edition.slug
    pages = [
        reverse("programmes:edition", args=[edition]),
        reverse("coaching:posts", args=[edition]),
        reverse("coaching:post", args=[edition, post.pk]),
    ]
    if post.project:
        pages.append(reverse("projects:public_project", args=[edition, post.project.slug]))
    for page in pages:
        transaction.on_commit(partial(drop_page, page))


def _hold(post: Post) -> Post:
    """The row, until the transaction ends. Raises ``TransitionRefused`` once it was removed."""
    held = Post.objects.select_for_update(of=("self",)).filter(pk=post.pk).first()
    if held is None:
        raise TransitionRefused(_("Cette actualité vient d’être supprimée."))
    held.edition, held.project = post.edition, post.project
    return held


def _list_writers(post: Post) -> list[User]:
    """Who may propose it and take it back."""
    return ProjectMember.objects.editors().filter(project=post.project_id).people()


@transaction.atomic
def _move(post: Post, verb: str, actor: Any, at: datetime, **changes: Any) -> Post:
    """Side effects: state, ``changes``, an audit entry, the shared pages."""
    held = _hold(post)
    changes["version"] = held.version + 1
    transitions.apply(held, verb, table=POST, actor=actor, at=at, scope=held.edition.scope, changes=changes)
    forget_public_pages(held)
    return held


def _record(verb: str, post: Post, actor: Any, at: datetime) -> None:
    """No words of it: the log outlives them."""
    record(verb=verb, subject=post, actor=actor, at=at, scope=post.edition.scope)

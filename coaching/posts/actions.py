"""News: written, corrected, proposed, published, withdrawn; each side changes and erases its own texts.

A text that its project withdrew is published by nobody else.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator import transitions
from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.transitions import EditConflict, TransitionRefused
from accelerator.web.shared import drop_page
from coaching.models import GalleryItem, Post
from coaching.posts import emails
from coaching.posts.enums import POST, PostOrigin, PostState
from coaching.posts.queries import (
    is_own,
    is_reserved_once_withdrawn,
    refuse_edit,
    refuse_publication,
    refuse_removal,
)
from programmes.models import Edition
from projects.conflicts.emails import organisers_to_notify
from projects.models import Application, Project, ProjectMember

WORDS = ("title_fr", "title_en", "body_fr", "body_en", "video")


@transaction.atomic
def write_post(
    *,
    edition: Edition,
    project: Project | None,
    words: Mapping[str, str],
    pictures: Collection[GalleryItem],
    actor: User,
    at: datetime,
    by_project: bool = False,
) -> Post:
    """A draft, with the ``words`` of :data:`WORDS`; ``by_project``: nobody else publishes it before it is proposed.

    Side effects: the row, an audit entry.
    """
    origin = PostOrigin.PROJECT if by_project else PostOrigin.ORGANISERS
    values = {
        "author": actor,
        "created_at": at,
        "changed_at": at,
        "origin": origin,
        "is_reserved": by_project,
    }
    post = Post.objects.create(edition=edition, project=project, **values, **words)
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
    actor: User,
    at: datetime,
    by_project: bool = False,
) -> Post:
    """Save other words and pictures: public at once for published news. ``by_project``: only its own, withdrawn
    first.

    Side effects: the row, an audit entry, the shared pages. Raises :class:`EditConflict` when somebody else changed
    it, :class:`TransitionRefused` for news that may not be changed.
    """
    locked = _lock_post(post)
    if reason := refuse_edit(locked, by_project=by_project):
        raise TransitionRefused(reason)
    if locked.version != base_version:
        theirs = {name: getattr(locked, name) for name in WORDS}
        raise EditConflict(theirs, locked.version, _("Cette actualité a été modifiée entre-temps."))
    for name, value in words.items():
        setattr(locked, name, value)
    locked.version, locked.changed_at = locked.version + 1, at
    locked.save(update_fields=[*words, "version", "changed_at"])
    locked.pictures.set(pictures)
    _record("edit_post", locked, actor, at)
    clear_public_pages(locked)
    return locked


@transaction.atomic
def propose_post(*, post: Post, actor: User, at: datetime) -> None:
    """Propose a text of the project for publication.

    Side effects: the state, an audit entry, a mail to the organisers who may read it. Raises ``TransitionRefused``.
    """
    locked = _move(post, "propose_post", actor, at, is_reserved=False)
    application = Application.objects.select_related("call").get(project__posts=locked.pk)
    queue(*emails.post_proposed(locked, organisers_to_notify(application).order_by("pk"), at=at), at=at)


@transaction.atomic
def publish_post(*, post: Post, actor: User, at: datetime) -> None:
    """Publish news.

    Side effects: the state, the day of its first publication, an audit entry, the shared pages, a mail to the editors
    of its project. Raises :class:`TransitionRefused` for a text that its project has not proposed, or withdrew and
    has not proposed since.
    """
    locked = _lock_post(post)
    if reason := refuse_publication(locked):
        raise TransitionRefused(reason)
    published = _move(locked, "publish_post", actor, at, published_at=locked.published_at or at)
    if published.project:
        is_read = Project.objects.published().filter(pk=published.project.pk).exists()
        queue(*emails.post_published(published, _list_writers(published), is_read=is_read, at=at), at=at)


@transaction.atomic
def withdraw_post(
    *, post: Post, actor: User, at: datetime, by_project: bool = False, words: str = ""
) -> None:
    """Withdraw news from the public.

    Side effects: the state, an audit entry, the shared pages; a text that the project wrote, or withdraws
    (``by_project``), becomes private to it. A text that organisers send back goes with a mail to its editors, and
    ``words``.
    """
    locked = _lock_post(post)
    was_published = locked.state == PostState.PUBLISHED
    is_reserved = is_reserved_once_withdrawn(locked, by_project=by_project)
    _move(locked, "withdraw_post", actor, at, is_reserved=is_reserved)
    if not by_project and is_own(locked, by_project=True):
        messages = emails.post_sent_back(
            locked, _list_writers(locked), words=words.strip(), was_published=was_published, at=at
        )
        queue(*messages, at=at)


@transaction.atomic
def remove_post(*, post: Post, actor: User, at: datetime, by_project: bool = False) -> None:
    """Erase it for good. Side effects: the row, an audit entry, the shared pages.

    Raises :class:`TransitionRefused` for a text of the other side, which this one may withdraw.
    """
    locked = Post.objects.select_for_update(of=("self",)).filter(pk=post.pk).first()
    if locked is None:  # clicked twice
        return
    if reason := refuse_removal(locked, by_project=by_project):
        raise TransitionRefused(reason)
    locked.edition, locked.project = post.edition, post.project
    _record("remove_post", locked, actor, at)
    clear_public_pages(locked)
    locked.delete()


def clear_public_pages(post: Post) -> None:
    """Clear the shared pages from the cache once the transaction has succeeded."""
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


def _lock_post(post: Post) -> Post:
    """Lock and read the row. Raises ``TransitionRefused`` once it was removed."""
    locked = Post.objects.select_for_update(of=("self",)).filter(pk=post.pk).first()
    if locked is None:
        raise TransitionRefused(_("Cette actualité vient d’être supprimée."))
    locked.edition, locked.project = post.edition, post.project
    return locked


def _list_writers(post: Post) -> list[User]:
    """The people who may propose and withdraw it."""
    return ProjectMember.objects.editors().filter(project=post.project_id).people()


@transaction.atomic
def _move(post: Post, verb: str, actor: User, at: datetime, **changes: object) -> Post:
    """Change the state of a post. Side effects: ``changes``, an audit entry, the shared pages."""
    locked = _lock_post(post)
    changes["version"] = locked.version + 1
    transitions.apply(
        locked, verb, table=POST, actor=actor, at=at, scope=locked.edition.scope, changes=changes
    )
    clear_public_pages(locked)
    return locked


def _record(verb: str, post: Post, actor: User | None, at: datetime) -> None:
    """Record an audit entry without the words: the log outlives them."""
    record(verb=verb, subject=post, actor=actor, at=at, scope=post.edition.scope)

"""What each side of a piece of news may do, its project and its organisers: why not, in words, or an empty text.

Who reads it: :meth:`PostQuerySet.visible_to_organisers` and :meth:`PostQuerySet.visible_to_project`.
"""

from django.utils.translation import gettext as _

from coaching.models import Post
from coaching.posts.enums import PostOrigin, PostState


def is_own(post: Post, *, by_project: bool) -> bool:
    """Whether this side wrote it."""
    return by_project == (post.origin == PostOrigin.PROJECT)


def refuse_edit(post: Post, *, by_project: bool) -> str:
    """What is published is taken back before its project changes it."""
    if by_project and not is_own(post, by_project=True):
        return _("L’équipe a écrit cette actualité : elle seule la modifie.")
    if not by_project and post.origin == PostOrigin.PROJECT and post.is_held:
        return _("Cette actualité est un brouillon du projet : lui seul la modifie.")
    if by_project and post.state == PostState.PUBLISHED:
        return _("Cette actualité est publiée : retirez-la d’abord.")
    return ""


def refuse_publication(post: Post) -> str:
    """By organisers, who alone publish."""
    if not post.is_held:
        return ""
    if post.origin == PostOrigin.PROJECT:
        return _("Cette actualité est un brouillon du projet : lui seul peut la proposer.")
    return _("Le projet a retiré cette actualité : lui seul peut la proposer à nouveau.")


def refuse_removal(post: Post, *, by_project: bool) -> str:
    """The other side takes it back instead."""
    if is_own(post, by_project=by_project):
        return ""
    if by_project:
        return _("L’équipe a écrit cette actualité : elle seule la supprime. Vous pouvez la retirer.")
    return _("Le projet a écrit cette actualité : lui seul la supprime. Vous pouvez la retirer.")


def is_held_once_withdrawn(post: Post, *, by_project: bool) -> bool:
    """Whether a withdrawn text is hidden from the other side: always one of the project, which is its draft again; one
    of organisers only when they withdraw it.
    """
    return by_project or post.origin == PostOrigin.PROJECT

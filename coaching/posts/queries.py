"""The news for each reader, the pictures that may go with it, and the rights of each side."""

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from coaching.attendance.enums import Audience
from coaching.models import GalleryItem, Post
from coaching.posts.enums import PostOrigin, PostState
from programmes.models import Edition
from projects.models import Application, Participation, Project


def is_own(post: Post, *, by_project: bool) -> bool:
    """Whether this side wrote it."""
    return by_project == (post.origin == PostOrigin.PROJECT)


def refuse_edit(post: Post, *, by_project: bool) -> str:
    """Why this side may not edit it: a project withdraws published news before it changes it."""
    if by_project and not is_own(post, by_project=True):
        return _("L’équipe a écrit cette actualité : elle seule la modifie.")
    if not by_project and post.origin == PostOrigin.PROJECT and post.is_reserved:
        return _("Cette actualité est un brouillon du projet : lui seul la modifie.")
    if by_project and post.state == PostState.PUBLISHED:
        return _("Cette actualité est publiée : retirez-la d’abord.")
    return ""


def refuse_publication(post: Post) -> str:
    """Why it may not be published, by organisers, who alone publish."""
    if not post.is_reserved:
        return ""
    if post.origin == PostOrigin.PROJECT:
        return _("Cette actualité est un brouillon du projet : lui seul peut la proposer.")
    return _("Le projet a retiré cette actualité : lui seul peut la proposer à nouveau.")


def refuse_removal(post: Post, *, by_project: bool) -> str:
    """Why this side may not erase it: the other side's news is only withdrawn."""
    if is_own(post, by_project=by_project):
        return ""
    if by_project:
        return _("L’équipe a écrit cette actualité : elle seule la supprime. Vous pouvez la retirer.")
    return _("Le projet a écrit cette actualité : lui seul la supprime. Vous pouvez la retirer.")


def is_reserved_once_withdrawn(post: Post, *, by_project: bool) -> bool:
    """Whether a withdrawn text is hidden from the other side: always one of the project, which is its draft again;
    one of organisers only when they withdraw it."""
    return by_project or post.origin == PostOrigin.PROJECT


LATEST = 30
ON_HOME_PAGE = 3
"""How many are on the page of an edition, or of a project."""


def with_pictures(rows: QuerySet[Post]) -> QuerySet[Post]:
    """``post.public_pictures``: its pictures, as far as each person on them consents now. One additional query."""
    visible = GalleryItem.objects.visible_to(Audience.PUBLIC).order_by("added_at", "pk")
    return rows.prefetch_related(Prefetch("pictures", queryset=visible, to_attr="public_pictures"))


def list_public_posts(edition: Edition, project: Project | None = None) -> QuerySet[Post]:
    """The public news of an edition, or of one project, the latest first."""
    rows = Post.objects.public().filter(edition=edition)
    if project is not None:
        rows = rows.filter(project=project)
    return rows.select_related("project").order_by("-published_at", "-pk")


def list_latest_posts(edition: Edition, project: Project | None = None) -> list[Post]:
    """The news on the page of an edition, or of a project, with its pictures. One query, two with some."""
    return list(with_pictures(list_public_posts(edition, project))[:ON_HOME_PAGE])


def list_managed_posts(user: User, edition: Edition) -> QuerySet[Post]:
    """The news for an organiser: without private texts of projects, and without projects they stepped aside from."""
    read = Application.objects.read_by_organiser(user).filter(call__edition=edition).values("project")
    rows = Post.objects.visible_to_organisers().filter(edition=edition)
    return (
        rows.filter(Q(project=None) | Q(project__in=read))
        .with_openness()
        .select_related("project")
        .order_by("-changed_at", "-pk")
    )


def list_project_posts(project: Project) -> QuerySet[Post]:
    """The news of a project, its own and those that organisers published."""
    rows = Post.objects.visible_to_project().filter(project=project)
    return rows.with_openness().order_by("-changed_at", "-pk")


def list_pictures_to_offer(
    edition: Edition, project: Project | None = None, post: Post | None = None
) -> QuerySet[GalleryItem]:
    """Pictures that are public, of the edition, or of one project and those in ``post``; the latest first."""
    rows = GalleryItem.objects.visible_to(Audience.PUBLIC).filter(session__edition=edition)
    if project is not None:
        chosen = Q(pk__in=post.pictures.order_by().values("pk")) if post else Q()
        rows = rows.filter(Q(participation__project=project) | chosen)
    return (
        rows.exclude(file="", link="").select_related("participation__project").order_by("-added_at", "-pk")
    )


def list_writable_projects(user: User, edition: Edition) -> QuerySet[Project]:
    """The projects that an organiser may write about: those that come, except the ones they stepped aside from."""
    read = Application.objects.read_by_organiser(user).filter(call__edition=edition).values("project")
    coming = Participation.objects.confirmed().filter(edition=edition).values("project")
    return Project.objects.filter(pk__in=coming).filter(pk__in=read).order_by("title", "pk")

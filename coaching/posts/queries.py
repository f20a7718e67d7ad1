"""Which news a person may read, and the pictures that may go with it."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from accelerator.accounts.models import User
from coaching.attendance.enums import Audience
from coaching.models import GalleryItem, Post
from programmes.models import Edition
from projects.models import Application, Participation, Project

LATEST = 30
SHOWN = 3
"""How many stand on the page of an edition, or of a project."""


def with_pictures(rows: QuerySet[Post]) -> QuerySet[Post]:
    """``post.shown``: its pictures, as far as each person on them says so now. One query more."""
    shown = GalleryItem.objects.visible_to(Audience.PUBLIC).order_by("added_at", "pk")
    return rows.prefetch_related(Prefetch("pictures", queryset=shown, to_attr="shown"))


def list_public_posts(edition: Edition, project: Project | None = None) -> QuerySet[Post]:
    """What anybody may read of an edition, or of one project, the latest first."""
    rows = Post.objects.public().filter(edition=edition)
    if project is not None:
        rows = rows.filter(project=project)
    return rows.select_related("project").order_by("-published_at", "-pk")


def list_latest_posts(edition: Edition, project: Project | None = None) -> list[Any]:
    """What stands on the page of an edition, or of a project, with its pictures. One query, two with some."""
    return list(with_pictures(list_public_posts(edition, project))[:SHOWN])


def list_managed_posts(user: User, edition: Edition) -> QuerySet[Post]:
    """What an organiser may read: not what a project keeps to itself, nor anything of one they stepped aside from."""
    read = Application.objects.read_by_organiser(user).filter(call__edition=edition).values("project")
    rows = Post.objects.visible_to_organisers().filter(edition=edition)
    return (
        rows.filter(Q(project=None) | Q(project__in=read))
        .with_openness()
        .select_related("project")
        .order_by("-changed_at", "-pk")
    )


def list_project_posts(project: Project) -> QuerySet[Post]:
    """What a project wrote, and what organisers published of it."""
    rows = Post.objects.visible_to_project().filter(project=project)
    return rows.with_openness().order_by("-changed_at", "-pk")


def list_pictures_to_offer(
    edition: Edition, project: Project | None = None, post: Post | None = None
) -> QuerySet[GalleryItem]:
    """Pictures that everybody may see, of the edition, or of one project and those in ``post``; the latest first."""
    rows = GalleryItem.objects.visible_to(Audience.PUBLIC).filter(session__edition=edition)
    if project is not None:
        chosen = Q(pk__in=post.pictures.order_by().values("pk")) if post else Q()
        rows = rows.filter(Q(participation__project=project) | chosen)
    return (
        rows.exclude(file="", link="").select_related("participation__project").order_by("-added_at", "-pk")
    )


def list_writable_projects(user: User, edition: Edition) -> QuerySet[Project]:
    """The projects that an organiser may write about: those that come, but the ones they stepped aside from."""
    read = Application.objects.read_by_organiser(user).filter(call__edition=edition).values("project")
    coming = Participation.objects.confirmed().filter(edition=edition).values("project")
    return Project.objects.filter(pk__in=coming).filter(pk__in=read).order_by("title", "pk")

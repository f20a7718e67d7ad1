"""One piece of news: a title, a text, pictures of the gallery, the link of a video."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accelerator.web.localised import Localised
from coaching.gallery.models import GalleryItem
from coaching.posts.enums import PostOrigin, PostState
from programmes.models import Edition
from projects.models import Project

LONGEST_TITLE, LONGEST_BODY = 150, 6000


class PostQuerySet(models.QuerySet["Post"]):
    def public(self) -> Self:
        """News that anybody may read: of a project, while its public sheet is open."""
        is_open = Q(project=None) | Q(project__in=Project.objects.published().values("pk"))
        return self.filter(is_open, state=PostState.PUBLISHED)

    def with_openness(self) -> Self:
        """Adds ``is_open``: whether the public may read it once it is published. No additional query."""
        open_sheet = Project.objects.published().filter(pk=OuterRef("project"))
        return self.annotate(is_open=Q(project=None) | Exists(open_sheet))

    def visible_to_organisers(self) -> Self:
        """Exclude texts that are private to a project: its drafts, and those it withdrew."""
        return self.exclude(origin=PostOrigin.PROJECT, is_reserved=True)

    def visible_to_project(self) -> Self:
        """Exclude drafts of organisers, except those that the project withdrew, since it alone releases them."""
        return self.exclude(origin=PostOrigin.ORGANISERS, state=PostState.DRAFT, is_reserved=False)


class Post(models.Model):
    """News of an edition or, with ``project``, of one of its projects.

    ``is_reserved``: the project has not proposed it, or it was withdrawn; nobody else may publish it until it does.
    The rights of each side are in :mod:`coaching.posts.queries`.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="posts")
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="posts", verbose_name=_("projet")
    )
    title_fr = models.CharField(_("titre"), max_length=LONGEST_TITLE)
    title_en = models.CharField(_("titre en anglais"), max_length=LONGEST_TITLE, blank=True)
    body_fr = models.TextField(_("texte"), max_length=LONGEST_BODY)
    body_en = models.TextField(_("texte en anglais"), max_length=LONGEST_BODY, blank=True)
    video = models.URLField(_("lien d’une vidéo"), max_length=500, blank=True)
    pictures = models.ManyToManyField(GalleryItem, blank=True, related_name="posts", verbose_name=_("images"))
    origin = models.CharField(max_length=10, choices=PostOrigin, default=PostOrigin.ORGANISERS)
    state = models.CharField(max_length=9, choices=PostState, default=PostState.DRAFT)
    is_reserved = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    title = Localised("title")
    body = Localised("body")

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["edition", "-published_at"], name="post_latest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=PostState.PUBLISHED) | Q(published_at__isnull=False),
                name="post_published_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(origin=PostOrigin.PROJECT) | Q(project__isnull=False),
                name="post_of_project_has_project",
            ),
        ]

    def __str__(self) -> str:
        return self.title_fr

"""Photos, sketches and links to videos of a session, by slot and by project."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from coaching.attendance.enums import Audience
from coaching.attendance.models import Attendee, Picture, PictureQuerySet
from coaching.gallery.enums import PictureKind
from coaching.session.models import Session, Slot
from projects.models import Participation


class GalleryItemQuerySet(PictureQuerySet):
    def described(self) -> Self:
        """Described pictures: the others are visible to their author alone."""
        return self.exclude(alt="")

    def awaiting_words(self) -> Self:
        """Pictures without a description yet."""
        return self.filter(alt="")

    def visible_to(self, audience: Audience) -> Self:
        """Described pictures that this audience may see; the public, only published ones."""
        items = super().visible_to(audience).described()
        return items.exclude(published_at=None) if audience == Audience.PUBLIC else items

    def publishable(self) -> Self:
        """Pictures that an organiser may publish: everybody on them consents to it."""
        return super().visible_to(Audience.PUBLIC).described()

    def added_by(self, person: User | None, browser: uuid.UUID | None) -> Self:
        """Pictures that this account, or this browser, added."""
        own = Q(added_by=person) if person is not None else Q(pk__in=[])
        return self.filter(own | Q(added_from=browser) if browser else own)


def make_file_name(item: "GalleryItem", filename: str) -> str:
    """A random name for the stored file."""
    return f"gallery/{uuid.uuid4().hex}"


class GalleryItem(Picture):
    """One picture or link. Without ``alt`` it awaits its author's description; ``added_from`` is their browser."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="gallery")
    kind = models.CharField(max_length=6, choices=PictureKind)
    slot = models.ForeignKey(
        Slot, models.SET_NULL, null=True, blank=True, related_name="gallery", verbose_name=_("moment")
    )
    participation = models.ForeignKey(
        Participation, models.CASCADE, null=True, blank=True, related_name="gallery", verbose_name=_("projet")
    )
    caption = models.CharField(_("légende"), max_length=200, blank=True)
    author = models.CharField(
        _("crédit"),
        max_length=150,
        blank=True,
        help_text=_("Affiché sous l’image, même publique. Laissez vide pour ne pas être nommé."),
    )
    link = models.URLField(max_length=500, blank=True)
    file = models.FileField(upload_to=make_file_name, blank=True)
    thumb = models.FileField(upload_to=make_file_name, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    thumb_width = models.PositiveIntegerField(default=0)
    thumb_height = models.PositiveIntegerField(default=0)
    weight = models.PositiveIntegerField(default=0, help_text="Bytes of both files.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_from = models.UUIDField(null=True, blank=True)
    added_as = models.ForeignKey(
        Attendee, models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="Under which name it was sent: any browser may choose one, so it opens nothing.",
    )  # fmt: skip
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = GalleryItemQuerySet.as_manager()

    class Meta:
        ordering = ["session", "-added_at", "-pk"]
        indexes = [models.Index(fields=["session", "-added_at", "-id"], name="gallery_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(alt=""), name="gallery_published_has_words"
            ),
            models.CheckConstraint(
                condition=(Q(kind=PictureKind.VIDEO, file="") & ~Q(link=""))
                | (~Q(kind=PictureKind.VIDEO) & Q(link="") & ~Q(file="")),
                name="gallery_file_or_link",
            ),
        ]

    def __str__(self) -> str:
        return self.caption or self.alt

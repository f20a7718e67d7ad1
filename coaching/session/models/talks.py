"""What a talk or a workshop has beside its hours: who speaks, and what people find again afterwards."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.session.models.session import Slot, room_key


class SlotSpeaker(models.Model):
    """Who speaks in a slot: somebody with an account, or a name alone."""

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="speakers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="talks",
        verbose_name=_("personne de l’édition"),
    )  # fmt: skip
    name = models.CharField(_("nom et prénom"), max_length=150, blank=True)
    key = models.CharField(max_length=80, blank=True, editable=False, help_text="The name as it is compared.")
    function = models.CharField(_("fonction"), max_length=150, blank=True)
    body = models.CharField(_("organisme"), max_length=200, blank=True)

    class Meta:
        ordering = ["slot", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) & ~Q(name="") | Q(user__isnull=False, name=""),
                name="speaker_account_or_name",
                violation_error_message=_("Choisissez une personne, ou écrivez son nom."),
            ),
            models.UniqueConstraint(
                fields=["slot", "user"],
                name="speaker_account_once",
                violation_error_message=_("Cette personne intervient déjà sur ce créneau."),
            ),
            models.UniqueConstraint(
                fields=["slot", "key"],
                condition=Q(user__isnull=True),
                name="speaker_name_once",
                violation_error_message=_("Cette personne intervient déjà sur ce créneau."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user) if self.user else self.name

    def clean(self) -> None:
        self.key = room_key(self.name)


def random_resource_name(_resource: "SlotResource", _name: str) -> str:
    """No name of a person in the store."""
    return f"talks/{uuid.uuid4().hex}"


class SlotResource(models.Model):
    """What goes with a slot: a link, or a file that was looked into. Those of the edition read it, or everybody."""

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="resources")
    title = models.CharField(_("titre"), max_length=160)
    url = models.URLField(_("lien"), max_length=500, blank=True)
    file = models.FileField(upload_to=random_resource_name, blank=True)
    name = models.CharField(max_length=200, blank=True, help_text="Of the file, as it is handed out.")
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="Of the file, in bytes.")
    is_public = models.BooleanField(_("ouvert à tout le monde"), default=False)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["slot", "added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(url="") & Q(file="") | Q(url="") & ~Q(file=""),
                name="resource_link_or_file",
                violation_error_message=_("Donnez un lien, ou choisissez un fichier."),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="resource_has_title",
                violation_error_message=_("Donnez un titre."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

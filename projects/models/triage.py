"""What organisers add to dossiers to work through them: tags, notes, kept searches, changes that can be undone."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programmes.models import Edition
from projects.enums import BulkVerb
from projects.models.application import Application


class Tag(models.Model):
    """A word of the organisers of one edition. ``key`` is the name as searches write it: « À voir » exists once."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="tags")
    name = models.CharField(_("étiquette"), max_length=40)
    key = models.CharField(max_length=80, editable=False)
    applications = models.ManyToManyField(Application, related_name="tags", blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "key"],
                name="tag_once",
                violation_error_message=_("Cette étiquette existe déjà."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """A remark between organisers: neither the committee nor the holder ever reads it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("note"))
    at = models.DateTimeField()

    class Meta:
        ordering = ["application", "-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="note_has_text",
                violation_error_message=_("Écrivez la note."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author_id} on {self.application_id}"


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def read_by(self, user: Any, edition: Edition) -> "SavedFilterQuerySet":
        """Own searches of the edition, and those that colleagues share."""
        return self.filter(models.Q(user=user) | models.Q(shared=True), edition=edition)


class SavedFilter(models.Model):
    """A search of the dossiers list, by name: ``query`` is the address behind the question mark."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="saved_filters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    name = models.CharField(_("nom de la recherche"), max_length=60)
    query = models.CharField(max_length=1000, blank=True, editable=False)
    shared = models.BooleanField(_("la partager avec l’équipe de l’édition"), default=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "user", "name"],
                name="saved_filter_once",
                violation_error_message=_("Vous avez déjà une recherche de ce nom."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ListColumns(models.Model):
    """The columns one person wants in lists of dossiers, in order, whatever the edition."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="list_columns")
    names: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)

    class Meta:
        ordering = ["user"]

    def __str__(self) -> str:
        return f"{self.user_id}: {', '.join(self.names)}"


class BulkAction(models.Model):
    """One change to several dossiers at once, with what each held before, so that its author can take it back.

    ``changes``: application id → value before (``None`` or the id of a colleague when assigning; ``None`` otherwise).
    ``target``: the tag or the colleague; ``None`` for nobody, and when declaring eligible.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="bulk_actions")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=10, choices=BulkVerb)
    target = models.PositiveBigIntegerField(null=True)
    changes: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.verb} × {len(self.changes)}"

"""The columns that every such row has beside the typed ones."""

import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models


def is_active_row(path: str = "") -> models.Q:
    """The condition of :meth:`SharedRowQuerySet.active` on the rows at ``path``: ``"wished_for__"``."""
    return models.Q(**{f"{path}removed_at": None})


class SharedRowQuerySet(models.QuerySet[Any]):
    def active(self) -> Self:
        """Rows that nobody removed."""
        return self.filter(is_active_row())

    def removed(self) -> Self:
        """Rows that somebody removed, and that may be restored."""
        return self.exclude(is_active_row())


class SharedRow(models.Model):
    """A row that several people type.

    The page that adds the row chooses its ``uid``: sent again after a lost network, it is the same row. ``version``
    counts the savings: an editor sends the one they saw, and learns of a change between. A row that was removed stays,
    so that it can be put back, and so that a person who was writing in it is notified.
    """

    WRITTEN: ClassVar[tuple[str, ...]] = ()
    """The fields that people type."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    saved_at = models.DateTimeField(editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    position = models.PositiveIntegerField(default=0, editable=False)

    objects = SharedRowQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None

    def read(self, name: str) -> Any:
        """The value of a field; the ids of its rows, in order, for a many-to-many field."""
        field = self._meta.get_field(name)
        if not field.many_to_many:
            return getattr(self, name)
        return sorted(getattr(self, name).values_list("pk", flat=True))

    def check_written(self) -> None:
        """Called before a row is saved. Raises ``ValidationError``, by field, for values that do not go together."""

"""Dossiers that may be one: the keys that bring them together, and the pairs that were found."""

from django.db import models

from programmes.models import Call
from projects.models.application import Application


class DuplicateKey(models.Model):
    """A key that two likely duplicates share; several for each dossier, see ``projects.selection.likeness``."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="duplicate_keys")
    call = models.ForeignKey(Call, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=24)

    class Meta:
        ordering = ["application", "key"]
        constraints = [models.UniqueConstraint(fields=["application", "key"], name="duplicate_key_once")]
        indexes = [models.Index(fields=["call", "key"], name="duplicate_key_lookup")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.key}"


class Duplicate(models.Model):
    """Two dossiers of one call that look like one; ``first`` is the older. Only organisers hear of it.

    ``likeness`` is that of their titles, from 0 to 100.
    """

    first = models.ForeignKey(Application, models.CASCADE, related_name="later_duplicates")
    second = models.ForeignKey(Application, models.CASCADE, related_name="earlier_duplicates")
    same_siret = models.BooleanField(default=False)
    likeness = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["first", "second"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="duplicate_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"

"""How long an edition stores dossiers, and the announced erasures."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programmes.models import Edition


class ErasureKind(models.TextChoices):
    DRAFTS = "drafts", _("Brouillons jamais déposés")
    UNSELECTED = "unselected", _("Dossiers déposés, hors projets retenus")
    SELECTED = "selected", _("Projets retenus")

    @property
    def consequences(self) -> "str | Promise":
        """What is erased of these dossiers, and what stays."""
        return CONSEQUENCES[self]


CONSEQUENCES: dict[str, "str | Promise"] = {
    ErasureKind.DRAFTS: _("S’effacent : le dossier entier, ses pièces jointes et les messages à son sujet."),
    ErasureKind.UNSELECTED: _(
        "S’effacent : noms, contacts, textes, pièces jointes, commentaires et messages. Restent : "
        "numéro, état, profil, département, notes chiffrées et décision."
    ),
    ErasureKind.SELECTED: _(
        "S’effacent : noms, contacts, textes, pièces jointes, commentaires, messages, photos, ce qui s’est dit et "
        "dessiné pendant la session et le suivi. Restent : numéro, profil, département, notes chiffrées, décision, "
        "réponses à cocher des enquêtes, présences sans nom, et les documents de l’édition déjà établis ou approuvés."
    ),
}


LONGEST = 120
"""Months."""
BETWEEN = [MinValueValidator(1), MaxValueValidator(LONGEST)]


class RetentionRule(models.Model):
    """Months that an edition stores dossiers, by kind. Without a row: the defaults of these columns.

    Three months for drafts; two years for what was sent, as the CNIL advises for recruitment, by analogy; for what was
    selected, two years after its follow-up.
    """

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="retention_rule")
    drafts_months = models.PositiveSmallIntegerField(
        _("mois après la clôture de l’appel, pour les brouillons"), default=3, validators=BETWEEN
    )
    unselected_months = models.PositiveSmallIntegerField(
        _("mois après la fin de l’édition, pour les dossiers non retenus"), default=24, validators=BETWEEN
    )
    selected_months = models.PositiveSmallIntegerField(
        _("mois après la fin du suivi, pour les projets retenus"), default=24, validators=BETWEEN
    )

    class Meta:
        ordering = ["edition"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    drafts_months__range=(1, LONGEST),
                    unselected_months__range=(1, LONGEST),
                    selected_months__range=(1, LONGEST),
                ),
                name="retention_months_in_range",
                violation_error_message=_("De 1 à 120 mois."),
            ),
        ]

    def __str__(self) -> str:
        return f"retention of {self.edition_id}"

    def months(self, kind: str) -> int:
        return self.all_months[kind]

    @property
    def all_months(self) -> dict[str, int]:
        """The months of each kind of erasure."""
        return {
            ErasureKind.DRAFTS: self.drafts_months,
            ErasureKind.UNSELECTED: self.unselected_months,
            ErasureKind.SELECTED: self.selected_months,
        }


class PlannedErasure(models.Model):
    """The erasure of one kind of dossiers of an edition: announced day, postponed day.

    An announcement is for what stood then: what is touched after ``announced_at`` waits for the next one. ``erased``
    counts all that went.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="planned_erasures")
    kind = models.CharField(max_length=10, choices=ErasureKind)
    announced_for = models.DateField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    not_before = models.DateField(_("pas avant le"), null=True, blank=True)
    reason = models.CharField(_("raison"), max_length=300, blank=True)
    postponed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    postponed_at = models.DateTimeField(null=True, blank=True)
    erased = models.PositiveIntegerField(default=0)
    erased_at: "models.DateTimeField[Any, Any]" = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["edition", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind"], name="planned_erasure_once"),
            models.CheckConstraint(
                condition=Q(announced_for=None, announced_at=None)
                | Q(announced_for__isnull=False, announced_at__isnull=False),
                name="erasure_announced_at_once",
            ),
            models.CheckConstraint(
                condition=Q(not_before=None) | ~Q(reason=""),
                name="postponement_has_reason",
                violation_error_message=_("Dites pourquoi ces données sont gardées plus longtemps."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.edition_id}"

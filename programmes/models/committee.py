"""What a seat on the committee means for the person who has it, or is offered it."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from programmes.models.edition import Edition

MOST_DOSSIERS = 999
"""As many as anybody may say they can review."""


LONGEST_LABEL = 60


def limit_capacity(name: str) -> models.CheckConstraint:
    """The constraint, named ``name``, of :attr:`SeatTerms.capacity`."""
    return models.CheckConstraint(
        condition=models.Q(capacity__isnull=True) | models.Q(capacity__gte=1, capacity__lte=MOST_DOSSIERS),
        name=name,
        violation_error_message=_("Entre 1 et 999 dossiers."),
    )


class ExpertiseTag(models.Model):
    """Something that the committee of an edition is expert in, in its own words."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="expertise_tags")
    label = models.CharField(_("domaine"), max_length=LONGEST_LABEL)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["edition", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "edition",
                Lower("label"),
                name="expertise_tag_once",
                violation_error_message=_("Ce domaine est déjà écrit."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class SeatTerms(models.Model):
    """The terms of a juror's seat: of a role, and of the invitation that offers it. Other roles leave them empty."""

    is_deputy = models.BooleanField(
        _("suppléance"),
        default=False,
        help_text=_("Lit et vote à la place d’une personne titulaire de son organisme, en son absence."),
    )
    capacity = models.PositiveSmallIntegerField(
        _("dossiers au plus"), null=True, blank=True, help_text=_("Vide : sans limite.")
    )

    expertise = models.ManyToManyField(
        ExpertiseTag, blank=True, related_name="%(class)ss", verbose_name=_("domaines")
    )

    class Meta:
        abstract = True


class DeclarationAcceptance(models.Model):
    """A juror accepted the declaration of interests: which version, its text, and when."""

    role = models.ForeignKey("programmes.Role", models.CASCADE, related_name="declarations")
    version = models.PositiveSmallIntegerField()
    text = models.TextField()
    accepted_at = models.DateTimeField()

    class Meta:
        ordering = ["role", "version"]
        constraints = [models.UniqueConstraint(fields=["role", "version"], name="declaration_accepted_once")]

    def __str__(self) -> str:
        return f"{self.role_id} {self.version}"

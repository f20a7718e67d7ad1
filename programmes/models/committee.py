"""What a seat on the committee means for the person who has it, or is offered it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_DOSSIERS = 999
"""As many as anybody may say they can review."""


def limit_capacity(name: str) -> models.CheckConstraint:
    """The constraint, named ``name``, of :attr:`SeatTerms.capacity`."""
    return models.CheckConstraint(
        condition=models.Q(capacity__isnull=True) | models.Q(capacity__gte=1, capacity__lte=MOST_DOSSIERS),
        name=name,
        violation_error_message=_("Entre 1 et 999 dossiers."),
    )


class SeatTerms(models.Model):
    """The terms of a juror's seat: of a role, and of the invitation that offers it. Other roles leave them empty."""

    is_deputy = models.BooleanField(
        _("suppléance"),
        default=False,
        help_text=_("Vote à la place d’une personne titulaire de son organisme, en son absence."),
    )
    capacity = models.PositiveSmallIntegerField(
        _("dossiers au plus"), null=True, blank=True, help_text=_("Vide : sans limite.")
    )

    class Meta:
        abstract = True

"""The bodies that sit on the selection committee of an edition."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programmes.models.edition import Edition
from programmes.models.organisation import Organisation


class CommitteeSeat(models.Model):
    """One body's seat, under the name it bore that year. Its members are the edition's reviewers of that body."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="seats")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="seats", verbose_name=_("organisme")
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=1)
    chairs = models.BooleanField(_("préside le comité"), default=False)

    class Meta:
        ordering = ["edition", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "organisation"],
                name="seat_once",
                violation_error_message=_("Cet organisme siège déjà au comité."),
            ),
            models.UniqueConstraint(
                fields=["edition"],
                condition=models.Q(chairs=True),
                name="seat_one_chair",
                violation_error_message=_("Un seul organisme préside le comité."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

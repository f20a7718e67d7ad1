"""Support schemes: what partners can offer after the session."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accelerator.web.localised import Localised
from programmes.enums import NeedKind
from programmes.models.edition import Edition
from programmes.models.organisation import Organisation

STALE_AFTER_DAYS = 365
HEAD_COUNTS_IN_ORDER = _("L’effectif maximal ne peut pas être plus petit que le minimal.")


class SupportScheme(models.Model):
    """An offer of support as an edition knew it; shown as "to be checked" when its source is old."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="schemes")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="schemes", verbose_name=_("organisme")
    )
    name = models.CharField(_("nom"), max_length=120)
    summary_fr = models.TextField(_("ce que le dispositif apporte"))
    summary_en = models.TextField(_("ce que le dispositif apporte, en anglais"), blank=True)
    conditions_fr = models.TextField(_("conditions"), blank=True)
    conditions_en = models.TextField(_("conditions en anglais"), blank=True)
    needs: "models.JSONField[list[str], list[str]]" = models.JSONField(
        _("besoins auxquels il répond"), default=list, blank=True, help_text="Codes of NeedKind."
    )
    head_count_min = models.PositiveIntegerField(_("effectif minimal"), null=True, blank=True)
    head_count_max = models.PositiveIntegerField(_("effectif maximal"), null=True, blank=True)
    source_url = models.URLField(_("source"), blank=True)
    verified_on = models.DateField(_("vérifié le"), null=True, blank=True)
    valid_until = models.DateField(_("valable jusqu’au"), null=True, blank=True)

    summary = Localised("summary")
    conditions = Localised("conditions")

    class Meta:
        ordering = ["edition", "name"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="scheme_once"),
            models.CheckConstraint(
                condition=Q(head_count_max__isnull=True)
                | Q(head_count_min__isnull=True)
                | Q(head_count_max__gte=F("head_count_min")),
                name="scheme_head_counts_in_order",
                violation_error_message=HEAD_COUNTS_IN_ORDER,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def need_words(self) -> str:
        """The needs it answers: « Une expertise, un financement »."""
        labels = [str(kind.label) for kind in NeedKind if kind in self.needs]
        return ", ".join(
            [
                *labels[:1],
                *(label if label[1:2].isupper() else label[:1].lower() + label[1:] for label in labels[1:]),
            ]
        )

    @property
    def head_count_words(self) -> str:
        """« de 10 à 249 personnes »; empty without a condition."""
        least, most = self.head_count_min, self.head_count_max
        if least is not None and most is not None:
            return gettext("de %(least)d à %(most)d personnes") % {"least": least, "most": most}
        if most is not None:
            return gettext("%(most)d personnes au plus") % {"most": most}
        return gettext("%(least)d personnes au moins") % {"least": least} if least is not None else ""

    def is_stale(self, today: date | None = None) -> bool:
        """Whether its facts need checking before anybody relies on them."""
        today = today or timezone.localdate()
        if self.valid_until and self.valid_until < today:
            return True
        return self.verified_on is None or (today - self.verified_on).days > STALE_AFTER_DAYS

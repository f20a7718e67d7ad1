"""Is a dossier admissible: the organisers' checklist, and the rules that set dossiers aside and say why."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.web.localised import Localised
from programmes.models import Call
from projects.enums import RuleSubject
from projects.models.application import Application


class CheckItem(models.Model):
    """One thing an organiser verifies on every dossier of a call. Taken off the list, it keeps its ticks."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="check_items")
    position = models.PositiveSmallIntegerField()
    label_fr = models.CharField(_("à vérifier"), max_length=200)
    label_en = models.CharField(_("à vérifier, en anglais"), max_length=200, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    label = Localised("label")

    class Meta:
        ordering = ["call", "position", "pk"]

    def __str__(self) -> str:
        return self.label_fr


class Check(models.Model):
    """One point verified on one dossier, or a remark on why it is not."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="checks")
    item = models.ForeignKey(CheckItem, models.PROTECT, related_name="checks")
    done = models.BooleanField(_("vérifié"), default=False)
    note = models.CharField(_("remarque"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["application", "item__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "item"],
                name="check_once",
                violation_error_message=_("Ce point est déjà noté pour ce dossier."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} of {self.application_id}: {self.done}"


class EligibilityRule(models.Model):
    """What a call accepts on one subject. ``accepted``: profiles, codes of départements or head-count bands.

    It is empty for a subject that is met or not: a SIRET number, both days.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="eligibility_rules")
    subject = models.CharField(_("sur quoi"), max_length=12, choices=RuleSubject)
    accepted: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["call", "subject"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "subject"],
                name="rule_once",
                violation_error_message=_("Il y a déjà une règle sur ce sujet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {', '.join(self.accepted)}"


class FindingQuerySet(models.QuerySet["Finding"]):
    def standing(self) -> "FindingQuerySet":
        """Those that nobody overruled."""
        return self.filter(overruled_at=None)


class Finding(models.Model):
    """A rule sets a dossier aside, and says why: ``detail`` is what the dossier answers, in words.

    An organiser may overrule it, with a reason; both stay to be read.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="findings")
    rule = models.ForeignKey(EligibilityRule, models.CASCADE, related_name="findings")
    detail = models.CharField(max_length=300, blank=True)
    found_at = models.DateTimeField()
    overruled_at = models.DateTimeField(null=True, blank=True)
    overruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("raison"), max_length=400, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["application", "rule__subject", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "rule"], name="finding_once"),
            models.CheckConstraint(
                condition=Q(overruled_at__isnull=True) | (~Q(reason="") & Q(overruled_by__isnull=False)),
                name="overruling_has_reason",
                violation_error_message=_("Passer outre une règle demande une raison."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} on {self.application_id}"

    @property
    def explanation(self) -> Any:
        """« effectif : 300 et plus »."""
        label = RuleSubject(self.rule.subject).label
        return _("%(subject)s : %(detail)s") % {"subject": label, "detail": self.detail or _("sans réponse")}

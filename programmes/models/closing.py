"""A closing moved for everybody, and a late access for one person."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.web.localised import Localised


class CallDateChange(models.Model):
    """The dates of a call that had opened changed, with the reason as applicants read it. Never changed, never deleted.

    An opening that stayed is ``None`` twice.
    """

    call = models.ForeignKey("programmes.Call", models.CASCADE, related_name="date_changes")
    old_opens_at = models.DateTimeField(_("ancienne ouverture"), null=True, blank=True)
    new_opens_at = models.DateTimeField(_("nouvelle ouverture"), null=True, blank=True)
    old_closes_at = models.DateTimeField(_("ancienne clôture"))
    new_closes_at = models.DateTimeField(_("nouvelle clôture"))
    reason_fr = models.CharField(_("raison"), max_length=300)
    reason_en = models.CharField(_("raison, en anglais"), max_length=300, blank=True, default="")
    reason = Localised("reason")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    notified_count = models.PositiveIntegerField(_("messages partis"), default=0)

    class Meta:
        ordering = ["call", "-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(new_closes_at=models.F("old_closes_at"))
                | models.Q(new_opens_at__isnull=False),
                name="call_date_change_changes",
                violation_error_message=_("Changez au moins une date."),
            ),
            models.CheckConstraint(
                condition=models.Q(new_opens_at__isnull=True, old_opens_at__isnull=True)
                | (models.Q(old_opens_at__isnull=False) & ~models.Q(new_opens_at=models.F("old_opens_at"))),
                name="call_date_change_opening",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} → {self.new_closes_at:%Y-%m-%d %H:%M}"

    @property
    def extends(self) -> bool:
        return self.new_closes_at > self.old_closes_at

    @property
    def shortens(self) -> bool:
        return self.new_closes_at < self.old_closes_at


class LateAccessQuerySet(models.QuerySet["LateAccess"]):
    def standing(self) -> "LateAccessQuerySet":
        """Neither revoked nor spent; they may have expired."""
        return self.filter(revoked_at=None, spent_at=None)

    def usable_by(self, user: User, at: datetime) -> "LateAccessQuerySet":
        """Those this person took up and may still use."""
        return self.standing().filter(used_by=user, expires_at__gt=at)


class LateAccess(models.Model):
    """Lets exactly one person submit one dossier after the closing. Its link is signed from ``pk`` and ``nonce``.

    ``used_at``: the person whose address it is took the link up, once; ``spent_at``: their dossier was sent.
    """

    call = models.ForeignKey("programmes.Call", models.CASCADE, related_name="late_accesses")
    email = models.EmailField(_("adresse e-mail de la personne"))
    nonce = models.CharField(max_length=32)
    expires_at = models.DateTimeField(_("dernier moment pour envoyer"))
    reason = models.CharField(_("raison, gardée au journal"), max_length=300)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="late_accesses"
    )
    used_at = models.DateTimeField(null=True, blank=True)
    spent_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = LateAccessQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "email"],
                condition=models.Q(revoked_at__isnull=True, spent_at__isnull=True),
                name="late_access_standing_once",
                violation_error_message=_("Cette personne a déjà un lien hors délai."),
            ),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True, used_by__isnull=True)
                | models.Q(used_at__isnull=False, used_by__isnull=False),
                name="late_access_used_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(spent_at__isnull=True) | models.Q(used_at__isnull=False),
                name="late_access_used_before_spent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.call_id}"

    def lets_in(self, at: datetime) -> bool:
        """Taken up, and neither spent, revoked nor expired. ``expires_at`` itself is too late."""
        return (
            self.used_at is not None
            and self.spent_at is None
            and self.revoked_at is None
            and at < self.expires_at
        )

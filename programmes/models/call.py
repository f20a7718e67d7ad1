"""A call for projects: its dates and how they moved, its rules, its form, until when it takes a dossier."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.questionnaires.models import Revision
from accelerator.web.localised import Localised
from programmes.enums import Timing
from programmes.models.edition import Edition


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
        """Late accesses that this person has taken up and may still use."""
        return self.standing().filter(used_by=user, expires_at__gt=at)

    def latest_end(self, user: User) -> models.Subquery:
        """Until when ``user`` may send a dossier to the call outside by a link they took up, to annotate it with."""
        own = self.standing().filter(used_by=user, call=models.OuterRef("call"))
        return models.Subquery(own.order_by("-expires_at").values("expires_at")[:1])


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


LONGEST_GRACE = 24 * 60
"""Minutes."""


@dataclass(frozen=True)
class Admission:
    """Whether a person may submit at an instant, on what ground, and until when. False when they may not."""

    timing: Timing | None = None
    until: datetime | None = None

    def __bool__(self) -> bool:
        return self.timing is not None

    @property
    def is_late(self) -> bool:
        return self.timing in (Timing.GRACE, Timing.LATE_LINK)


class CallQuerySet(models.QuerySet["Call"]):
    def published(self, at: datetime | None = None) -> "CallQuerySet":
        return self.filter(published_at__lte=at or timezone.now())

    def open(self, at: datetime | None = None) -> "CallQuerySet":
        """Calls that take applications at this instant: nobody opens or closes them, time does."""
        at = at or timezone.now()
        return self.published(at).filter(opens_at__lte=at, closes_at__gt=at)


class Call(models.Model):
    """Published, then open between two instants. ``closes_at`` itself is too late.

    ``grace_minutes`` let a draft begun before the closing arrive just after it; no public page displays them.
    """

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="call")
    form = models.ForeignKey(
        Revision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("formulaire de candidature"),
    )
    draft_form = models.OneToOneField(
        Revision,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="The form being changed by the organisers; nobody answers it until it is published.",
    )
    published_at = models.DateTimeField(_("publié le"), null=True, blank=True, editable=False)
    opens_at = models.DateTimeField(_("ouverture"))
    closes_at = models.DateTimeField(_("clôture"))
    grace_minutes = models.PositiveSmallIntegerField(_("délai de grâce, en minutes"), default=0)
    intro_fr = models.TextField(_("ce que l’appel recherche"), blank=True)
    intro_en = models.TextField(_("ce que l’appel recherche, en anglais"), blank=True)
    rules_fr = models.TextField(_("règlement"), blank=True)
    rules_en = models.TextField(_("règlement en anglais"), blank=True)
    rules_version = models.PositiveIntegerField(default=1, editable=False)
    faq_fr = models.TextField(_("questions fréquentes"), blank=True)
    faq_en = models.TextField(_("questions fréquentes en anglais"), blank=True)
    contact_email = models.EmailField(_("adresse de contact"), blank=True)

    objects = CallQuerySet.as_manager()
    intro = Localised("intro")
    rules = Localised("rules")
    faq = Localised("faq")

    class Meta:
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="call_dates_in_order",
                violation_error_message=_("La clôture doit suivre l’ouverture."),
            ),
            models.CheckConstraint(
                condition=models.Q(grace_minutes__lte=LONGEST_GRACE),
                name="call_grace_within_a_day",
                violation_error_message=_("Le délai de grâce dure un jour au plus."),
            ),
        ]

    def __str__(self) -> str:
        return f"appel {self.edition}"

    def is_open(self, at: datetime) -> bool:
        return self.is_published(at) and self.opens_at <= at < self.closes_at

    def is_published(self, at: datetime) -> bool:
        return self.published_at is not None and self.published_at <= at

    @property
    def grace_ends_at(self) -> datetime:
        """Minutes that pass, whatever the clocks do meanwhile."""
        return self.closes_at.astimezone(UTC) + timedelta(minutes=self.grace_minutes)

    def accepts(
        self, at: datetime, *, begun_at: datetime | None = None, late_until: datetime | None = None
    ) -> Admission:
        """Whether one person may start, change or send a dossier at this instant: the one place that decides.

        ``begun_at``: when their draft was begun, for the grace; ``late_until``: the end of the personal link they
        took up, if any (``programmes.queries.admission_of`` finds it); that instant is too late.
        """
        if not self.is_published(at) or at < self.opens_at:
            return Admission()
        if at < self.closes_at:
            return Admission(Timing.ON_TIME, self.closes_at)
        if begun_at is not None and begun_at < self.closes_at and at < self.grace_ends_at:
            return Admission(Timing.GRACE, self.grace_ends_at)
        if late_until is not None and at < late_until:
            return Admission(Timing.LATE_LINK, late_until)
        return Admission()


def rules_hash(text_fr: str, text_en: str) -> str:
    """SHA-256 of both texts, the French one first, a form feed between them."""
    return hashlib.sha256(f"{text_fr}\f{text_en}".encode()).hexdigest()


class RulesVersion(models.Model):
    """One published version. Written once; ``Application.rules_version`` is the ``number`` that was accepted."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="rules_versions")
    number = models.PositiveIntegerField(_("version"))
    text_fr = models.TextField(_("règlement"), blank=True)
    text_en = models.TextField(_("règlement en anglais"), blank=True)
    published_at = models.DateTimeField(_("publiée le"))
    sha256 = models.CharField(max_length=64)

    text = Localised("text")

    class Meta:
        ordering = ["call", "-number"]
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="rules_version_once")]

    def __str__(self) -> str:
        return f"{self.call_id} v{self.number}"


LEVELS = range(5)
"""0 absent, 1 weak, 2 partial, 3 solid, 4 exemplary."""


class Criterion(models.Model):
    """One line of the grid. A total is Σ level / 4 × weight, brought to 100 over the criteria that were scored."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(_("ordre"))
    label_fr = models.CharField(_("critère"), max_length=200)
    label_en = models.CharField(_("critère en anglais"), max_length=200, blank=True)
    help_fr = models.CharField(_("explication"), max_length=400, blank=True)
    help_en = models.CharField(_("explication en anglais"), max_length=400, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("poids"), validators=[MinValueValidator(1), MaxValueValidator(100)], default=10
    )
    anchor_0_fr = models.CharField(_("ce que veut dire 0"), max_length=300, blank=True)
    anchor_0_en = models.CharField(_("ce que veut dire 0, en anglais"), max_length=300, blank=True)
    anchor_1_fr = models.CharField(_("ce que veut dire 1"), max_length=300, blank=True)
    anchor_1_en = models.CharField(_("ce que veut dire 1, en anglais"), max_length=300, blank=True)
    anchor_2_fr = models.CharField(_("ce que veut dire 2"), max_length=300, blank=True)
    anchor_2_en = models.CharField(_("ce que veut dire 2, en anglais"), max_length=300, blank=True)
    anchor_3_fr = models.CharField(_("ce que veut dire 3"), max_length=300, blank=True)
    anchor_3_en = models.CharField(_("ce que veut dire 3, en anglais"), max_length=300, blank=True)
    anchor_4_fr = models.CharField(_("ce que veut dire 4"), max_length=300, blank=True)
    anchor_4_en = models.CharField(_("ce que veut dire 4, en anglais"), max_length=300, blank=True)

    label = Localised("label")
    help = Localised("help")
    anchor_0 = Localised("anchor_0")
    anchor_1 = Localised("anchor_1")
    anchor_2 = Localised("anchor_2")
    anchor_3 = Localised("anchor_3")
    anchor_4 = Localised("anchor_4")

    class Meta:
        ordering = ["edition", "position"]
        verbose_name = _("critère")
        verbose_name_plural = _("critères")
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="criterion_position_once"),
            models.CheckConstraint(
                condition=models.Q(weight__gte=1, weight__lte=100),
                name="criterion_weight_in_range",
                violation_error_message=_("Le poids va de 1 à 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.label_fr

    @property
    def anchors(self) -> list[str]:
        """What each level means here, from 0 to 4, in the language of the page; "" where nobody wrote it."""
        return [getattr(self, f"anchor_{level}") for level in LEVELS]

"""Is a dossier admissible: the organisers' checklist, and the rules that set dossiers aside, with their findings."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.types import Json
from accelerator.web.localised import Localised
from programmes.models import Call, Edition
from projects.application.models import Application


class BulkVerb(models.TextChoices):
    """What one does to several dossiers at once."""

    ELIGIBLE = "eligible", _("déclarer recevables")
    TAG = "tag", _("étiqueter")
    ASSIGN = "assign", _("confier")


class RuleSubject(models.TextChoices):
    """What a rule of eligibility looks at."""

    PROFILE = "profile", _("profil")
    TERRITORY = "territory", _("territoire")
    HEAD_COUNT = "head_count", _("effectif")
    SIRET = "siret", _("SIRET")
    BOTH_DAYS = "both_days", _("présence aux deux journées")


class CheckItem(models.Model):
    """One thing an organiser verifies on every dossier of a call. Retired, it retains its ticks."""

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
        """Findings that nobody overruled."""
        return self.filter(overruled_at=None)


class Finding(models.Model):
    """An eligibility rule that a dossier fails: ``detail`` is the answer of the dossier, as text.

    An organiser may overrule it, with a reason; the finding and the reason stay visible.
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
    def explanation(self) -> str:
        """« effectif : 300 et plus »."""
        label = RuleSubject(self.rule.subject).label
        return _("%(subject)s : %(detail)s") % {"subject": label, "detail": self.detail or _("sans réponse")}


class Tag(models.Model):
    """A word of the organisers of one edition. ``key`` is the name as searches write it: « À voir » exists once."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="tags")
    name = models.CharField(_("étiquette"), max_length=40)
    key = models.CharField(max_length=80, editable=False)
    applications = models.ManyToManyField(Application, related_name="tags", blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "key"],
                name="tag_once",
                violation_error_message=_("Cette étiquette existe déjà."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """A remark between organisers: neither the committee nor the holder ever reads it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("note"))
    at = models.DateTimeField()

    class Meta:
        ordering = ["application", "-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="note_has_text",
                violation_error_message=_("Écrivez la note."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author_id} on {self.application_id}"


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def read_by(self, user: User, edition: Edition) -> "SavedFilterQuerySet":
        """Own searches of the edition, and those that colleagues share."""
        return self.filter(models.Q(user=user) | models.Q(shared=True), edition=edition)


class SavedFilter(models.Model):
    """A search of the dossiers list, by name: ``query`` is the address behind the question mark."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="saved_filters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    name = models.CharField(_("nom de la recherche"), max_length=60)
    query = models.CharField(max_length=1000, blank=True, editable=False)
    shared = models.BooleanField(_("la partager avec l’équipe de l’édition"), default=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "user", "name"],
                name="saved_filter_once",
                violation_error_message=_("Vous avez déjà une recherche de ce nom."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ListColumns(models.Model):
    """The columns one person wants in lists of dossiers, in order, whatever the edition."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="list_columns")
    names: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)

    class Meta:
        ordering = ["user"]

    def __str__(self) -> str:
        return f"{self.user_id}: {', '.join(self.names)}"


class BulkAction(models.Model):
    """One change to several dossiers at once, with the former value of each, so that its author can undo it.

    ``changes``: application id → value before (``None`` or the id of a colleague when assigning; ``None`` otherwise).
    ``target``: the tag or the colleague; ``None`` for nobody, and when declaring eligible.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="bulk_actions")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=10, choices=BulkVerb)
    target = models.PositiveBigIntegerField(null=True)
    changes: "models.JSONField[Json, Json]" = models.JSONField(default=dict)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.verb} × {len(self.changes)}"


class DuplicateKey(models.Model):
    """A key that two likely duplicates share; several for each dossier, see ``projects.triage.likeness``."""

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

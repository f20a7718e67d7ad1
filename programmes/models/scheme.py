"""Support schemes: what partners can offer after the session, to whom, and how sure that is."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.links import new_nonce
from accelerator.web.localised import Localised
from programmes.models.edition import Edition, Organisation, Programme
from programmes.scheme_fit import HeadCountRange, SchemeTerms
from programmes.scheme_labels import format_departments, format_needs

LONGEST_CODE = 40
CONFIRMED = (
    "name", "summary_fr", "summary_en", "conditions_fr", "conditions_en", "needs", "profiles", "departments",
    "head_count_min", "head_count_max", "opens_on", "closes_on",
)  # fmt: skip
"""What the contact of a scheme confirms."""
HEAD_COUNTS_IN_ORDER = _("L’effectif maximal ne peut pas être plus petit que le minimal.")
DATES_IN_ORDER = _("Le dispositif se termine avant de commencer.")
CODE_TAKEN = _("Ce programme a déjà un dispositif de ce code.")


def add_months(day: date, months: int) -> date:
    """The day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (after - timedelta(days=1)).day))


class SupportSchemeQuerySet(models.QuerySet["SupportScheme"]):
    def current(self) -> Self:
        """Schemes that may be proposed: not archived."""
        return self.filter(archived_at=None)

    def with_choice(self, edition: Edition) -> Self:
        """Each with ``is_offered``: whether this edition proposes it."""
        offers = SupportScheme.editions.through.objects.filter(edition=edition, supportscheme=OuterRef("pk"))
        return self.annotate(is_offered=Exists(offers))

    def stale(self, months: int, today: date) -> Self:
        """Schemes that are stale (:meth:`SupportScheme.is_stale`) in an edition that has them verified every so many
        ``months``.
        """
        # the last day of verification from which ``months`` are over today
        day = add_months(today, -months)
        while add_months(day + timedelta(days=1), months) <= today:  # three times at most: shorter months
            day += timedelta(days=1)
        unchecked = Q(verified_on=None) | Q(verified_on__lte=day)
        return self.filter(unchecked | Q(closes_on__lt=today))

    def answering(self, need: str) -> Self:
        """Schemes that name this kind of need, a code."""
        return self.filter(needs__icontains=f'"{need}"')

    def for_profile(self, profile: str) -> Self:
        """Schemes that take structures of this profile, a code."""
        return self.filter(Q(profiles=[]) | Q(profiles__icontains=f'"{profile}"'))


class SupportScheme(models.Model):
    """An offer of support as a programme knows it. ``code`` is what spreadsheets know it by, for ever.

    ``editions`` propose it: its texts, and the day on which it was verified, are the same for all. It is shown as "to
    be checked" once nobody verified it for ``Edition.schemes_checked_months``, or its last day is over. Who answers
    for it: a body, and a person (``contact_…``) who needs no account.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="schemes")
    editions = models.ManyToManyField(Edition, related_name="schemes", editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="schemes", verbose_name=_("organisme")
    )
    code = models.CharField(_("code"), max_length=LONGEST_CODE)
    name = models.CharField(_("nom"), max_length=120)
    summary_fr = models.TextField(_("ce que le dispositif apporte"))
    summary_en = models.TextField(_("ce que le dispositif apporte, en anglais"), blank=True)
    conditions_fr = models.TextField(_("conditions"), blank=True)
    conditions_en = models.TextField(_("conditions en anglais"), blank=True)
    needs: "models.JSONField[list[str], list[str]]" = models.JSONField(
        _("besoins auxquels il répond"), default=list, blank=True, help_text="Codes of NeedKind."
    )
    profiles: "models.JSONField[list[str], list[str]]" = models.JSONField(
        _("profils de structure"), default=list, blank=True, help_text="Codes of StructureProfile; none: any."
    )
    departments: "models.JSONField[list[str], list[str]]" = models.JSONField(
        _("départements"), default=list, blank=True, help_text="Codes; none: anywhere."
    )
    head_count_min = models.PositiveIntegerField(_("effectif minimal"), null=True, blank=True)
    head_count_max = models.PositiveIntegerField(_("effectif maximal"), null=True, blank=True)
    opens_on = models.DateField(_("premier jour"), null=True, blank=True)
    closes_on = models.DateField(_("dernier jour"), null=True, blank=True)
    source_url = models.URLField(_("page de référence"), blank=True)
    source_document = models.CharField(_("document de référence"), max_length=200, blank=True)
    verified_on = models.DateField(_("vérifié le"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    verified_by_contact = models.BooleanField(default=False, editable=False)
    reworded_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Changed since its contact confirmed it."
    )
    contact_name = models.CharField(_("personne qui en répond"), max_length=150, blank=True)
    contact_email = models.EmailField(_("son adresse e-mail"), blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SupportSchemeQuerySet.as_manager()
    summary = Localised("summary")
    conditions = Localised("conditions")

    class Meta:
        ordering = ["programme", "name"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="scheme_once"),
            models.UniqueConstraint(
                fields=["programme", "code"], name="scheme_code_once", violation_error_message=CODE_TAKEN
            ),
            models.CheckConstraint(
                condition=Q(head_count_max__isnull=True)
                | Q(head_count_min__isnull=True)
                | Q(head_count_max__gte=F("head_count_min")),
                name="scheme_head_counts_in_order",
                violation_error_message=HEAD_COUNTS_IN_ORDER,
            ),
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True)
                | Q(closes_on__isnull=True)
                | Q(closes_on__gte=F("opens_on")),
                name="scheme_dates_in_order",
                violation_error_message=DATES_IN_ORDER,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def terms(self) -> SchemeTerms:
        """The conditions of the scheme, for :func:`programmes.scheme_fit.fit`."""
        return SchemeTerms(
            needs=tuple(self.needs),
            profiles=tuple(self.profiles),
            head_count=HeadCountRange(self.head_count_min, self.head_count_max),
            departments=tuple(self.departments),
            opens_on=self.opens_on,
            closes_on=self.closes_on,
        )

    @property
    def need_words(self) -> str:
        """The needs it answers: « Une expertise, un financement »."""
        words = format_needs(self.needs)
        return words[:1].upper() + words[1:]

    @property
    def department_words(self) -> str:
        return format_departments(self.departments)

    @property
    def verifier(self) -> str:
        """The name of who verified it last; empty when nobody knows any more."""
        if self.verified_by_contact:
            return self.contact_name or str(self.organisation)
        return str(self.verified_by or "")

    @property
    def was_confirmed(self) -> bool:
        """Whether its contact confirmed it, as it stands or before it changed."""
        return self.verified_by_contact or self.is_to_reconfirm

    @property
    def is_to_reconfirm(self) -> bool:
        """Whether what its contact confirmed was changed since by somebody else."""
        return self.reworded_at is not None

    def list_confirmed(self) -> list[object]:
        """The values that its contact confirms; the order of a list means nothing."""
        values = (getattr(self, name) for name in CONFIRMED)
        return [sorted(value) if isinstance(value, list) else value for value in values]

    def is_over(self, today: date) -> bool:
        """Whether its last day is past."""
        return self.closes_on is not None and self.closes_on < today

    def stale_from(self, months: int) -> date:
        """The first day on which nobody should rely on it unchecked, when it is verified every so many ``months``."""
        added_on = timezone.localdate(self.created_at)
        unverified = add_months(self.verified_on, months) if self.verified_on else added_on
        return min(unverified, self.closes_on + timedelta(days=1)) if self.closes_on else unverified

    def is_stale(self, months: int, today: date | None = None) -> bool:
        """Whether its facts need checking before anybody relies on them."""
        return self.stale_from(months) <= (today or timezone.localdate())

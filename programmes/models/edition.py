"""A programme and its editions, each one turn from a call to the follow-up; the committee of an edition."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.db import models
from django.db.models.functions import Cast, Substr
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from accelerator.audit.verbs import UNRECORDED
from accelerator.companies.departments import REGIONS
from accelerator.web.localised import Localised
from accelerator.web.search import normalise
from accelerator.web.search_field import SearchedByName
from programmes.enums import Phase, ScoreMethod


class Organisation(SearchedByName):
    SEARCHED_COLUMNS = ("name", "short_name")

    name = models.CharField(_("nom"), max_length=200)
    short_name = models.CharField(_("sigle"), max_length=60, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    town = models.CharField(_("commune"), max_length=120, blank=True)
    department = models.CharField(_("département"), max_length=60, blank=True)
    website = models.URLField(_("site"), blank=True)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["siret"], name="organisation_siret")]

    def __str__(self) -> str:
        return self.short_name or self.name

    @cached_property
    def normalised_name(self) -> str:
        """Computed once for a body that is compared with hundreds."""
        return normalise(self.name)


def logo_path(programme: "Programme", name: str) -> str:
    """A new name for each picture, so that no browser shows a cached former one."""
    return f"programmes/{token_urlsafe(12)}.png"


class Programme(models.Model):
    """``contact_email`` and ``controller`` are the defaults of a new edition; each edition then has its own."""

    name = models.CharField(_("nom"), max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    summary_fr = models.TextField(_("présentation"), blank=True)
    summary_en = models.TextField(_("présentation en anglais"), blank=True)
    logo = models.FileField(_("logo"), upload_to=logo_path, blank=True)
    logo_alt_fr = models.CharField(_("texte qui remplace le logo"), max_length=200, blank=True)
    logo_alt_en = models.CharField(_("texte qui remplace le logo, en anglais"), max_length=200, blank=True)
    contact_email = models.EmailField(_("adresse de contact"), blank=True)
    controller = models.CharField(_("responsable du traitement des données"), max_length=200, blank=True)

    summary = Localised("summary")
    logo_alt = Localised("logo_alt")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(logo="") | ~models.Q(logo_alt_fr=""),
                name="programme_logo_is_described",
                violation_error_message=_("Dites ce que montre le logo à qui ne le voit pas."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> str:
        """How the audit log names this programme."""
        return f"programme:{self.pk}"


NO_REGION = _("nationale, ou autre")
"""What an edition without a region is."""
REGION_CHOICES = [("", NO_REGION), *((name, name) for name in REGIONS)]
UNKNOWN_REGION = _("Choisissez une région de la liste.")


IN_EDITION = "edition:"
SCOPED_EDITION = models.Case(
    models.When(
        scope__startswith=IN_EDITION,
        then=Cast(Substr("scope", len(IN_EDITION) + 1), models.BigIntegerField()),
    ),
    output_field=models.BigIntegerField(),
)
"""The key of the edition that ``scope`` names, for rows of the log or of the outbox; ``None`` for other scopes."""


def is_past_rehearsal(today: date, path: str = "") -> models.Q:
    """A rehearsal whose session itself has begun: nothing opens it any more. ``path`` leads to the edition."""
    return models.Q(**{f"{path}rehearsal_of__session_starts_on__lte": today})


class EditionQuerySet(models.QuerySet["Edition"]):
    def open_rehearsals(self, at: datetime) -> "EditionQuerySet":
        """Rehearsals of sessions that have not begun."""
        return self.filter(rehearsal_of__isnull=False).exclude(is_past_rehearsal(timezone.localdate(at)))

    def public(self, at: datetime | None = None) -> "EditionQuerySet":
        """Editions whose call is published, latest first."""
        return self.filter(call__published_at__lte=at or timezone.now()).order_by("-session_starts_on", "-pk")


class EditionManager(models.Manager.from_queryset(EditionQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> EditionQuerySet:
        return super().get_queryset().filter(rehearsal_of=None)


REHEARSAL = "--repetition"
"""How the address of a rehearsal ends, after that of its edition."""
LONGEST_SLUG = 60
"""Of an edition, so that there is room for that end."""


class Edition(models.Model):
    """``code`` starts its references (``TN-2018-0007``). Names and bodies belong to it: the past is never renamed."""

    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="editions", verbose_name=_("programme")
    )
    name = models.CharField(_("nom"), max_length=120)
    slug = models.SlugField(_("adresse de la page"), max_length=80, unique=True)
    code = models.CharField(_("préfixe des références"), max_length=20, unique=True)
    theme_fr = models.CharField(_("thème"), max_length=300)
    theme_en = models.CharField(_("thème en anglais"), max_length=300, blank=True)
    presentation_fr = models.TextField(_("présentation"), blank=True)
    presentation_en = models.TextField(_("présentation en anglais"), blank=True)
    region = models.CharField(
        _("région"),
        max_length=40,
        blank=True,
        choices=REGION_CHOICES,
        error_messages={"invalid_choice": UNKNOWN_REGION},
        help_text=_(
            "Celle où l’édition accueille des projets. Les éditions d’un programme se lisent par région."
        ),
    )
    place = models.CharField(_("lieu de la session"), max_length=200, blank=True)
    places = models.PositiveSmallIntegerField(_("nombre de projets accueillis"), default=13)
    reviews_wanted = models.PositiveSmallIntegerField(_("évaluations par dossier"), default=3)
    review_minutes = models.PositiveSmallIntegerField(
        _("minutes à prévoir par dossier"),
        default=30,
    )
    score_method = models.CharField(
        _("la note d’un dossier"), max_length=6, choices=ScoreMethod.choices, default=ScoreMethod.MEAN
    )
    quorum = models.PositiveSmallIntegerField(
        _("quorum"),
        null=True,
        blank=True,
    )
    declaration_fr = models.TextField(_("déclaration d’intérêts"), blank=True)
    declaration_en = models.TextField(_("déclaration d’intérêts en anglais"), blank=True)
    declaration_version = models.PositiveSmallIntegerField(
        default=1, editable=False, help_text="Raised when the text changes: the committee accepts it again."
    )
    reviews_due_at = models.DateTimeField(_("fin des évaluations"), null=True, blank=True)
    committee_meets_at = models.DateTimeField(_("réunion du comité"), null=True, blank=True)
    announces_on = models.DateField(_("jour prévu de l’annonce"), null=True, blank=True)
    answers_due_on = models.DateField(_("dernier jour de réponse des projets retenus"), null=True, blank=True)
    announced_at = models.DateTimeField(_("décisions annoncées"), null=True, blank=True, editable=False)
    anonymous_since = models.DateTimeField(_("évaluation anonyme"), null=True, blank=True, editable=False)
    identities_opened_at = models.DateTimeField(
        _("identités ouvertes"), null=True, blank=True, editable=False
    )
    identifying_questions: "models.JSONField[dict[str, bool], dict[str, bool]]" = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="Key of a question → whether its answer identifies the applicant, as organisers chose.",
    )
    session_starts_on = models.DateField(_("premier jour de la session"), null=True, blank=True)
    session_ends_on = models.DateField(_("dernier jour de la session"), null=True, blank=True)
    partners_meet_on = models.DateField(_("réunion des partenaires"), null=True, blank=True)
    follow_up_from = models.DateField(_("début du suivi"), null=True, blank=True)
    closes_on = models.DateField(_("fin de l’édition"), null=True, blank=True)
    schemes_checked_months = models.PositiveSmallIntegerField(
        _("mois entre deux vérifications d’un dispositif"),
        default=6,
        help_text=_(
            "Passé ce délai, il s’affiche « à vérifier » et la personne qui en répond est interrogée."
        ),
    )
    controller = models.CharField(_("responsable du traitement des données"), max_length=200, blank=True)
    cloned_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    silent = models.BooleanField(
        _("édition passée : n’écrire à personne"),
        default=False,
        help_text=_("Pour saisir une édition qui a déjà eu lieu : aucun message, aucun rappel ne part."),
    )
    last_application_number = models.PositiveIntegerField(default=0, editable=False)
    rehearsal_of = models.OneToOneField(
        "self", models.CASCADE, null=True, blank=True, related_name="rehearsal", editable=False
    )

    # lists, totals, exports and searches begin here: no rehearsal is in any of them
    objects = EditionManager()
    with_rehearsals = EditionQuerySet.as_manager()
    theme = Localised("theme")
    presentation = Localised("presentation")
    declaration = Localised("declaration")

    class Meta:
        ordering = ["-session_starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(session_ends_on__isnull=True)
                | models.Q(session_starts_on__isnull=True)
                | models.Q(session_ends_on__gte=models.F("session_starts_on")),
                name="edition_session_in_order",
                violation_error_message=_("La session finit avant de commencer."),
            ),
            models.CheckConstraint(
                condition=models.Q(places__gte=1),
                name="edition_has_places",
                violation_error_message=_("Une édition accueille au moins un projet."),
            ),
            models.CheckConstraint(
                condition=models.Q(quorum__isnull=True) | models.Q(quorum__gte=1),
                name="edition_quorum",
                violation_error_message=_("Au moins un organisme."),
            ),
            models.CheckConstraint(
                condition=models.Q(review_minutes__gte=1, review_minutes__lte=480),
                name="edition_review_minutes",
                violation_error_message=_("Entre 1 et 480 minutes."),
            ),
            models.CheckConstraint(
                condition=models.Q(identities_opened_at=None) | models.Q(anonymous_since__isnull=False),
                name="edition_opens_hidden_identities",
                violation_error_message=_("L’évaluation n’est pas anonyme."),
            ),
            models.CheckConstraint(
                condition=models.Q(schemes_checked_months__gte=1, schemes_checked_months__lte=36),
                name="edition_schemes_checked",
                violation_error_message=_("Entre 1 et 36 mois."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> str:
        """How the audit log and the outbox name this edition; neither writes anything of a rehearsal."""
        return f"{UNRECORDED}{self.pk}" if self.rehearsal_of_id else f"{IN_EDITION}{self.pk}"

    @property
    def scores_by_median(self) -> bool:
        return self.score_method == ScoreMethod.MEDIAN

    @property
    def score_heading(self) -> Promise:
        return ScoreMethod(self.score_method).heading

    @property
    def hides_identities(self) -> bool:
        """Whether the committee reads dossiers without who applies: until its meeting opens, an organiser opens the
        identities, or decisions are announced. As a condition: ``projects.anonymity.models.is_anonymous``."""
        return bool(self.anonymous_since) and not (self.identities_opened_at or self.announced_at)

    def reviews_are_closed(self, at: datetime) -> bool:
        """Whether reviews are closed: none is assigned, requested or sent any more."""
        return self.reviews_due_at is not None and at >= self.reviews_due_at

    def review_deadline(self, extension: datetime | None) -> datetime | None:
        """The instant until which a juror sends reviews: their own date when it is later; ``None`` without
        a deadline.
        """
        due = self.reviews_due_at
        return due and max(due, extension or due)

    @property
    def follow_up_starts_on(self) -> date | None:
        """The day its organisers gave, else the morrow of the partners' meeting, once the session is over."""
        if self.follow_up_from or not (self.partners_meet_on and self.session_ends_on):
            return self.follow_up_from
        return max(self.partners_meet_on, self.session_ends_on) + timedelta(days=1)

    @property
    def last_day(self) -> date | None:
        """The day its organisers gave; for a past edition that nothing followed here, the end of its session."""
        if self.closes_on or not self.silent or self.follow_up_from:
            return self.closes_on
        return self.session_ends_on

    def session_has_begun(self, at: datetime) -> bool:
        """Whether its first day has come; not while nobody gave one."""
        return self.session_starts_on is not None and self.session_starts_on <= timezone.localdate(at)

    def session_is_over(self, at: datetime) -> bool:
        """Whether its last day is past; a session with a first day alone lasts that day."""
        last = self.session_ends_on or self.session_starts_on
        return last is not None and last < timezone.localdate(at)

    def session_runs(self, at: datetime) -> bool:
        return self.session_has_begun(at) and not self.session_is_over(at)

    def phase(self, at: datetime | None = None) -> Phase:
        """The phase at this instant. Needs ``call`` (``select_related("call")`` on lists)."""
        at = at or timezone.now()
        today = timezone.localdate(at)
        call = self.call
        if call.published_at is None or at < call.published_at:
            if not (self.silent and self.session_is_over(at)):  # a past edition owes nobody a call
                return Phase.DRAFT
        elif at < call.opens_at:
            return Phase.ANNOUNCED
        elif at < call.closes_at:
            return Phase.CALL
        if self.last_day and today > self.last_day:
            return Phase.CLOSED
        if self.follow_up_starts_on and today >= self.follow_up_starts_on:
            return Phase.FOLLOW_UP
        if self.session_is_over(at):
            return Phase.SYNTHESIS
        if self.session_has_begun(at):
            return Phase.SESSION
        if self.announced_at and at >= self.announced_at:
            return Phase.PREPARATION
        return Phase.SELECTION


def find_latest(editions: Iterable[Edition]) -> Edition:
    """The one whose session comes last."""
    return max(editions, key=lambda edition: (edition.session_starts_on or date.min, edition.pk))


class ConfirmedMention(models.Model):
    """A date or place that somebody confirmed in its sentence. ``digest`` identifies both; see ``copied_texts``."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="confirmed_mentions")
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["edition", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "digest"], name="mention_kept_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.digest[:8]}"


class CommitteeSeat(models.Model):
    """One body's seat, under the name it bore that year. Its members are the edition's reviewers of that body."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="seats")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="seats", verbose_name=_("organisme")
    )
    position = models.PositiveSmallIntegerField(_("ordre"), default=1)

    class Meta:
        ordering = ["edition", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "organisation"],
                name="seat_once",
                violation_error_message=_("Cet organisme siège déjà au comité."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

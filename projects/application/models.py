"""An application, its versions and its search entry."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User, UserValue
from accelerator.questionnaires.models import AnswerSheet
from accelerator.types import Json
from accelerator.web.search_field import NamesField, WordsField
from programmes.capabilities import Capability
from programmes.enums import StructureProfile, Timing
from programmes.models import Call, Edition, Role
from projects.application.enums import READ_BY_JURY, REVISABLE, ApplicationState
from projects.conflicts.models import Interest, find_conflicts, find_exclusions
from projects.declarations.models import is_undeclared
from projects.members.models import Project, has_member

COUNTED = ~Q(state=ApplicationState.WITHDRAWN, submitted_at=None)
"""All but drafts that were taken back."""


class ApplicationQuerySet(models.QuerySet["Application"]):
    def for_call(self, call: Call) -> "ApplicationQuerySet":
        return self.filter(call=call)

    def for_edition(self, edition: Edition) -> "ApplicationQuerySet":
        """The dossiers of an edition, by the key of its call: PostgreSQL then knows how many there are. One query more
        where the call is not at hand.
        """
        return self.filter(call=edition.call)

    def in_counts(self) -> "ApplicationQuerySet":
        """Applications that count in a call; the condition of the index that serves the counts."""
        return self.filter(COUNTED)

    def received(self) -> "ApplicationQuerySet":
        """Sent applications that were not withdrawn."""
        return self.exclude(state__in=[ApplicationState.DRAFT, ApplicationState.WITHDRAWN])

    def in_review(self) -> "ApplicationQuerySet":
        return self.filter(state__in=READ_BY_JURY)

    def of_member(self, user: UserValue) -> "ApplicationQuerySet":
        return self.filter(has_member("project__members", user=user))

    def led_by(self, user: User | int) -> "ApplicationQuerySet":
        return self.filter(has_member("project__members", user=user, leads=True))

    def organised_by(self, user: UserValue) -> "ApplicationQuerySet":
        """Applications for an organiser: all that were sent, in the editions they organise.

        A draft, even a withdrawn one, is for its members only.
        """
        return self.for_editions(Role.objects.editions_where(user, Capability.MANAGE_APPLICATIONS))

    def for_editions(self, editions: Iterable[int]) -> "ApplicationQuerySet":
        """All that were sent in these editions: keys, or a query."""
        return self.filter(call__edition__in=editions, submitted_at__isnull=False)

    def read_by_organiser(self, user: UserValue) -> "ApplicationQuerySet":
        """The dossiers of :meth:`organised_by`, without those that the organiser has a conflict of interest with."""
        return self.organised_by(user).not_hidden_from(user)

    def read_by_committee(self, user: UserValue) -> "ApplicationQuerySet":
        """Dossiers under review, without a conflict: those assigned to a juror, with or without a vote, all of them for
        those who chair the committee or write its minutes."""
        assigned = Application.objects.filter(assignments__reviewer=user, assignments__withdrawn_at=None)
        seats = Role.objects.editions_where(user, Capability.REVIEW)
        is_assigned = Q(pk__in=assigned.order_by().values("pk"), call__edition__in=seats)
        overseen = Role.objects.editions_where(user, Capability.READ_SELECTION)
        is_read = is_assigned | Q(call__edition__in=overseen)
        return self.in_review().filter(~is_undeclared(user), is_read).not_hidden_from(user)

    def in_list_of(
        self, user: User, call: Call, *, hidden: Iterable[int] | None = None
    ) -> "ApplicationQuerySet":
        """The dossiers of :meth:`read_by_organiser` in one call, written so that the database reads its pages from an
        index.

        ``hidden``: keys of :meth:`hidden_from`, when the caller has just read them; otherwise the database looks.
        """
        organises = Role.objects.editions_where(user, Capability.MANAGE_APPLICATIONS)
        organises = organises.filter(edition=call.edition_id)
        rows = self.filter(Exists(organises), call=call, submitted_at__isnull=False)
        return rows.not_hidden_from(user) if hidden is None else rows.exclude(pk__in=hidden)

    def hidden_from(self, user: User, call: Call) -> "ApplicationQuerySet":
        """Dossiers of a call that :meth:`not_hidden_from` excludes."""
        aside, own = find_conflicts(user)
        own_applications = self.model._default_manager.filter(project__in=own).order_by().values("pk")
        return self.filter(pk__in=aside.union(own_applications), call=call)

    def undeclared_by(self, user: User, call: Call) -> "ApplicationQuerySet":
        """Dossiers of a call that an open conflict round closes to this person. An organiser, who reads the answers of
        others, works on all dossiers meanwhile.
        """
        organises = Role.objects.editions_where(user, Capability.MANAGE_APPLICATIONS)
        organises = organises.filter(edition=OuterRef("call__edition"))
        return self.filter(is_undeclared(user), ~Exists(organises.order_by()), call=call)

    def not_hidden_from(self, user: UserValue) -> "ApplicationQuerySet":
        """Excludes those that a conflict of interest hides from this person, such as their own, present or former."""
        aside, own = find_conflicts(user)
        # Two sets, each read once: as a join, the first is looked up for each dossier of a long list.
        return self.exclude(pk__in=aside).exclude(project__in=own)

    def judged_by(self, user: UserValue) -> "ApplicationQuerySet":
        """Dossiers on which this person may score, vote and act: the others are hidden from them, or read without a
        vote.

        Former members may not judge their project.
        """
        aside, own = find_exclusions(user)
        return self.exclude(pk__in=aside).exclude(project__in=own)

    def reviewed_by(self, user: UserValue, *, seats: Iterable[int] | None = None) -> "ApplicationQuerySet":
        """Dossiers a reviewer may score: assigned to them, readable by the jury, without a conflict.

        ``seats``: keys of the editions where this very person sits, when the caller has just read them
        (``RoleBook.edition_ids``); otherwise the database looks.
        """
        return self._assigned_to(user, seats).judged_by(user)

    def read_by_juror(self, user: UserValue) -> "ApplicationQuerySet":
        """The dossiers that a reviewer may score (:meth:`reviewed_by`), and those they may read without a vote."""
        return self._assigned_to(user, None).not_hidden_from(user)

    def _assigned_to(self, user: UserValue, seats: Iterable[int] | None) -> "ApplicationQuerySet":
        return self.in_review().filter(
            ~is_undeclared(user),
            assignments__reviewer=user,
            assignments__withdrawn_at=None,
            call__edition__in=Role.objects.editions_where(user, Capability.REVIEW)
            if seats is None
            else seats,
        )

    def visible_to(self, user: UserValue) -> "ApplicationQuerySet":
        """Own applications, an organiser's editions, a reviewer's dossiers, those under review for who chairs the
        committee or writes its minutes; nobody else reads one."""
        own: ApplicationQuerySet = self.filter(
            pk__in=Application.objects.of_member(user).order_by().values("pk")
        )
        return own | self.read_by_organiser(user) | self.read_by_committee(user)


class Application(models.Model):
    """The columns from ``title`` to ``score_high`` repeat answers and reviews so that lists read one table.

    Actions update them: nothing else writes them. Scores are out of 100, ``None`` while nobody scored.
    """

    project = models.OneToOneField(Project, models.CASCADE, related_name="application")
    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    sheet = models.OneToOneField(AnswerSheet, models.PROTECT, related_name="application")
    next_sheet = models.OneToOneField(
        AnswerSheet,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="next_application",
        help_text="Answers being changed after the dossier was sent: its members' alone, until it is sent again.",
    )
    reference = models.CharField(_("référence"), max_length=40, unique=True)
    state = models.CharField(
        _("état"), max_length=20, choices=ApplicationState, default=ApplicationState.DRAFT
    )
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(_("déposé le"), null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    rules_version = models.PositiveIntegerField(null=True, blank=True)
    timing = models.CharField(_("moment du dépôt"), max_length=9, choices=Timing, blank=True, editable=False)

    title = models.CharField(_("titre"), max_length=160, blank=True)
    structure_name = models.CharField(_("structure"), max_length=200, blank=True)
    profile = models.CharField(_("profil"), max_length=30, choices=StructureProfile, blank=True)
    department = models.CharField(_("département"), max_length=60, blank=True)
    holder_name = models.CharField(_("personne porteuse"), max_length=150, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("suivi par"),
    )
    checks_done = models.PositiveSmallIntegerField(default=0, editable=False)
    findings_standing = models.PositiveSmallIntegerField(
        default=0, editable=False, help_text="Rules that set the dossier aside and that nobody overruled."
    )
    reviews_expected = models.PositiveSmallIntegerField(default=0, editable=False)
    reviews_done = models.PositiveSmallIntegerField(default=0, editable=False)
    score = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True, editable=False)
    score_low = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True, editable=False)
    score_high = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True, editable=False)
    duplicates = models.PositiveSmallIntegerField(default=0, editable=False)
    anonymised_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Its time was over: only what counts it is left."
    )

    # The values above and the decision, as visible to one reader: see ``Conflicts.mark`` and ``mark_outcome``.
    hidden_because: Interest | None
    visible_score: Decimal | None
    visible_interval: tuple[Decimal, Decimal] | None
    message_count: int
    """Messages of the committee to be read by one reader: see ``projects.review.queries.discussion``."""
    visible_decision: Any  # a ``Decision`` or nothing: decisions know applications, not the reverse

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[ApplicationState.DRAFT, ApplicationState.WITHDRAWN])
                | Q(submitted_at__isnull=False),
                name="application_sent_has_time",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100),
                name="application_score_in_range",
            ),
            models.CheckConstraint(
                condition=Q(reviews_done__lte=models.F("reviews_expected")) | Q(reviews_expected=0),
                name="application_reviews_counted",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "state", "-submitted_at"], name="application_list"),
            models.Index(fields=["call", "-submitted_at", "-id"], name="application_recent"),
            models.Index(fields=["call", "-score", "id"], name="application_ranking"),
            # enough to count the dossiers of a call without reading them
            models.Index(
                fields=["call", "state", "department"], condition=COUNTED, name="application_counts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    @property
    def edition(self) -> Edition:
        """The edition of the call."""
        return self.call.edition

    @property
    def working_sheet(self) -> AnswerSheet:
        """The answers that its members write: the new version while there is one, else those that count."""
        return self.next_sheet or self.sheet

    @property
    def is_being_revised(self) -> bool:
        """A new version is being written; the one that was sent stays valid meanwhile."""
        return self.next_sheet_id is not None and self.state in REVISABLE

    @property
    def is_being_written(self) -> bool:
        """Whether the answers may change, if the call allows it: a draft, or a new version."""
        return self.state == ApplicationState.DRAFT or self.is_being_revised

    @property
    def begun_at(self) -> datetime:
        """When what is being written was begun."""
        return self.next_sheet.created_at if self.next_sheet else self.created_at

    @property
    def needs_completion(self) -> bool:
        """The organisers requested some of its answers again."""
        return self.state == ApplicationState.COMPLETION_REQUESTED

    @property
    def needs_check(self) -> bool:
        """Whether it was sent and its eligibility is not decided."""
        return self.state == ApplicationState.SUBMITTED

    @property
    def needs_decision(self) -> bool:
        """Whether it is eligible and no decision is announced."""
        return self.state in (ApplicationState.ELIGIBLE, ApplicationState.UNDER_REVIEW)

    @property
    def needs_confirmation(self) -> bool:
        """Whether the project is selected and its members have not confirmed."""
        return self.state == ApplicationState.SELECTED

    @property
    def is_ineligible(self) -> bool:
        return self.state == ApplicationState.INELIGIBLE

    @property
    def is_withdrawn(self) -> bool:
        return self.state == ApplicationState.WITHDRAWN

    @property
    def is_late(self) -> bool:
        """Whether it came after the closing, by grace or by a personal link."""
        return self.timing in (Timing.GRACE, Timing.LATE_LINK)

    @property
    def tone(self) -> str:
        """Colour of the badge with the state."""
        return ApplicationState(self.state).tone


class ApplicationVersion(models.Model):
    """One sending of a dossier. The last one is what everybody reads; the earlier ones are its history.

    ``snapshot``: ``{"answers": {key: value}, "files": {key: [{"name", "size", "sha256"}]}}``, the facts that
    ``content_hash`` was made from. ``sheet`` has the same answers as rows, and their files.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rules_version = models.PositiveIntegerField(null=True, blank=True)
    content_hash = models.CharField(max_length=64)
    sheet = models.OneToOneField(AnswerSheet, models.PROTECT, related_name="version")
    snapshot: "models.JSONField[Json, Json]" = models.JSONField()

    class Meta:
        ordering = ["application", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="version_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="version_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.number}"


class SearchEntry(models.Model):
    """The words of what was last sent: written with a new version, never with a draft.

    ``names``: reference, title and structure, which each reader of the dossier reads; ``words`` have answers that only
    organisers do.
    ``call`` repeats the application's, so that counting what a search finds joins nothing; it has no index: the words'
    comes first.
    """

    application = models.OneToOneField(
        Application, models.CASCADE, primary_key=True, related_name="search_entry"
    )
    call = models.ForeignKey(Call, models.CASCADE, related_name="+", db_index=False)
    words = WordsField(editable=False)
    names = NamesField(editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"words of {self.application_id}"

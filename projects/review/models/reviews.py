"""The duty to read (ReviewAssignment) and the opinion (Review, Score)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from programmes.models import Criterion, Role
from programmes.models.role import format_juror
from projects.application.enums import SCORED
from projects.application.models import Application
from projects.conflicts.models import is_set_aside
from projects.review.enums import DutyReason, ReviewState


class ReviewAssignmentQuerySet(models.QuerySet["ReviewAssignment"]):
    def active(self) -> "ReviewAssignmentQuerySet":
        return self.filter(withdrawn_at=None)

    def standing(self) -> "ReviewAssignmentQuerySet":
        """Duties that their people may still fulfil: not withdrawn, nobody stepped aside, and they still sit."""
        return self.not_set_aside().filter(Exists(_select_seats()))

    def expected(self) -> "ReviewAssignmentQuerySet":
        """Duties that a dossier counts on: those that stand, and those of people who left after sending their review.

        A review sent while its author was a juror is lawful and stays, unless its author is recused.
        """
        sent = Review.objects.in_score().filter(_match_pair())
        return self.not_set_aside().filter(Exists(_select_seats()) | Exists(sent))

    def with_reviewer(self) -> "ReviewAssignmentQuerySet":
        """Each with its reviewer and whether they left the committee: see ``reviewer_label``."""
        return self.select_related("reviewer").annotate(reviewer_left=~Exists(_select_seats()))

    def awaited(self) -> "ReviewAssignmentQuerySet":
        """Reviews that are still to come: duties that stand, on dossiers to be scored, without a review sent.

        What every page, reminder and count means by an awaited review.
        """
        sent = Review.objects.submitted().filter(_match_pair())
        return self.standing().filter(~Exists(sent), application__state__in=SCORED)

    def awaited_at(self, at: datetime) -> "ReviewAssignmentQuerySet":
        """Awaited reviews, while reviews are not closed: their people may still send them, some by a later date of
        theirs.
        """
        due = "application__call__edition__reviews_due_at"
        extended = Exists(_select_seats().filter(reviews_due_at__gt=at))
        return self.awaited().filter(Q(**{due: None}) | Q(**{f"{due}__gt": at}) | extended)

    def relief_requested(self) -> "ReviewAssignmentQuerySet":
        """Awaited reviews that their people wrote they will not manage."""
        return self.awaited().filter(relief_requested_at__isnull=False)

    def not_set_aside(self) -> "ReviewAssignmentQuerySet":
        """Duties neither withdrawn nor set aside, of people who left the committee too."""
        return self.active().filter(~is_set_aside())


def _select_seats() -> models.QuerySet[Role]:
    """The present committee seat of the outer query's reviewer (a duty or a review)."""
    return Role.objects.jurors().filter(
        edition=OuterRef("application__call__edition"), user=OuterRef("reviewer")
    )


def _match_pair() -> Q:
    """Condition: the dossier and the person are those of the outer duty."""
    return Q(application=OuterRef("application"), reviewer=OuterRef("reviewer"))


class ReviewAssignment(models.Model):
    """This person reads this dossier. Withdrawn rather than deleted."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="assignments")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="review_assignments")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why this reviewer, as shown to them.")
    relief_requested_at = models.DateTimeField(
        null=True, blank=True, help_text="When this reviewer wrote that they will not manage it."
    )
    relief_reason = models.CharField(max_length=300, blank=True)
    because = models.CharField(max_length=12, choices=DutyReason, blank=True)
    locked = models.BooleanField(default=False, help_text="No calculation moves it.")

    reviewer_left: bool
    """See ``with_reviewer``."""

    objects = ReviewAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                name="assignment_once",
                violation_error_message=_("Cette personne évalue déjà ce dossier."),
            ),
            models.CheckConstraint(
                condition=Q(relief_requested_at=None) | ~Q(relief_reason=""),
                name="relief_has_reason",
                violation_error_message=_("Un mot d’explication aide l’organisation à redistribuer."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["reviewer", "application", "id"],
                condition=Q(withdrawn_at=None),
                name="assignment_queue",
            ),
            models.Index(
                fields=["application"],
                condition=Q(relief_requested_at__isnull=False),
                name="assignment_relief",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} reads {self.application_id}"

    @property
    def reviewer_label(self) -> str:
        """Read from ``with_reviewer``."""
        return format_juror(self.reviewer, has_left=self.reviewer_left)

    @property
    def reason_label(self) -> str:
        """Why this juror, as organisers read it; empty for a duty of which nobody noted it."""
        return self.reason or self.get_because_display()


def counts(path: str = "") -> Q:
    """That the review at the end of this path enters a score: sent, and its author did not step aside."""
    return Q(**{f"{path}state": ReviewState.SUBMITTED, f"{path}set_aside_at": None})


class ReviewQuerySet(models.QuerySet["Review"]):
    def submitted(self) -> "ReviewQuerySet":
        return self.filter(state=ReviewState.SUBMITTED)

    def in_score(self) -> "ReviewQuerySet":
        """Reviews that enter a score."""
        return self.filter(counts())

    def with_reviewer(self) -> "ReviewQuerySet":
        """Read with each review its reviewer and whether they left the committee: see ``reviewer_label``."""
        return self.select_related("reviewer").annotate(reviewer_left=~Exists(_select_seats()))

    def complete_drafts(self) -> "ReviewQuerySet":
        """Drafts that only wait to be sent: every criterion has its answer, one at least a level.

        Only those that are awaited: of people who still sit, on dossiers still to be scored.
        """
        scores = Score.objects.filter(review=OuterRef(OuterRef("pk")), criterion=OuterRef("pk"))
        answered = scores.filter(Q(level__isnull=False) | Q(not_assessable=True))
        criteria = Criterion.objects.filter(edition=OuterRef("application__call__edition"))
        scored = Score.objects.filter(review=OuterRef("pk"), level__isnull=False)
        return self.filter(
            ~Exists(criteria.filter(~Exists(answered))),
            Exists(scored),
            Exists(ReviewAssignment.objects.standing().filter(_match_pair())),
            state=ReviewState.DRAFT,
            application__state__in=SCORED,
        )


class Review(models.Model):
    """One reviewer's opinion. ``total`` is out of 100 over the criteria scored: a missing score is not 0."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews", db_index=False
    )
    state = models.CharField(max_length=10, choices=ReviewState, default=ReviewState.DRAFT)
    private_note = models.TextField(_("note privée"), blank=True)
    committee_comment = models.TextField(_("pour le comité"), blank=True)
    holder_comment = models.TextField(_("pour la personne porteuse"), blank=True)
    total = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(
        null=True, blank=True, help_text="A recusal came after: the opinion counts no more."
    )
    read_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody else first opened the opinion that is sent."
    )

    reviewer_left: bool
    """See ``with_reviewer``."""
    history: "list[Any]"
    """See :func:`projects.review.queries.revisions.add_history`."""

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                name="review_once",
                violation_error_message=_("Vous avez déjà une évaluation pour ce dossier."),
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(submitted_at__isnull=False, total__isnull=False),
                name="review_sent_is_complete",
            ),
        ]
        indexes = [
            models.Index(fields=["reviewer", "application", "state", "set_aside_at"], name="review_queue")
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} on {self.application_id}"

    @property
    def reviewer_label(self) -> str:
        """Read from ``with_reviewer``."""
        return format_juror(self.reviewer, has_left=self.reviewer_left)


class ReviewHighlight(models.Model):
    """A passage of a dossier that a juror marked, with a note: theirs alone, whatever becomes of their review."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="highlights")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    question_key = models.CharField(max_length=100)
    quote = models.TextField()
    note = models.CharField(_("note"), max_length=500, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["application", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(quote=""),
                name="highlight_has_quote",
                violation_error_message=_("Sélectionnez d’abord un passage."),
            ),
        ]
        indexes = [models.Index(fields=["reviewer", "application"], name="highlight_of_reviewer")]

    def __str__(self) -> str:
        return f"{self.reviewer_id} on {self.application_id}: {self.question_key}"


class ReviewRevision(models.Model):
    """A change of an opinion after it was sent, for the committee: what it said before, what it says since, why.

    ``before`` and ``after``: the values that differ, by key of :mod:`projects.review.actions.review`; none of the
    private note.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="revisions")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    total_before = models.DecimalField(max_digits=5, decimal_places=2)
    total_after = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["review", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="revision_has_reason",
                violation_error_message=_("Indiquez la raison."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} revised at {self.at}"


class Score(models.Model):
    """A level on one criterion: 0 absent … 4 exemplary; ``None`` while empty, or when it cannot be assessed."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    not_assessable = models.BooleanField(_("non évaluable"), default=False)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["review", "criterion__position"]
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="score_once"),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__gte=0, level__lte=4),
                name="score_in_scale",
                violation_error_message=_("La note va de 0 à 4."),
            ),
            models.CheckConstraint(
                condition=Q(not_assessable=False) | Q(level__isnull=True),
                name="score_level_or_not_assessable",
                violation_error_message=_("Un critère non évaluable n’a pas de note."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.level}"


class CommitteeMessage(models.Model):
    """What somebody of the committee writes to the others about a dossier before they meet.

    The text of a message that its author took back is gone.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="committee_messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("message"), max_length=1000, blank=True)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["application", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") | Q(taken_back_at__isnull=False),
                name="committee_message_has_text",
                violation_error_message=_("Écrivez le message."),
            ),
        ]
        indexes = [models.Index(fields=["at"], name="committee_message_day")]

    def __str__(self) -> str:
        return f"{self.author_id} on {self.application_id}"


class DiscussionReading(models.Model):
    """Until when somebody has read the messages about a dossier: they said so, or wrote one."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["application", "reader"]
        constraints = [
            models.UniqueConstraint(fields=["application", "reader"], name="discussion_reading_once")
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} read {self.application_id}"

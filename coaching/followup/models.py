"""Letters of partners to projects, and commitments during the year."""

import uuid
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from coaching.followup.enums import (
    OPEN,
    CommitmentState,
    Confirmation,
    LetterState,
    LineAnswer,
    LineChange,
    SupportUsefulness,
)
from coaching.plan.models import Need
from coaching.support.enums import SupportOutcome
from coaching.support.models import (
    LONGEST_COMMENT,
    AmountModel,
    MeetingMinutes,
    check_positive,
    make_amount_column,
)
from programmes.models import Edition, Organisation
from projects.models import Participation

LONGEST_WORDS, LONGEST_REASON = 2000, 300


class LetterQuerySet(models.QuerySet["SupportLetter"]):
    def sent(self) -> "LetterQuerySet":
        return self.filter(state=LetterState.SENT)


class SupportLetter(models.Model):
    """One version of the letter to a project, built from the minutes; once sent it never changes.

    ``removed``: sentences of the needs that were in the letter before and are not in this one.
    """

    PATH_TO_DOSSIER: ClassVar[str] = "participation__project__application"

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="support_letters")
    minutes = models.ForeignKey(MeetingMinutes, models.CASCADE, related_name="letters")
    number = models.PositiveIntegerField()
    opening = models.TextField(_("pour commencer"), max_length=LONGEST_WORDS, blank=True)
    closing = models.TextField(_("pour finir"), max_length=LONGEST_WORDS, blank=True)
    removed: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list, editable=False)
    state = models.CharField(max_length=8, choices=LetterState, default=LetterState.PREPARED, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    sha256 = models.CharField(max_length=64, blank=True, editable=False)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["participation", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["participation", "number"], name="letter_number_once"),
            models.UniqueConstraint(
                fields=["participation"], condition=Q(state=LetterState.PREPARED), name="letter_prepared_once"
            ),
            models.CheckConstraint(
                condition=Q(state=LetterState.PREPARED) | Q(sent_at__isnull=False),
                name="letter_sent_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.number}"

    @property
    def is_sent(self) -> bool:
        return self.state == LetterState.SENT


class LetterLine(AmountModel):
    """The decision on one need in this letter, and the answer of the project.

    ``person`` calls, by ``due_on``; ``words`` are those that an organiser adds.
    """

    PATH_TO_DOSSIER: ClassVar[str] = "letter__participation__project__application"

    letter = models.ForeignKey(SupportLetter, models.CASCADE, related_name="lines")
    need = models.ForeignKey(Need, models.SET_NULL, null=True, blank=True, related_name="letter_lines")
    position = models.PositiveIntegerField(default=0)
    sentence = models.CharField(max_length=300)
    outcome = models.CharField(max_length=11, choices=SupportOutcome)
    reason = models.CharField(max_length=LONGEST_COMMENT, blank=True)
    lead = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    scheme = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("qui appelle"),
    )
    due_on = models.DateField(_("avant le"), null=True, blank=True)
    words = models.CharField(_("ce que vous ajoutez"), max_length=LONGEST_COMMENT, blank=True)
    change = models.CharField(max_length=7, choices=LineChange, default=LineChange.NEW, editable=False)
    answer = models.CharField(max_length=8, choices=LineAnswer, blank=True, editable=False)
    answer_reason = models.CharField(max_length=LONGEST_REASON, blank=True, editable=False)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["letter", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "need"], name="letter_need_once"),
            models.CheckConstraint(
                condition=~Q(answer=LineAnswer.REFUSED) | ~Q(answer_reason=""),
                name="letter_refusal_has_reason",
                violation_error_message=_("Dites pourquoi : l’organisme le lira."),
            ),
            check_positive("amount", "letter_amount_positive"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def decided(self) -> tuple[object, ...]:
        """What makes two lines the same."""
        return (
            self.sentence,
            self.outcome,
            self.reason,
            self.lead_id,
            self.scheme,
            self.amount,
            self.amount_for,
        )


LONGEST_NOTE, LONGEST_WHAT = 300, 300
LONGEST_DELAY = 365


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def open(self) -> Self:
        """Commitments in which something is still awaited."""
        return self.filter(state__in=sorted(OPEN))

    def asleep_since(self, instant: datetime) -> Self:
        """Commitments without news since that instant."""
        return self.open().filter(moved_at__lt=instant)

    def late(self, today: date) -> Self:
        return self.open().filter(due_on__lt=today)

    def to_confirm(self) -> Self:
        """Commitments declared done by their body, without an answer of the project."""
        return self.filter(state=CommitmentState.DONE, confirmation="")

    def confirmed(self) -> Self:
        """Commitments done and confirmed by the project."""
        return self.filter(state=CommitmentState.DONE, confirmation=Confirmation.YES)

    def of_edition(self, edition: int) -> Self:
        """Commitments to projects that come."""
        coming = Participation.objects.confirmed().filter(edition=edition)
        return self.filter(participation__in=coming.order_by().values("pk"))

    def without_projects_of(self, user: User | AnonymousUser | None) -> Self:
        """Exclude commitments to a project that this person is or was a member of."""
        return self.exclude(participation__project__members__user=user)


class Commitment(AmountModel):
    """Created from a line that the project accepted, or added by hand.

    ``moved_at``: when its body last reported on it. ``amount``: granted; ``paid``: the total paid until now.
    ``confirmation`` and ``usefulness``: answers of the project, wherever it gave them. ``uid``: its identifier in
    forms; ``version`` counts news and answers.
    """

    PATH_TO_DOSSIER: ClassVar[str] = "participation__project__application"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="commitments")
    line = models.OneToOneField(
        LetterLine, models.SET_NULL, null=True, blank=True, editable=False, related_name="commitment"
    )
    need = models.ForeignKey(
        Need, models.SET_NULL, null=True, blank=True, editable=False, related_name="commitments"
    )
    what = models.CharField(_("l’engagement"), max_length=LONGEST_WHAT)
    body = models.ForeignKey(
        Organisation, models.PROTECT, related_name="commitments", verbose_name=_("organisme")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="commitments",
        verbose_name=_("qui s’en charge"),
    )
    due_on = models.DateField(_("pour le"), null=True, blank=True)
    state = models.CharField(
        _("où en est-ce"), max_length=8, choices=CommitmentState, default=CommitmentState.TODO, editable=False
    )
    paid = make_amount_column(_("versé à ce jour"))
    dropped_because = models.CharField(max_length=LONGEST_NOTE, blank=True, editable=False)
    moved_at = models.DateTimeField(editable=False)
    confirmation = models.CharField(max_length=7, choices=Confirmation, blank=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    usefulness = models.PositiveSmallIntegerField(
        choices=SupportUsefulness, null=True, blank=True, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["participation", "due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=CommitmentState.DROPPED) | ~Q(dropped_because=""),
                name="commitment_dropped_has_reason",
                violation_error_message=_("Dites pourquoi vous abandonnez."),
            ),
            check_positive("amount", "commitment_amount_positive"),
            check_positive("paid", "commitment_paid_positive"),
            models.CheckConstraint(
                condition=Q(usefulness=None) | Q(usefulness__in=SupportUsefulness.values),
                name="commitment_usefulness_on_scale",
                violation_error_message=_("Choisissez l’une des réponses proposées."),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_to_confirm(self) -> bool:
        """Whether the commitment is in :meth:`CommitmentQuerySet.to_confirm`."""
        return self.state == CommitmentState.DONE and not self.confirmation


class CommitmentNote(models.Model):
    """One piece of news, in a line: the new state, or the answer of the project (``from_project``).

    ``paid``: the total paid by then, if it changed.
    """

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="notes")
    state = models.CharField(max_length=8, choices=CommitmentState)
    text = models.CharField(_("en une ligne"), max_length=LONGEST_NOTE, blank=True)
    paid = make_amount_column(_("versé à ce jour"))
    from_project = models.BooleanField(default=False)
    confirmation = models.CharField(max_length=7, choices=Confirmation, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["commitment", "-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.state}"


def _make_delay_field(label: Any, default: int) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_DELAY)]
    )


class NudgeDelays(models.Model):
    """After how many days without news each recipient is reminded, in one edition; defaults without a row."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="nudge_delays")
    person_days = _make_delay_field(_("la personne qui s’en charge"), 9)
    body_days = _make_delay_field(_("les autres personnes de l’organisme"), 21)
    organiser_days = _make_delay_field(_("l’organisation"), 45)

    class Meta:
        ordering = ["edition"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person_days__gt=0)
                & Q(body_days__gt=F("person_days"))
                & Q(organiser_days__gt=F("body_days")),
                name="nudges_in_order",
                violation_error_message=_("Chaque relance vient après la précédente."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_days}, {self.body_days}, {self.organiser_days}"

"""The letter to a project: what each body proposes, who calls, by when; and what the project answers, line by line."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coaching.followup.enums import LetterState, LineAnswer, LineChange
from coaching.plan.models import Need
from coaching.support.enums import SupportOutcome
from coaching.support.models import LONGEST_COMMENT, MeetingMinutes
from programmes.models import Organisation
from projects.models import Participation

LONGEST_WORDS, LONGEST_REASON = 2000, 300


class LetterQuerySet(models.QuerySet["SupportLetter"]):
    def sent(self) -> "LetterQuerySet":
        return self.filter(state=LetterState.SENT)


class SupportLetter(models.Model):
    """One version of the letter to a project, made from the minutes; once sent it never changes.

    ``removed``: sentences of the needs that the letter before spoke of, and this one does not.
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
    made_at = models.DateTimeField(editable=False)
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


class LetterLine(models.Model):
    """What was decided of one need, as this letter says it, and the answer of the project.

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
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def decided(self) -> tuple[Any, ...]:
        """What makes it the same line as another."""
        return (self.sentence, self.outcome, self.reason, self.lead_id, self.scheme)

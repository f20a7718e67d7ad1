"""A completion request: some answers of a sent dossier are requested again, and only those."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.models import AnswerSheet, Question
from projects.application.models import Application


class CompletionState(models.TextChoices):
    OPEN = "open", _("attend une réponse")
    ANSWERED = "answered", _("réponse reçue")
    ACCEPTED = "accepted", _("complément accepté")
    CANCELLED = "cancelled", _("demande close")


class AnswerProblem(models.TextChoices):
    """What is the matter with an answer."""

    WRONG = "wrong", _("erronée")
    INCOMPLETE = "incomplete", _("incomplète")
    OUTDATED = "outdated", _("périmée")


class CompletionQuerySet(models.QuerySet["CompletionRequest"]):
    def open(self) -> "CompletionQuerySet":
        return self.filter(state=CompletionState.OPEN)

    def is_answered(self) -> Exists:
        """Whether a request about the application outside was answered and waits to be read, to annotate it with."""
        return Exists(self.filter(application=OuterRef("pk"), state=CompletionState.ANSWERED))

    def due_at(self) -> Subquery:
        """The deadline of the request that is open about the application outside, to annotate it with."""
        return Subquery(self.open().filter(application=OuterRef("pk")).values("due_at")[:1])

    def latest_state(self) -> Subquery:
        """The state of the latest request about the application outside, to annotate it with."""
        requests = self.filter(application=OuterRef("pk")).order_by("-requested_at", "-pk")
        return Subquery(requests.values("state")[:1])


class CompletionRequest(models.Model):
    """The holder answers on ``sheet``, a copy: the dossier as it was sent stays whole until they send it back."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="completions")
    sheet = models.OneToOneField(AnswerSheet, models.PROTECT, related_name="completion")
    state = models.CharField(max_length=10, choices=CompletionState, default=CompletionState.OPEN)
    message = models.TextField(_("message d’ensemble"), blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField(_("à renvoyer avant le"))
    reply = models.TextField(_("un mot pour l’équipe"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        ordering = ["application", "-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state=CompletionState.OPEN),
                name="completion_open_once",
                violation_error_message=_("Une demande attend déjà une réponse."),
            ),
            models.CheckConstraint(
                condition=Q(due_at__gt=models.F("requested_at")),
                name="completion_due_after_asking",
                violation_error_message=_("L’échéance est déjà passée."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CompletionState.ANSWERED, CompletionState.ACCEPTED])
                | Q(answered_at__isnull=False),
                name="completion_answered_has_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="completion_due")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.state}"

    @property
    def needs_answer(self) -> bool:
        """Whether nothing came yet, be it too late or not."""
        return self.state == CompletionState.OPEN

    @property
    def needs_reading(self) -> bool:
        """Whether the answers came back and no organiser has closed the request."""
        return self.state == CompletionState.ANSWERED

    @property
    def is_closed(self) -> bool:
        """Whether nobody has anything left to do with it."""
        return not (self.needs_answer or self.needs_reading)

    def is_open(self, at: datetime) -> bool:
        """Whether answers are taken at this instant; ``due_at`` itself is too late."""
        return self.state == CompletionState.OPEN and at < self.due_at


class CompletionItem(models.Model):
    """One reopened question: the problem of its answer. ``before`` and ``after`` are stored values."""

    request = models.ForeignKey(CompletionRequest, models.CASCADE, related_name="items")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    problem = models.CharField(_("ce qui ne va pas"), max_length=10, choices=AnswerProblem)
    message = models.TextField(_("précision"), blank=True)
    before: "models.JSONField[Any, Any]" = models.JSONField(null=True, blank=True)
    after: "models.JSONField[Any, Any]" = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["request", "question__section__position", "question__position"]
        constraints = [models.UniqueConstraint(fields=["request", "question"], name="completion_item_once")]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.problem}"

"""Answers, kept one row per question, and the files that some of them are."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models

from accelerator.questionnaires.models.questions import Question, Revision


class AnswerSheet(models.Model):
    """One person's or one team's answers to one revision. Its owner points down to it."""

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="sheets")
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True, blank=True)
    answered = models.PositiveIntegerField(default=0, help_text="Required questions that have an answer.")
    required_total = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Answers required now that some show or hide questions.",
    )
    frozen_at = models.DateTimeField(null=True, blank=True, help_text="Sent: no answer changes any more.")

    def __str__(self) -> str:
        return f"sheet {self.pk}"


class Answer(models.Model):
    """The answer to one question. ``value``: text, number, boolean, ISO date, list of choices or of attachment
    ids, ``{row: level}`` of a matrix; « other » among choices is ``{"other": text}``; ``None`` for an answer that was
    taken back.

    ``version`` counts the saves of this answer: an editor sends the version it saw, and learns of a change between.
    """

    sheet = models.ForeignKey(AnswerSheet, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    value: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["sheet", "question__section__position", "question__position"]
        constraints = [models.UniqueConstraint(fields=["sheet", "question"], name="answer_once")]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.value!r}"


def random_name(attachment: "Attachment", filename: str) -> str:
    """A storage name that tells nothing and executes nowhere."""
    return f"attachments/{uuid.uuid4().hex}"


class Attachment(models.Model):
    """A file given as an answer. Served only through a permission check, as a download."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(AnswerSheet, models.CASCADE, related_name="attachments")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    file = models.FileField(upload_to=random_name)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["uploaded_at"]

    def __str__(self) -> str:
        return self.name

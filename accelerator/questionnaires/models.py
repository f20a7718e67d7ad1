"""Questionnaires and the answers to them. A questionnaire never knows its owner."""

import uuid
from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.enums import AnswerAudience, list_question_kinds
from accelerator.questionnaires.errors import RevisionPublished
from accelerator.types import Json
from accelerator.web.localised import Localised

__all__ = ["Answer", "AnswerSheet", "Attachment", "Question", "Questionnaire", "Revision", "Section"]


Part = TypeVar("Part", bound=models.Model)


class GuardedQuerySet(models.QuerySet[Part]):
    """Refuses to write the rows of published revisions. Raises RevisionPublished."""

    published_through = "revision__published_at"

    def _refuse_published(self) -> None:
        if self.filter(**{f"{self.published_through}__isnull": False}).exists():
            raise RevisionPublished("a published revision is never changed: make the next one")

    def update(self, **kwargs: object) -> int:
        self._refuse_published()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._refuse_published()
        return super().delete()

    def bulk_create(self, objs: Iterable[Part], *args: Any, **kwargs: Any) -> list[Part]:
        rows = list(objs)
        refuse_published({row.revision_id for row in rows if hasattr(row, "revision_id")})
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Part], *args: Any, **kwargs: Any) -> int:
        rows = list(objs)
        self.filter(pk__in=[row.pk for row in rows])._refuse_published()
        return super().bulk_update(rows, *args, **kwargs)

    update.alters_data = delete.alters_data = bulk_create.alters_data = bulk_update.alters_data = True  # type: ignore[attr-defined]


class RevisionQuerySet(GuardedQuerySet["Revision"]):
    published_through = "published_at"

    def published(self) -> Self:
        return self.filter(published_at__isnull=False)


def refuse_published(revisions: Iterable[object]) -> None:
    """Raise RevisionPublished if one of these revision ids is published. 1 query."""
    if Revision.objects.published().filter(pk__in=list(revisions)).exists():
        raise RevisionPublished("a published revision is never changed: make the next one")


class Guarded(models.Model):
    """A part of a revision: it can be written until the revision is published."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises RevisionPublished; moving a part out of a published revision is refused as well."""
        refuse_published([self.revision_id])  # type: ignore[attr-defined]
        if self.pk is not None:
            type(self)._default_manager.filter(pk=self.pk)._refuse_published()  # type: ignore[attr-defined]
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises RevisionPublished."""
        refuse_published([self.revision_id])  # type: ignore[attr-defined]
        return super().delete(*args, **kwargs)


class Questionnaire(models.Model):
    """A form that lives: each publication freezes a revision."""

    name = models.CharField(_("nom"), max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Revision(models.Model):
    """One state of a questionnaire. Once published it is never changed: an edit makes the next revision."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["questionnaire", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="revision_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} · {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises RevisionPublished once the row is published."""
        if self.pk is not None:
            refuse_published([self.pk])
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises RevisionPublished."""
        refuse_published([self.pk])
        return super().delete(*args, **kwargs)


class Section(Guarded):
    """A page of the form."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="sections")
    position = models.PositiveIntegerField()
    title_fr = models.CharField(_("titre"), max_length=120)
    title_en = models.CharField(_("titre en anglais"), max_length=120, blank=True)
    intro_fr = models.TextField(_("introduction"), blank=True)
    intro_en = models.TextField(_("introduction en anglais"), blank=True)

    objects = GuardedQuerySet["Section"].as_manager()
    title = Localised("title")
    intro = Localised("intro")

    class Meta:
        ordering = ["revision", "position"]
        constraints = [models.UniqueConstraint(fields=["revision", "position"], name="section_position_once")]

    def __str__(self) -> str:
        return self.title_fr


class Question(Guarded):
    """One question of one revision. ``key`` stays the same from revision to revision.

    The first paragraph of ``help`` is always shown; the rest opens on « Pourquoi cette question ? ».
    ``options`` by kind: choices ``{"choices": [{"value", "label_fr", "label_en"}], "other": bool}`` (a free text may
    stand for a choice); scale ``{"min", "max", "label_min_fr", "label_max_fr", …, "not_applicable": bool}``;
    recommendation, from 0 to 10, the same labels; matrix, a scale for each of its ``{"rows": [{"value", "label_fr",
    "label_en"}]}``; yes or no ``{"must_accept": bool}`` (one box to tick); number ``{"min", "max"}``; SIRET
    ``{"exemption": bool}`` (a reason may stand for the number); file ``{"types": […], "max_files"}``, the types being
    those of ``sniffing.CONTENT_TYPES``; short text ``{"autocomplete"}``, as in HTML.

    ``indicator`` names what an answer measures, the same in several forms: answers of one project are then compared
    over the year. Scales, and single choices whose list goes from the lowest to the highest.

    ``role`` is what a written answer is for the site: a code of the form (``DraftedForm.roles``), or empty. Unlike the
    key, an organiser gives it to any question.

    ``show_if`` is empty, or ``{"key", "any_of": [token, …]}``: the question is asked when the earlier question
    ``key`` has one of these answers; see ``conditions``.
    """

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="questions")
    section = models.ForeignKey(Section, models.CASCADE, related_name="questions")
    position = models.PositiveIntegerField()
    key = models.SlugField(max_length=60)
    kind = models.CharField(_("type"), max_length=20, choices=list_question_kinds)
    label_fr = models.CharField(_("question"), max_length=300)
    label_en = models.CharField(_("question en anglais"), max_length=300, blank=True)
    help_fr = models.TextField(_("aide"), blank=True)
    help_en = models.TextField(_("aide en anglais"), blank=True)
    required = models.BooleanField(_("réponse obligatoire"), default=False)
    min_length = models.PositiveIntegerField(_("longueur minimale, en caractères"), null=True, blank=True)
    max_length = models.PositiveIntegerField(_("longueur maximale, en caractères"), null=True, blank=True)
    audience = models.CharField(
        _("qui lit la réponse"), max_length=12, choices=AnswerAudience, default=AnswerAudience.JURY
    )
    options: "models.JSONField[Json, Json]" = models.JSONField(default=dict, blank=True)
    show_if: "models.JSONField[Json, Json]" = models.JSONField(
        _("condition d’affichage"), default=dict, blank=True
    )
    indicator = models.SlugField(_("indicateur"), max_length=40, blank=True, db_index=False)
    role = models.SlugField(_("ce que la réponse nomme"), max_length=20, blank=True, db_index=False)

    objects = GuardedQuerySet["Question"].as_manager()
    label = Localised("label")
    help = Localised("help")

    class Meta:
        ordering = ["revision", "section__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "key"], name="question_key_once"),
            models.UniqueConstraint(fields=["section", "position"], name="question_position_once"),
            models.UniqueConstraint(
                fields=["revision", "indicator"],
                condition=~models.Q(indicator=""),
                name="question_indicator_once",
                violation_error_message=_("Une autre question du formulaire porte déjà cet indicateur."),
            ),
            models.CheckConstraint(
                name="question_lengths_in_order",
                condition=models.Q(min_length=None)
                | models.Q(max_length=None)
                | models.Q(min_length__lte=models.F("max_length")),
                violation_error_message=_("La longueur minimale dépasse la longueur maximale."),
            ),
        ]

    def __str__(self) -> str:
        return self.label_fr


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
    """A storage name that reveals nothing and executes nowhere."""
    return f"attachments/{uuid.uuid4().hex}"


PICTURE_TYPES = {"image/png", "image/jpeg", "image/webp"}
"""Images that browsers display, and that were encoded again when they were sent."""
PDF_TYPE = "application/pdf"


class Attachment(models.Model):
    """A file that is an answer. Served only through a permission check, as a download."""

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

    @property
    def is_picture(self) -> bool:
        return self.content_type in PICTURE_TYPES

    @property
    def is_pdf(self) -> bool:
        return self.content_type == PDF_TYPE

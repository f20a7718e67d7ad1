"""A questionnaire, its revisions, and their questions in sections."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.enums import AnswerAudience, QuestionKind
from accelerator.web.localised import Localised


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

    class Meta:
        ordering = ["questionnaire", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "number"], name="revision_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} · {self.number}"


class Section(models.Model):
    """A page of the form."""

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="sections")
    position = models.PositiveIntegerField()
    title_fr = models.CharField(_("titre"), max_length=120)
    title_en = models.CharField(_("titre en anglais"), max_length=120, blank=True)
    intro_fr = models.TextField(_("introduction"), blank=True)
    intro_en = models.TextField(_("introduction en anglais"), blank=True)

    title = Localised("title")
    intro = Localised("intro")

    class Meta:
        ordering = ["revision", "position"]
        constraints = [models.UniqueConstraint(fields=["revision", "position"], name="section_position_once")]

    def __str__(self) -> str:
        return self.title_fr


class Question(models.Model):
    """One question of one revision. ``key`` stays the same from revision to revision.

    ``options`` by kind: choices ``{"choices": [{"value", "label_fr", "label_en"}]}``; scale ``{"min", "max",
    "label_min_fr", "label_max_fr", …, "not_applicable": bool}``; number ``{"min", "max"}``; file ``{"types": […]}``.
    """

    revision = models.ForeignKey(Revision, models.CASCADE, related_name="questions")
    section = models.ForeignKey(Section, models.CASCADE, related_name="questions")
    position = models.PositiveIntegerField()
    key = models.SlugField(max_length=60)
    kind = models.CharField(_("type"), max_length=12, choices=QuestionKind)
    label_fr = models.CharField(_("question"), max_length=300)
    label_en = models.CharField(_("question en anglais"), max_length=300, blank=True)
    help_fr = models.TextField(_("aide"), blank=True)
    help_en = models.TextField(_("aide en anglais"), blank=True)
    required = models.BooleanField(_("réponse obligatoire"), default=False)
    max_length = models.PositiveIntegerField(_("longueur maximale, en caractères"), null=True, blank=True)
    audience = models.CharField(
        _("qui lit la réponse"), max_length=12, choices=AnswerAudience, default=AnswerAudience.JURY
    )
    options: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict, blank=True)

    label = Localised("label")
    help = Localised("help")

    class Meta:
        ordering = ["revision", "section__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "key"], name="question_key_once"),
            models.UniqueConstraint(fields=["section", "position"], name="question_position_once"),
        ]

    def __str__(self) -> str:
        return self.label_fr

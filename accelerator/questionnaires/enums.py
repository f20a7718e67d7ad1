"""Kinds of questions and who reads the answers."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    SHORT_TEXT = "short_text", _("texte court")
    LONG_TEXT = "long_text", _("texte long")
    SINGLE = "single", _("un choix")
    MULTIPLE = "multiple", _("plusieurs choix")
    SCALE = "scale", _("échelle")
    MATRIX = "matrix", _("grille de plusieurs lignes")
    RECOMMENDATION = "recommendation", _("recommandation, de 0 à 10")
    YES_NO = "yes_no", _("oui ou non")
    DATE = "date", _("date")
    NUMBER = "number", _("nombre")
    EMAIL = "email", _("adresse e-mail")
    SIRET = "siret", _("SIRET")
    FILE = "file", _("fichier")
    STATEMENT = "statement", _("texte à lire")


def list_question_kinds() -> list[tuple[str, Any]]:
    """The choices of the column; named by its migration, so that a new kind needs none."""
    return QuestionKind.choices


class AnswerAudience(models.TextChoices):
    JURY = "jury", _("comité et organisation")
    LOGISTICS = "logistics", _("logistique seulement")
    ORGANISERS = "organisers", _("organisation seulement")
    PUBLIC = "public", _("publiable")

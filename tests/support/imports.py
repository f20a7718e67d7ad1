"""What tests of imports share: a form of every kind of question, and spreadsheets that answer it."""

from typing import Any

from django.utils import timezone

from accelerator.questionnaires.enums import QuestionKind
from programmes.actions.table_imports import check_table
from programmes.models import TableImport
from projects.exchange.actions.imports import ApplicationImporter
from tests import factories
from tests.support.exchange import upload

CHOICES = {
    "choices": [
        {"value": "idea", "label_fr": "Une idée, un projet", "label_en": "An idea"},
        {"value": "trial", "label_fr": "À l’essai", "label_en": "On trial"},
    ]
}
QUESTIONS: list[dict[str, Any]] = [
    {"key": "title", "kind": QuestionKind.SHORT_TEXT, "label_fr": "Titre", "required": True, "max_length": 40},
    {"key": "siret", "kind": QuestionKind.SIRET, "label_fr": "SIRET"},
    {"key": "stages", "kind": QuestionKind.MULTIPLE, "label_fr": "Stades", "options": {**CHOICES, "other": True}},
    {"key": "stage", "kind": QuestionKind.SINGLE, "label_fr": "Stade", "options": CHOICES},
    {"key": "lessons", "kind": QuestionKind.LONG_TEXT, "label_fr": "Leçons", "required": True,
     "show_if": {"key": "stage", "any_of": ["trial"]}},
    {"key": "people", "kind": QuestionKind.NUMBER, "label_fr": "Effectif"},
    {"key": "start", "kind": QuestionKind.DATE, "label_fr": "Début"},
    {"key": "both", "kind": QuestionKind.YES_NO, "label_fr": "Présence"},
    {"key": "hope", "kind": QuestionKind.SCALE, "label_fr": "Espoir"},
    {"key": "plan", "kind": QuestionKind.FILE, "label_fr": "Plan", "required": True},
]  # fmt: skip
HEAD = ["Référence d’origine", "Déposé le", "E-mail de la personne porteuse", "Nom de la personne porteuse", "Titre",
        "SIRET", "Stades", "Stade", "Leçons", "Effectif", "Début", "Présence", "Espoir"]  # fmt: skip


def world_to_fill() -> factories.World:
    """An edition whose form asks one question of each kind."""
    return factories.edition_with(form=factories.published_form(*QUESTIONS))


def row(reference: str, **cells: Any) -> list[Any]:
    full = {
        "Référence d’origine": reference,
        "E-mail de la personne porteuse": f"{reference}@exemple.test",
        "Titre": f"Projet {reference}",
    }
    return [{**full, **cells}.get(name) for name in HEAD]


def checked(world: factories.World, data: bytes, name: str = "dossiers.xlsx", **options: Any) -> TableImport:
    return check_table(
        ApplicationImporter, edition=world.edition, upload=upload(data, name), actor=world.organiser, at=timezone.now(),
        options={"source": "paper", "incomplete_accepted": False, **options},
    )  # fmt: skip

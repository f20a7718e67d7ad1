"""Short ways to ask one question in a test."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import AnswerSheet, Question
from tests.factories import published_form, sheet
from tests.support.pdfs import PDF

PROFILES = {
    "choices": [
        {"value": "a", "label_fr": "Offre", "label_en": "Offer"},
        {"value": "b", "label_fr": "Conseil"},
    ]
}


def make_question(kind: QuestionKind, **fields: Any) -> Question:
    """A question that is in no database."""
    return Question(key="q", kind=kind, label_fr="Question", **fields)


def sheet_with(*questions: dict[str, Any], **answers: Any) -> AnswerSheet:
    return sheet(published_form(*questions), **answers)


def text(key: str = "title", **fields: Any) -> dict[str, Any]:
    return {"key": key, "kind": QuestionKind.SHORT_TEXT, "required": True, "max_length": 120, **fields}


def pdf(name: str = "plan.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")

"""What tests of exports and imports share: files built at once, spreadsheets made of rows."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.questionnaires.enums import AnswerAudience, QuestionKind
from programmes.models import Edition
from projects.application.enums import ApplicationState
from projects.exchange.actions import exports
from projects.models import Application, ExportJob
from tests import factories

HEADINGS = ["Référence d’origine", "E-mail de la personne porteuse", "Title"]


def built(edition: Edition, actor: User, kind: str = "csv", **options: Any) -> ExportJob:
    """A file asked for and built."""
    job = exports.request_export(
        edition=edition, kind=kind, options=options, language="fr", actor=actor, at=timezone.now()
    )
    assert exports.build_queued(job_id=job.pk, at=timezone.now())
    job.refresh_from_db()
    return job


def content(job: ExportJob) -> bytes:
    with job.file.open("rb") as stream:
        data: bytes = stream.read()
    return data


def csv_rows(job: ExportJob) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content(job).decode("utf-8-sig"), newline=""), delimiter=";"))


def xlsx_rows(job: ExportJob) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content(job))).worksheets[0].values)


def workbook(*rows: Sequence[Any]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(data: bytes, name: str = "dossiers.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def later(**delay: Any) -> datetime:
    return timezone.now() + timedelta(**delay)


YES = {
    "choices": [
        {"value": "yes", "label_fr": "Oui, déjà", "label_en": "Yes"},
        {"value": "no", "label_fr": "Non"},
    ]
}
QUESTIONS: list[dict[str, Any]] = [
    {"key": "title", "kind": QuestionKind.SHORT_TEXT},
    {"key": "trial", "kind": QuestionKind.SINGLE, "options": YES},
    {"key": "lessons", "kind": QuestionKind.LONG_TEXT, "show_if": {"key": "trial", "any_of": ["yes"]}},
    {"key": "people", "kind": QuestionKind.NUMBER},
    {"key": "start", "kind": QuestionKind.DATE},
    {"key": "access", "kind": QuestionKind.LONG_TEXT, "audience": AnswerAudience.LOGISTICS},
    {"key": "plan", "kind": QuestionKind.FILE, "label_fr": "Le plan d’atelier"},
    {"key": "badge", "kind": QuestionKind.FILE, "audience": AnswerAudience.LOGISTICS},
]


def dossier(
    world: factories.World, state: ApplicationState = ApplicationState.SUBMITTED, **answers: Any
) -> Application:
    made = factories.application(world.edition, state=state)
    made.sheet = factories.sheet(world.edition.call.form, **{"title": made.title, **answers})
    made.save(update_fields=["sheet"])
    return made


def queued(world: factories.World) -> ExportJob:
    return exports.request_export(
        edition=world.edition, kind="csv", options={"columns": ["reference"]}, language="fr",
        actor=world.organiser, at=timezone.now(),
    )  # fmt: skip

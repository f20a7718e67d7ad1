"""The answers that scripts get."""

import json
from typing import Any

import pytest
from django.http import JsonResponse
from django.test import RequestFactory
from django.utils import timezone

from accelerator.questionnaires import actions, queries, views
from accelerator.questionnaires.enums import QuestionKind as Kind
from accelerator.questionnaires.models import Attachment
from tests.support.questions import PROFILES, pdf, sheet_with, text

pytestmark = pytest.mark.django_db


def post(**data: Any) -> Any:
    return RequestFactory().post("/", data)


def read(response: JsonResponse) -> tuple[int, dict[str, Any]]:
    return response.status_code, json.loads(response.content)


def test_an_answer_is_saved() -> None:
    sheet = sheet_with(text(), text("other"))

    status, data = read(
        views.autosave(post(value="Atelier", base_version="0"), sheet=sheet, key="title", actor=None)
    )

    assert status == 200
    assert (data["version"], data["answered"], data["total"]) == (1, 1, 2)
    assert data["saved_at"] in data["message"]


def test_several_choices_are_saved() -> None:
    sheet = sheet_with({"key": "needs", "kind": Kind.MULTIPLE, "options": PROFILES})

    status, _data = read(views.autosave(post(value=["a", "b"]), sheet=sheet, key="needs", actor=None))

    assert (status, queries.values(sheet)) == (200, {"needs": ["a", "b"]})


def test_a_conflict_shows_the_other_answer() -> None:
    sheet = sheet_with({"key": "ok", "kind": Kind.YES_NO}, ok=True)

    status, data = read(views.autosave(post(value="no", base_version="0"), sheet=sheet, key="ok", actor=None))

    assert status == 409
    assert (data["theirs"], data["theirs_text"], data["version"]) == ("yes", "Oui", 1)
    assert data["message"]


@pytest.mark.parametrize(
    ("key", "value"), [("title", "x" * 10_000), ("nope", "x"), ("profile", "forged"), ("plan", "plan.pdf")]
)
def test_a_refusal_says_why(key: str, value: str) -> None:
    sheet = sheet_with(
        text(),
        {"key": "profile", "kind": Kind.SINGLE, "options": PROFILES},
        {"key": "plan", "kind": Kind.FILE},
    )

    status, data = read(views.autosave(post(value=value), sheet=sheet, key=key, actor=None))

    assert status == 422
    assert data["error"]


@pytest.mark.parametrize("version", ["x", "-1", "", "9" * 30])
def test_a_forged_version_is_not_an_error_of_ours(version: str) -> None:
    sheet = sheet_with(text(), title="Atelier")

    status, _data = read(
        views.autosave(post(value="Autre", base_version=version), sheet=sheet, key="title", actor=None)
    )

    assert status == 409


def test_what_was_sent_is_closed() -> None:
    sheet = sheet_with(text())
    actions.freeze(sheet=sheet, at=timezone.now())

    status, data = read(views.autosave(post(value="x"), sheet=sheet, key="title", actor=None))

    assert status == 423
    assert data["error"]


def test_a_file_is_kept_then_taken_back() -> None:
    sheet = sheet_with({"key": "plan", "kind": Kind.FILE, "required": True})

    status, data = read(
        views.upload(post(file=pdf()), sheet=sheet, key="plan", actor=None, file_url="/f/__id__/")
    )

    attachment = Attachment.objects.get()
    assert (status, data["version"], data["answered"]) == (200, 1, 1)
    assert f"/f/{attachment.pk}/" in data["html"]
    status, data = read(views.remove(post(), sheet=sheet, attachment=attachment, actor=None))
    assert (status, data["answered"], data["html"].strip()) == (200, 0, "")


def test_a_missing_file_is_a_refusal() -> None:
    sheet = sheet_with({"key": "plan", "kind": Kind.FILE})

    assert views.upload(post(), sheet=sheet, key="plan", actor=None).status_code == 422

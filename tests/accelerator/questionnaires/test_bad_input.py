"""Bad input of every kind, through the endpoint that browsers use: it is saved or refused in words, never lost."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given, settings, strategies as st
from pytest_django import Settings

from accelerator.questionnaires import actions, kinds, queries, views
from accelerator.questionnaires.enums import QuestionKind as Kind
from accelerator.questionnaires.forms import answer_form
from accelerator.questionnaires.models import Answer, AnswerSheet, Revision
from tests.factories import published_form
from tests.support.questions import PROFILES, pdf, sheet_with, text
from tests.support.types import BuildOnce

pytestmark = pytest.mark.django_db
FUZZ = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25
)
OPTIONS = {
    **PROFILES, "other": True, "rows": PROFILES["choices"], "min": 1, "max": 5, "not_applicable": True,
    "exemption": True,
}  # fmt: skip
FORM = [{"key": f"k-{kind}", "kind": kind, "options": OPTIONS, "required": True} for kind in Kind.values]
KEYS = [item["key"] for item in FORM]
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NASTY = st.sampled_from(
    [
        "\x00", "a\x00b", "\x1b[31mrouge", "\u202egnp.exe", "\u2066\u2069", "\ufeff", "a\u0301" * 300, "😀" * 200,
        "=1+1", "<script>alert(1)</script>", "{{ 7*7 }}", "'; DROP TABLE x; --", "__other__", "na", "a=3", "a=99",
        "b=na", "=", "1e309", "-0", "٣", "²", "0x10", "NaN", "9" * 5000, "2026-02-30", "99/99/9999", "00000000000000",
        "a@b", "\r\n\r\n", " " * 50, "x" * 20_000, "{\"other\": 1}", "None", "true", "\ud7ff", "\U0010ffff",
    ]
)  # fmt: skip
NAMES = [
    *(f"q_{key}" for key in KEYS),
    "q_k-matrix.a",
    "q_k-single.other",
    "q_gone",
    "q_a\x00",
    "q_",
    "remove_file",
]
SENT = st.lists(NASTY | st.text(max_size=40), max_size=4)


def post(key: str, sheet: AnswerSheet, **body: Any) -> tuple[int, dict[str, Any]]:
    response = views.autosave(RequestFactory().post("/", body), sheet=sheet, key=key, actor=None)
    return response.status_code, json.loads(response.content)


def texts_in(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_in(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts_in(item)]
    return [value] if isinstance(value, str) else []


def is_sound(sheet: AnswerSheet) -> None:
    """All that reads the sheet can, and what it keeps is clean."""
    sheet = AnswerSheet.objects.get(pk=sheet.pk)
    found = queries.read_completeness(sheet)
    assert queries.progress(sheet) == (found.answer_count, len(found.demanded))
    assert len(queries.content_hash(sheet)) == 64
    assert all(not CONTROLS.search(item) for item in texts_in(queries.values(sheet)))
    html = render_to_string("questionnaires/_form.html", {"form": answer_form(sheet)})
    assert "<script>alert" not in html
    html = render_to_string(
        "questionnaires/_readable.html", {"sections": queries.list_readable_sections(sheet)}
    )
    assert "<script>alert" not in html


@pytest.fixture(scope="module")
def form(build_once: BuildOnce) -> Revision:
    """One question of each kind."""
    return build_once(published_form, *FORM)


@FUZZ
@given(key=st.sampled_from(KEYS), values=SENT, other=st.none() | NASTY, version=st.none() | NASTY)
def test_any_posted_value_is_saved_or_refused(
    form: Revision, key: str, values: list[str], other: str | None, version: str | None
) -> None:
    sheet = actions.open_sheet(revision=form, at=timezone.now())
    body = {"value": values, **({"other": other} if other is not None else {})}

    status, reply = post(key, sheet, base_version=version if version is not None else "0", **body)

    assert status in (200, 409, 422)
    assert reply.get("message") or reply["error"]
    stored = Answer.objects.filter(sheet=sheet).first()
    if status != 200:
        assert stored is None
    is_sound(sheet)
    if stored is not None and stored.value is not None:
        # What was stored is taken again, as it is: a form that comes back loses nothing.
        assert kinds.clean(stored.question, stored.value) == stored.value


@FUZZ
@given(data=st.dictionaries(st.sampled_from(NAMES), SENT))
def test_a_posted_page_of_any_values_saves_the_valid_ones(form: Revision, data: dict[str, list[str]]) -> None:
    sheet = actions.open_sheet(revision=form, at=timezone.now())
    posted = QueryDict(mutable=True)
    for name, values in data.items():
        posted.setlist(name, values)
    filled = answer_form(sheet, data=posted)

    filled.is_valid()
    result = actions.save_answers(sheet=sheet, form=filled, actor=None, at=timezone.now())

    refused = {name.removeprefix("q_") for name in filled.errors}
    assert not refused & set(result.saved)
    assert "<script>alert" not in render_to_string("questionnaires/_form.html", {"form": filled})
    is_sound(sheet)


def test_a_forged_question_is_refused(form: Revision) -> None:
    sheet = actions.open_sheet(revision=form, at=timezone.now())
    forged = [
        "",
        "unknown",
        "k-short_text\x00",
        "../title",
        "K-SHORT_TEXT",
        "é" * 300,
        "pk",
        "k-short_text' --",
    ]

    for key in forged:
        status, reply = post(key, sheet, value="x", base_version="0")

        assert (status, bool(reply["error"])) == (422, True), key
    assert not Answer.objects.exists()


def test_the_question_of_another_form_is_refused() -> None:
    mine, theirs = sheet_with(text("mine")), sheet_with(text("theirs"))

    assert post("theirs", mine, value="x")[0] == 422
    assert post("theirs", theirs, value="x")[0] == 200


def test_a_forged_file_is_left_alone(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    mine, theirs = (sheet_with({"key": "plan", "kind": Kind.FILE}) for _ in "12")
    file_saved = actions.attach_file(sheet=theirs, key="plan", upload=pdf(), actor=None, at=timezone.now())

    unknown = "1cff7b46-6df6-4c00-9930-bbdb1664e356"
    for forged in ("", "x", "\x00", "0", "../../etc/passwd", unknown, "9" * 200, str(file_saved.pk)):
        actions.remove_file(sheet=mine, attachment=forged, actor=None, at=timezone.now())

    assert theirs.attachments.count() == 1
    assert post("plan", mine, value=str(file_saved.pk))[0] == 422
    assert not Answer.objects.filter(sheet=mine).exists()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["Léa", "Claire"]), st.sampled_from(["write", "replay", "read"]), st.integers(0, 3)
    ),
    min_size=1,
    max_size=14,
)


@FUZZ
@given(steps=STEPS)
def test_no_text_is_ever_written_over_unseen(steps: list[tuple[str, str, int]]) -> None:
    """Two people write, read and replay old saves, in any order: a save follows what its author saw, or is refused."""
    sheet = sheet_with(text(required=False))
    current, seen, history = (None, 0), {"Léa": 0, "Claire": 0}, [("", 0)]
    for turn, (who, act, back) in enumerate(steps):
        if act == "read":
            seen[who] = current[1]
            continue
        words, base = (f"{who} {turn}", seen[who]) if act == "write" else history[-1 - back % len(history)]
        status, reply = post("title", sheet, value=words, base_version=str(base))

        same = (words or None) == current[0]
        assert status == (200 if same or base == current[1] else 409)
        if status == 409:
            assert (reply["theirs"], reply["version"]) == current
            assert reply["theirs_text"]
            seen[who] = reply["version"]  # shown both, they choose
        else:
            current = current if same else (words or None, current[1] + 1)
            assert reply["version"] == current[1]
            seen[who] = current[1]
            history.append((words, base))
    assert queries.values(sheet).get("title") == current[0]

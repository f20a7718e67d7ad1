"""Writing while somebody else writes, sends, or shows and hides questions: nothing is lost, nothing breaks."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accelerator.questionnaires import actions, queries
from accelerator.questionnaires.enums import QuestionKind as Kind
from accelerator.questionnaires.errors import AnswerRefused, SheetFrozen
from accelerator.questionnaires.forms import answer_form
from accelerator.questionnaires.models import Answer, AnswerSheet
from accelerator.transitions import EditConflict, TransitionRefused
from projects.application.actions.answers import save_step
from projects.application.actions.submission import submit_application
from projects.application.enums import ApplicationState
from projects.models import Application, MemberRights
from tests.factories import edition
from tests.support.dossiers import complete_draft, full_form, lead, member
from tests.support.questions import pdf, sheet_with, text
from tests.support.races import run_together

pytestmark = pytest.mark.django_db(transaction=True)
TURNS = 6


def several_times(test: Callable[..., None]) -> Callable[..., None]:
    """A race does not show each time."""

    @wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        for _turn in range(TURNS):
            test(*args, **kwargs)

    return run


def saving(sheet: AnswerSheet, key: str, raw: Any, base: int | None = None) -> Callable[[], Answer]:
    own = AnswerSheet.objects.get(pk=sheet.pk)
    return lambda: actions.save_answer(
        sheet=own, key=key, raw=raw, base_version=base, actor=None, at=timezone.now()
    )


def recounted(sheet: AnswerSheet) -> tuple[int, int]:
    found = queries.read_completeness(sheet)
    return found.answer_count, len(found.demanded)


@several_times
def test_two_co_authors_on_one_field_over_http() -> None:
    at = timezone.now()
    dossier = complete_draft(edition(form=full_form()), at=at)
    authors = [lead(dossier), *(member(dossier, MemberRights.EDIT, at=at) for _ in range(2))]
    before = Answer.objects.get(sheet=dossier.sheet, question__key="title")
    clients = [Client() for _ in authors]
    for client, author in zip(clients, authors, strict=True):
        client.force_login(author, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/my/applications/{dossier.reference}/answers/title/"

    def post(number: int) -> Callable[[], Any]:
        body = {"value": f"Titre {number}", "base_version": before.version}
        return lambda: clients[number].post(address, body)

    results = run_together(*map(post, range(3)))

    assert sorted(result.status_code for result in results) == [200, 409, 409]
    winner = next(number for number, result in enumerate(results) if result.status_code == 200)
    after = Answer.objects.get(pk=before.pk)
    assert (after.value, after.version) == (f"Titre {winner}", before.version + 1)
    assert all(result.json()["theirs"] == after.value for result in results if result.status_code == 409)
    assert Application.objects.get(pk=dossier.pk).title == after.value


@several_times
def test_an_answer_on_its_way_when_the_dossier_is_sent() -> None:
    at = timezone.now()
    dossier = complete_draft(edition(form=full_form()), at=at)
    author = lead(dossier)
    fresh = Application.objects.get(pk=dossier.pk)

    saved, sent = run_together(
        saving(dossier.sheet, "title", "Écrit à la dernière seconde"),
        lambda: submit_application(application=fresh, actor=author, at=at, rules_version=1),
    )

    assert sent is True
    after = Application.objects.select_related("sheet").get(pk=dossier.pk)
    assert queries.content_hash(after.sheet) == after.content_hash  # what was hashed is what is kept
    is_stored = queries.values(after.sheet)["title"] == "Écrit à la dernière seconde"
    assert isinstance(saved, Answer) if is_stored else isinstance(saved, SheetFrozen)


@several_times
def test_a_page_on_its_way_when_the_dossier_is_sent() -> None:
    at = timezone.now()
    dossier = complete_draft(edition(form=full_form()), at=at)
    author = lead(dossier)
    own = Application.objects.select_related("call__edition", "project", "sheet")
    mine, other = own.get(pk=dossier.pk), own.get(pk=dossier.pk)
    data = QueryDict(mutable=True)
    data.update({"q_title": "Écrit à la dernière seconde", "v_title": "1"})
    form = answer_form(mine.sheet, data=data)
    form.is_valid()

    saved, sent = run_together(
        lambda: save_step(application=mine, form=form, actor=author, at=at),
        lambda: submit_application(application=other, actor=author, at=at, rules_version=1),
    )

    assert sent is True
    assert saved is None or isinstance(saved, SheetFrozen | TransitionRefused), saved
    after = Application.objects.select_related("sheet").get(pk=dossier.pk)
    assert after.state == ApplicationState.SUBMITTED
    assert queries.content_hash(after.sheet) == after.content_hash
    assert after.title == queries.values(after.sheet)["title"]


@several_times
def test_a_question_hidden_while_it_is_answered() -> None:
    shown = {"show_if": {"key": "partners", "any_of": ["yes"]}}
    form = sheet_with(
        {"key": "partners", "kind": Kind.YES_NO, "required": True}, text("who", **shown), text()
    )
    sheet = actions.open_sheet(revision=form.revision, at=timezone.now())
    saving(sheet, "partners", "yes")()

    results = run_together(
        saving(sheet, "partners", "no"), saving(sheet, "who", "La CCI"), saving(sheet, "title", "Atelier")
    )

    assert all(isinstance(result, Answer) for result in results), results
    after = AnswerSheet.objects.get(pk=sheet.pk)
    assert queries.progress(after) == recounted(after) == (2, 2)
    assert Answer.objects.get(sheet=sheet, question__key="who").value == "La CCI"


@several_times
def test_counts_stay_right_when_answers_are_saved_at_once() -> None:
    sheet = actions.open_sheet(revision=sheet_with(*map(text, "abcd")).revision, at=timezone.now())
    saving(sheet, "a", "un")()

    run_together(
        saving(sheet, "a", ""),
        saving(sheet, "b", "deux"),
        saving(sheet, "c", "trois"),
        saving(sheet, "b", "encore", 0),
    )

    after = AnswerSheet.objects.get(pk=sheet.pk)
    assert queries.progress(after) == recounted(after) == (2, 4)


@several_times
def test_one_file_too_many_at_the_same_instant(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / uuid4().hex
    sheet = sheet_with({"key": "plan", "kind": Kind.FILE, "options": {"max_files": 2}})

    def attach(number: int) -> Callable[[], Any]:
        own, upload = AnswerSheet.objects.get(pk=sheet.pk), pdf(f"plan {number}.pdf")
        return lambda: actions.attach_file(
            sheet=own, key="plan", upload=upload, actor=None, at=timezone.now()
        )

    results = run_together(*map(attach, range(4)))

    assert sum(isinstance(result, AnswerRefused) for result in results) == 2
    assert sheet.attachments.count() == 2
    assert sorted(Answer.objects.get(sheet=sheet).value) == sorted(
        str(attachment.pk) for attachment in sheet.attachments.all()
    )
    assert len([path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]) == 2


@several_times
def test_an_old_version_replayed_by_many_tabs_takes_nothing_back() -> None:
    sheet = sheet_with(text())
    for number in range(1, 4):
        saving(sheet, "title", f"Version {number}", number - 1)()

    results = run_together(*(saving(sheet, "title", f"Version {number}", number - 1) for number in (1, 2, 3)))

    assert [isinstance(result, EditConflict) for result in results] == [True, True, False]
    assert (Answer.objects.get(sheet=sheet).value, Answer.objects.get(sheet=sheet).version) == (
        "Version 3",
        3,
    )

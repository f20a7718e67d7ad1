"""Two people save at the same instant, in a database where that really happens."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from accelerator.questionnaires import actions
from accelerator.questionnaires.models import Answer, AnswerSheet
from accelerator.transitions import EditConflict
from tests.support.questions import sheet_with, text
from tests.support.races import run_together

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_first_saves_of_one_question_make_one_answer_and_one_conflict() -> None:
    sheet = sheet_with(text())

    def save(words: str) -> Callable[[], object]:
        own = AnswerSheet.objects.get(pk=sheet.pk)
        return lambda: actions.save_answer(
            sheet=own, key="title", raw=words, base_version=0, actor=None, at=timezone.now()
        )

    results = run_together(save("Léa"), save("Claire"), save("Inès"))

    winners = [result for result in results if isinstance(result, Answer)]
    losers = [result for result in results if isinstance(result, EditConflict)]
    assert (len(winners), len(losers)) == (1, 2)
    assert Answer.objects.get().value == winners[0].value
    assert AnswerSheet.objects.get().answered == 1


def test_saves_of_different_questions_both_count() -> None:
    sheet = sheet_with(text("a"), text("b"), text("c"))

    def save(key: str) -> Callable[[], object]:
        own = AnswerSheet.objects.get(pk=sheet.pk)
        return lambda: actions.save_answer(
            sheet=own, key=key, raw="x", base_version=0, actor=None, at=timezone.now()
        )

    results = run_together(save("a"), save("b"), save("c"))

    assert all(isinstance(result, Answer) for result in results), results
    assert AnswerSheet.objects.get().answered == 3

"""Two people save at the same instant, in a database where that really happens."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from accelerator.edit_conflict import EditConflict
from accelerator.questionnaires import actions
from accelerator.questionnaires.models import Answer, AnswerSheet
from tests.support.questions import sheet_with, text

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together; each result is what was returned or raised."""
    start, results = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait(timeout=60)
        try:
            results.append(act())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def test_two_first_saves_of_one_question_make_one_answer_and_one_conflict() -> None:
    sheet = sheet_with(text())

    def save(words: str) -> Callable[[], object]:
        own = AnswerSheet.objects.get(pk=sheet.pk)
        return lambda: actions.save_answer(
            sheet=own, key="title", raw=words, base_version=0, actor=None, at=timezone.now()
        )

    results = at_once(save("Léa"), save("Claire"), save("Inès"))

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

    results = at_once(save("a"), save("b"), save("c"))

    assert all(isinstance(result, Answer) for result in results), results
    assert AnswerSheet.objects.get().answered == 3

"""The results of a survey with many responses: counted by the database, with the words of a few of them."""

from collections import Counter, defaultdict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Question
from coaching.models import Survey
from coaching.surveys.results.comparing import Crossed, cross_counted
from coaching.surveys.results.reading import COUNTED, Answered, Results, is_word, read_questions, responses
from coaching.surveys.results.tallying import AnswerCount, carry, count_answers, is_given, split_grids

MANY = 200
"""Responses from which they are no longer read one by one."""
MOST_KEPT = 8
READ = 50
"""Of these, the responses whose words are shown; the file has all of them."""


def read_many(
    survey: Survey,
    questions: list[Question],
    labels: dict[tuple[str, str], str],
    *,
    stamp: Hashable,
    asked: int,
    started: int,
    sent: int,
) -> tuple[Results, list[Crossed]]:
    """What an organiser reads, and the same by profile; ``stamp`` changes with what was sent."""
    counted, totals = _count(KeptKey(survey.pk, survey.form_id, stamp), survey, questions)
    few = responses(survey, first=READ, questions=questions)
    words = {answered.question.pk: answered for answered in read_questions(*few, organises=True)}
    given: dict[int, list[tuple[Any, int]]] = defaultdict(list)
    for row in counted:
        given[row.question.pk].append((row.value, row.count))
    shown = [row.question for row in words.values()]
    shown += [one for one in questions if one.pk in given and one.pk not in words]
    answered = [
        Answered(
            question,
            given[question.pk],
            totals[question.pk],
            words[question.pk].verbatims if question.pk in words else (),
        )
        for question in shown
        if question.kind != QuestionKind.FILE
    ]
    results = Results(survey, asked, started, sent, answered, is_partial=True)
    return results, cross_counted(survey, questions, counted, labels)


@dataclass(frozen=True)
class KeptKey:
    """What the counts of a survey depend on: its questions, and the answers that came or whose consents changed."""

    survey: int
    form: int
    stamp: Hashable


_Counted = tuple[list[AnswerCount], Counter[int]]
_kept: dict[KeptKey, _Counted] = {}


def _count(key: KeptKey, survey: Survey, questions: list[Question]) -> _Counted:
    """What was given, and the number of answers to each question. Counted once in this process as long as nothing more
    is sent: it takes the database a second.
    """
    if key not in _kept:
        told_apart = [question for question in questions if question.kind in COUNTED or is_word(question)]
        counted = carry(count_answers([survey], questions, by_value=told_apart), questions)
        given = [row for row in counted if is_given(row)]
        totals: Counter[int] = Counter()
        for row in given:
            totals[row.question.pk] += row.count
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[key] = split_grids(given), totals
    return _kept[key]

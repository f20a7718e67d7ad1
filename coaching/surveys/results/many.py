"""The results of a survey with many responses: counted by the database, with the words of a few of them."""

from collections import Counter, defaultdict

from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Question
from coaching.models import Survey
from coaching.surveys.results.comparing import Crossed, cross_counted
from coaching.surveys.results.reading import Answered, Results, is_word, read_questions
from coaching.surveys.results.responses import responses
from coaching.surveys.results.tallying import carry, count_answers, is_given, split_grids

MANY = 200
"""Responses from which they are no longer read one by one."""
READ = 50
"""How many responses the page quotes; the file has all of them."""


def read_many(
    survey: Survey,
    questions: list[Question],
    labels: dict[tuple[str, str], str],
    *,
    invited: int,
    started: int,
    sent: int,
) -> tuple[Results, list[Crossed]]:
    """What an organiser reads, and the same by profile."""
    by_value = [question for question in questions if kinds.kind_of(question).is_closed or is_word(question)]
    counted = carry(count_answers([survey], questions, by_value=by_value), questions)
    counted = [row for row in counted if is_given(row)]
    totals: Counter[int] = Counter()
    for row in counted:
        totals[row.question.pk] += row.count
    counted = split_grids(counted)
    few = responses(survey, first=READ, questions=questions)
    words = {answered.question.pk: answered for answered in read_questions(*few, organises=True)}
    given: dict[int, list[tuple[object, int]]] = defaultdict(list)
    for row in counted:
        given[row.question.pk].append((row.value, row.count))
    listed = [row.question for row in words.values()]
    listed += [question for question in questions if question.pk in given and question.pk not in words]
    answered = [
        Answered(
            question,
            given[question.pk],
            totals[question.pk],
            words[question.pk].verbatims if question.pk in words else (),
        )
        for question in listed
        if not kinds.kind_of(question).is_file
    ]
    results = Results(survey, invited, started, sent, answered, is_partial=True)
    return results, cross_counted(survey, questions, counted, labels)

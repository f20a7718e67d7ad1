"""All the questions of a survey: those of its current revision, and those of earlier ones.

An answer is placed under the current question, if that accepts it and no more people read it; else under its own
question.
"""

from collections.abc import Iterable, Mapping
from copy import copy

from accelerator.questionnaires import kinds
from accelerator.questionnaires.conditions import visible_values
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Question
from accelerator.questionnaires.revisions import carry_value, follows
from coaching.models import Survey


def list_questions(surveys: Iterable[Survey]) -> list[Question]:
    """The questions of these surveys, of all their revisions, latest revision first. One query."""
    forms = [survey.form_id for survey in surveys]
    rows = Question.objects.filter(
        revision__questionnaire__revisions__in=forms, revision__published_at__isnull=False
    )
    ordered = rows.order_by("-revision__number", "section__position", "position")
    return list(ordered.select_related("section", "revision").distinct())


FOR_THE_TEAM = {AnswerAudience.JURY, AnswerAudience.PUBLIC}
"""Readers who run the session, beside the organisers."""


class QuestionHistory:
    """The questions of one survey, from :func:`list_questions`. ``now``: the current ones that take an answer."""

    def __init__(self, survey: Survey, every: list[Question]) -> None:
        self.by_pk = {question.pk: question for question in every}
        self.by_revision: dict[int, list[Question]] = {}
        self.last: dict[str, Question] = {}
        for question in every:
            self.by_revision.setdefault(question.revision_id, []).append(question)
            self.last.setdefault(question.key, question)
        self.now = [
            question for question in self.by_revision.get(survey.form_id, ()) if _expects_answer(question)
        ]
        self._ranks = {question.pk: rank for rank, question in enumerate(every)}
        self._now = {question.pk for question in self.now}
        self._former: dict[str, Question] = {}

    @property
    def questions(self) -> list[Question]:
        """The current questions, then the former ones under which :meth:`place_answers` has placed an answer."""
        former = sorted(self._former.values(), key=lambda question: self._ranks[question.pk])
        return [*self.now, *former]

    def place_answers(self, answers: Mapping[int, object]) -> dict[str, object]:
        """The answers of one response (question pk → value), by the key of the question each is placed under."""
        if not answers:
            return {}
        revision = self.by_pk[next(iter(answers))].revision_id
        values = {self.by_pk[pk].key: value for pk, value in answers.items()}
        counting = visible_values(self.by_revision[revision], values)
        placed = {}
        for pk, value in answers.items():
            question = self.by_pk[pk]
            if question.key in counting and value is not None:
                under, carried = self._place(question, value)
                placed[under.key] = carried
        return placed

    def _place(self, question: Question, value: object) -> tuple[Question, object]:
        under, carried = place(question, value, self.last)
        if under.pk in self._now or not _expects_answer(under):
            return under, carried
        key = under.key if under == self.last[under.key] else f"{under.key}.{under.revision.number}"
        if key not in self._former:
            self._former[key] = copy(under)
            self._former[key].key = key
        return self._former[key], carried


def place(question: Question, value: object, last: Mapping[str, Question]) -> tuple[Question, object]:
    """The question under which an answer is placed, and the value it accepts; ``None`` is any value of a text."""
    under = last[question.key]
    if under.pk == question.pk or widens_readers(question, under):
        return question, value
    if value is None:
        return (under if follows(question, under) else question), None
    carried = carry_value(question, under, value)
    return (under, carried.value) if carried.whole else (question, value)


def widens_readers(before: Question, after: Question) -> bool:
    """Whether more people read answers to the new question than the respondents of the former one were promised."""
    return after.audience in FOR_THE_TEAM and before.audience not in FOR_THE_TEAM


def _expects_answer(question: Question) -> bool:
    return kinds.kind_of(question).asks

"""Questions that are visible only after some answers.

A condition names an earlier question and tokens of its answers, as texts: a choice's value, ``__other__``, ``yes`` or
``no``, a level of a scale. A hidden question retains its stored answer, which is never required, counted, hashed,
displayed nor exported, and which comes back with the question.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Question


@dataclass(frozen=True)
class ConditionProblem:
    """Why a condition is invalid: the ``key`` of its question, a ``code`` and words for people.

    Codes: ``malformed``, ``unknown_question``, ``later``, ``cycle``, ``kind``, ``unknown_value``.
    """

    key: str
    code: str
    message: str


@dataclass(frozen=True)
class Completeness:
    """A form as it was answered: its questions in order, the values of the visible ones, and what is missing."""

    questions: Sequence[Question]
    visible: frozenset[str]
    values: Mapping[str, object]
    demanded: Sequence[Question]
    missing: Sequence[Question]

    @property
    def answer_count(self) -> int:
        return len(self.demanded) - len(self.missing)


def tokens_to_choose(question: Question) -> list[tuple[str, str]]:
    """The tokens a condition on this question may name, with their words; none for a kind that shows nothing."""
    kind = kinds.kind_of(question)
    return kind.choices(question) if kind.has_codes else []


def tokens_of(question: Question, value: object) -> set[str]:
    """The tokens of a stored value."""
    kind = kinds.kind_of(question)
    return set(kind.codes(value)) if kind.has_codes and kinds.is_answer(question, value) else set()


def parse_condition(question: Question) -> tuple[str, set[str]] | None:
    """The key and the tokens its condition names; ``None`` for a question without one."""
    condition = question.show_if
    if not isinstance(condition, Mapping) or not condition.get("key"):
        return None
    named = condition.get("any_of") or ()
    return str(condition["key"]), set(map(_make_token, named if isinstance(named, list | tuple) else [named]))


def meets_condition(question: Question, source: Question, value: object) -> bool:
    """Whether this value of ``source`` shows a question that depends on it."""
    condition = parse_condition(question)
    return condition is None or bool(tokens_of(source, value) & condition[1])


def visible_keys(questions: Iterable[Question], values: Mapping[str, object]) -> set[str]:
    """The keys of the questions that are visible with these values (question key → stored value).

    ``questions`` are in their order. What depends on a hidden question is hidden too.
    """
    tokens: dict[str, set[str]] = {}
    for question in questions:
        condition = parse_condition(question)
        if condition is None or tokens.get(condition[0], set()) & condition[1]:
            tokens[question.key] = tokens_of(question, values.get(question.key))
    return set(tokens)


def visible_values(questions: Iterable[Question], values: Mapping[str, object]) -> dict[str, object]:
    """The values of the questions that are visible. ``questions`` are in their order."""
    visible = visible_keys(questions, values)
    return {key: value for key, value in values.items() if key in visible}


def compute_completeness(questions: Sequence[Question], values: Mapping[str, object]) -> Completeness:
    """The state of a form, from its questions in order and all stored values."""
    visible = visible_keys(questions, values)
    demanded = [
        question
        for question in questions
        if question.key in visible and kinds.is_demanded(question, values.get(question.key))
    ]
    missing = [question for question in demanded if not kinds.is_complete(question, values.get(question.key))]
    counting = {key: value for key, value in values.items() if key in visible}
    return Completeness(questions, frozenset(visible), counting, demanded, missing)


def check_conditions(questions: Iterable[Question]) -> list[ConditionProblem]:
    """What is wrong in the conditions of these questions, in their order; an empty list when all are valid.

    A condition must name an earlier question, of a kind with a list of answers, and some of its answers.
    """
    order = list(questions)
    places = {question.key: place for place, question in enumerate(order)}
    problems = (_find_problem(question, order, places) for question in order if question.show_if)
    return [problem for problem in problems if problem]


def _find_problem(
    question: Question, order: Sequence[Question], places: Mapping[str, int]
) -> ConditionProblem | None:
    def problem(code: str, message: str, **words: object) -> ConditionProblem:
        return ConditionProblem(question.key, code, message % {"question": question.label, **words})

    condition = parse_condition(question)
    if condition is None or not condition[1]:
        return problem(
            "malformed", _("« %(question)s » : choisissez la question et les réponses qui l’affichent.")
        )
    key, tokens = condition
    if key not in places:
        return problem("unknown_question", _("« %(question)s » dépend d’une question qui n’existe plus."))
    source = order[places[key]]
    if _is_circular(question.key, order, places):
        return problem("cycle", _("« %(question)s » dépend d’elle-même : changez sa condition."))
    if places[key] >= places[question.key]:
        return problem(
            "later",
            _("« %(question)s » dépend de « %(source)s », posée après elle : placez-la plus loin."),
            source=source.label,
        )
    if not kinds.kind_of(source).has_codes:
        return problem(
            "kind",
            _("« %(question)s » dépend de « %(source)s », dont les réponses ne se choisissent pas."),
            source=source.label,
        )
    unknown = tokens - {token for token, _words in tokens_to_choose(source)}
    if unknown:
        return problem(
            "unknown_value",
            _("« %(question)s » attend une réponse que « %(source)s » ne propose pas : %(values)s."),
            source=source.label,
            values=", ".join(sorted(unknown)),
        )
    return None


def _is_circular(key: str, order: Sequence[Question], places: Mapping[str, int]) -> bool:
    """Whether, from condition to condition, one comes back to this question."""
    met: Collection[str] = ()
    condition = parse_condition(order[places[key]])
    while condition and condition[0] in places and condition[0] not in met:
        if condition[0] == key:
            return True
        met = {*met, condition[0]}
        condition = parse_condition(order[places[condition[0]]])
    return False


def _make_token(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)

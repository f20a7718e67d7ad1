"""From answers to the facts that rules of eligibility look at."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils import translation

from accelerator.companies.departments import DEPARTMENTS
from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Question
from accelerator.questionnaires.siret import number_of
from accelerator.web.search import normalise
from projects.triage.screening import BOTH_DAYS, HEAD_COUNT, PROFILE, SIRET, TERRITORY, Facts
from projects.triage.territories import code_of

KEYS = {
    PROFILE: "profile",
    TERRITORY: "department",
    HEAD_COUNT: "head_count",
    SIRET: "siret",
    BOTH_DAYS: "both_days",
}
"""Subject of a rule → key of the question that answers it."""
ROOM = 300


@lru_cache(maxsize=1)
def _searched_names() -> dict[str, str]:
    return {code: normalise(name) for code, name in DEPARTMENTS.items()}


def department_code(text: Any) -> str | None:
    """« Calvados », « 14 » and « calvados (14) » are all 14."""
    return code_of(normalise(text), _searched_names()) if isinstance(text, str) else None


def facts_of(questions: Mapping[str, Question], values: Mapping[str, Any]) -> Facts:
    """``questions`` that are asked and ``values`` answered, both by key. Explanations are in French, as it is asked."""

    def text(subject: str) -> str | None:
        value = values.get(KEYS[subject])
        return value if isinstance(value, str) else None

    with translation.override("fr"):
        words = {
            subject: kinds.readable(questions[key], values.get(key))[:ROOM]
            for subject, key in KEYS.items()
            if key in questions
        }
    return Facts(
        values={
            PROFILE: text(PROFILE),
            HEAD_COUNT: text(HEAD_COUNT),
            TERRITORY: department_code(text(TERRITORY)),
        },
        words=words,
        has_siret=bool(number_of(values.get(KEYS[SIRET]))),
        both_days=values.get(KEYS[BOTH_DAYS]) is True,
        asked=frozenset(words),
    )

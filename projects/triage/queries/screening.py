"""From answers to the facts that rules of eligibility look at."""

from collections.abc import Mapping
from typing import Any

from django.utils import translation

from accelerator.companies.department_codes import department_code
from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Question
from accelerator.questionnaires.siret import number_of
from projects.triage.screening import BOTH_DAYS, HEAD_COUNT, PROFILE, SIRET, TERRITORY, ScreeningFacts

KEYS = {
    PROFILE: "profile",
    TERRITORY: "department",
    HEAD_COUNT: "head_count",
    SIRET: "siret",
    BOTH_DAYS: "both_days",
}
"""Subject of a rule → key of the question that answers it."""
ROOM = 300


def facts_of(questions: Mapping[str, Question], values: Mapping[str, Any]) -> ScreeningFacts:
    """From visible ``questions`` and their ``values``, both by key. Explanations are in French, as the questions."""

    def text(subject: str) -> str | None:
        value = values.get(KEYS[subject])
        return value if isinstance(value, str) else None

    with translation.override("fr"):
        words = {
            subject: kinds.readable(questions[key], values.get(key))[:ROOM]
            for subject, key in KEYS.items()
            if key in questions
        }
    return ScreeningFacts(
        values={
            PROFILE: text(PROFILE),
            HEAD_COUNT: text(HEAD_COUNT),
            TERRITORY: department_code(text(TERRITORY)),
        },
        words=words,
        has_siret=bool(number_of(values.get(KEYS[SIRET]))),
        both_days=values.get(KEYS[BOTH_DAYS]) is True,
        subjects=frozenset(words),
    )

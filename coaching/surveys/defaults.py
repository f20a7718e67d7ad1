"""The questions that are ready for each kind of survey: the files of ``ready/``, in French and in English."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from accelerator.questionnaires.builder import SectionSpec, Spec
from accelerator.questionnaires.spec_files import read_questions, read_spec
from coaching.surveys.enums import SurveyKind
from programmes.defaults.indicators import ASK_CONFIDENCE_AGAIN, ASK_STAGE_AGAIN

FILES = Path(__file__).parent / "ready"
SHARED = read_questions(FILES / "shared.toml")
QUOTE_UNNAMED = SHARED["quote_unnamed"]
READY: dict[SurveyKind, Spec] = {
    kind: read_spec(
        FILES / f"{kind.value}.toml", {**SHARED, "confidence": ASK_CONFIDENCE_AGAIN, "stage": ASK_STAGE_AGAIN}
    )
    for kind in SurveyKind
}
HELD_BY_THE_PLAN = frozenset(
    {"actions", "blockers", "needs", "need_urgency", "wished_partner", "need_details"}
)
"""Rows of the plan say these, and the project confirms them: asked only where an organiser adds them."""


def list_ready_sections(kind: SurveyKind) -> Spec:
    """The questions that are ready for a survey of this kind, page by page."""
    return READY[kind]


def default_spec(kind: SurveyKind, *, anonymous: bool = False) -> Spec:
    """What a survey of this kind asks first. An anonymous one quotes nobody by name."""
    held = HELD_BY_THE_PLAN if kind == SurveyKind.SYNTHESIS else frozenset()
    sections = [_adapt(section, held, anonymous=anonymous) for section in READY[kind]]
    return [section for section in sections if section.questions]


def _adapt(section: SectionSpec, left_out: Collection[str], *, anonymous: bool) -> SectionSpec:
    questions = [
        QUOTE_UNNAMED if anonymous and question.key == QUOTE_UNNAMED.key else question
        for question in section.questions
        if question.key not in left_out
    ]
    return replace(section, questions=tuple(questions))

"""The questions that are ready for each wave: the files of ``ready/``, in French and in English."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from accelerator.questionnaires.builder import SectionSpec, Spec, read_questions, read_spec
from coaching.surveys.enums import SurveyKind, Wave, list_fixed_waves
from programmes.defaults import INDICATOR_QUESTIONS

FILES = Path(__file__).parent / "ready"
SHARED = read_questions(FILES / "shared.toml")
QUOTE_UNNAMED = SHARED["quote_unnamed"]
ELSEWHERE = {
    **SHARED,
    **read_questions(FILES / "follow_up.toml"),
    "confidence": INDICATOR_QUESTIONS["confidence_again"],
    "stage": INDICATOR_QUESTIONS["stage_again"],
}


def _name(wave: Wave) -> str:
    """The name of the file of a wave: free surveys share one."""
    return wave.kind.value if wave.kind == SurveyKind.FREE else wave.slug


READY: dict[str, Spec] = {
    name: read_spec(FILES / f"{name}.toml", ELSEWHERE)
    for name in map(_name, [*list_fixed_waves(), Wave(SurveyKind.FREE)])
}
IN_THE_PLAN = frozenset({"actions", "blockers", "needs", "need_urgency", "wished_partner", "need_details"})
"""Left out by default, since the project confirms these on the rows of its plan. An organiser may add them."""


def list_ready_sections(wave: Wave) -> Spec:
    """The default questions of this wave, page by page."""
    return READY[_name(wave)]


def make_default_spec(wave: Wave, *, anonymous: bool = False) -> Spec:
    """The default form of this wave. An anonymous survey asks no consent to be quoted by name."""
    left_out = IN_THE_PLAN if wave.kind == SurveyKind.SYNTHESIS else frozenset()
    sections = [_adapt(section, left_out, anonymous=anonymous) for section in list_ready_sections(wave)]
    return [section for section in sections if section.questions]


def _adapt(section: SectionSpec, left_out: Collection[str], *, anonymous: bool) -> SectionSpec:
    questions = [
        QUOTE_UNNAMED if anonymous and question.key == QUOTE_UNNAMED.key else question
        for question in section.questions
        if question.key not in left_out
    ]
    return replace(section, questions=tuple(questions))

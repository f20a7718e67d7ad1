"""The default form as pieces: pages and questions that an organiser adds ready-made, with their fixed keys."""

from accelerator.questionnaires.builder import QuestionSpec, SectionSpec
from programmes.defaults.application_form import SPEC

READY_PAGES: dict[str, SectionSpec] = {section.questions[0].key: section for section in SPEC}
"""By the key of their first question."""
READY_QUESTIONS: dict[str, QuestionSpec] = {
    question.key: question for section in SPEC for question in section.questions
}
NEEDED_KEYS = (
    "title",
    "summary",
    "structure_name",
    "siret",
    "profile",
    "head_count",
    "department",
    "holder_name",
    "holder_email",
    "both_days",
    "rules_accepted",
)
"""Answers that lists, filters, checks and public pages read under these keys."""

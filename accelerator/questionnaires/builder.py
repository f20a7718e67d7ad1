"""Write a questionnaire as data and publish it; what was published is read back as data.

A spec is a sequence of :class:`SectionSpec`, each with its questions, in the order they are asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.db import transaction

from accelerator.questionnaires.conditions import check_conditions
from accelerator.questionnaires.enums import AnswerAudience, QuestionKind
from accelerator.questionnaires.errors import ConditionsRefused
from accelerator.questionnaires.models import Question, Questionnaire, Revision, Section
from accelerator.web.localised import Localised


@dataclass(frozen=True)
class QuestionSpec:
    """One question; ``key`` stays the same from revision to revision. ``options``: see :class:`Question`."""

    key: str
    kind: QuestionKind
    label_fr: str
    label_en: str = ""
    label = Localised("label")
    help_fr: str = ""
    help_en: str = ""
    required: bool = False
    max_length: int | None = None
    audience: AnswerAudience = AnswerAudience.JURY
    options: Mapping[str, Any] = field(default_factory=dict)
    min_length: int | None = None
    show_if: Mapping[str, Any] = field(default_factory=dict)
    indicator: str = ""


@dataclass(frozen=True)
class SectionSpec:
    title_fr: str
    title_en: str = ""
    title = Localised("title")
    intro_fr: str = ""
    intro_en: str = ""
    questions: Sequence[QuestionSpec] = ()


Spec = Sequence[SectionSpec]


def choice(value: str, label_fr: str, label_en: str = "") -> dict[str, str]:
    """One choice of a single or multiple question."""
    return {"value": value, "label_fr": label_fr, "label_en": label_en}


def choices(*items: Mapping[str, str], **more: object) -> dict[str, Any]:
    """The options of a question with choices."""
    return {"choices": [dict(item) for item in items], **more}


@transaction.atomic
def publish(spec: Spec, *, name: str, at: datetime) -> Revision:
    """A new questionnaire and its first revision, published. Side effects: their rows.

    Raises ConditionsRefused when a question depends on one that cannot show it.
    """
    revision = Revision.objects.create(questionnaire=Questionnaire.objects.create(name=name), number=1)
    problems = check_conditions(build_questions(revision, spec))
    if problems:
        raise ConditionsRefused(problems)
    revision.published_at = at
    revision.save(update_fields=["published_at"])
    return revision


def build_questions(revision: Revision, spec: Spec) -> list[Question]:
    """Write the pages and the questions of a spec in an empty revision; returns the questions in order. 4 queries."""
    sections = Section.objects.bulk_create(
        Section(
            revision=revision, position=position, title_fr=part.title_fr, title_en=part.title_en,
            intro_fr=part.intro_fr, intro_en=part.intro_en,
        )
        for position, part in enumerate(spec, start=1)
    )  # fmt: skip
    questions = [
        Question(revision=revision, section=section, position=position, **_read_fields(question))
        for section, part in zip(sections, spec, strict=True)
        for position, question in enumerate(part.questions, start=1)
    ]
    return Question.objects.bulk_create(questions)


def spec_of(revision: Revision) -> list[SectionSpec]:
    """The spec a revision was built from: the start of the next one. 2 queries."""
    parts: dict[int, list[QuestionSpec]] = {}
    for question in revision.questions.order_by("section__position", "position"):
        parts.setdefault(question.section_id, []).append(QuestionSpec(**_read_fields(question)))
    return [
        SectionSpec(
            title_fr=section.title_fr, title_en=section.title_en, intro_fr=section.intro_fr,
            intro_en=section.intro_en, questions=tuple(parts.get(section.pk, ())),
        )
        for section in revision.sections.order_by("position")
    ]  # fmt: skip


def _read_fields(question: QuestionSpec | Question) -> dict[str, Any]:
    values = {field.name: getattr(question, field.name) for field in fields(QuestionSpec)}
    values |= {"kind": QuestionKind(question.kind), "audience": AnswerAudience(question.audience)}
    return values | {"options": dict(question.options), "show_if": dict(question.show_if)}

"""Write a questionnaire as data and publish it; what was published is read back as data.

A spec is a sequence of :class:`SectionSpec`, each with its questions, in the order they are asked. A file of TOML holds
one: ``[[sections]]``, each with its ``[[sections.questions]]``: the fields of a :class:`QuestionSpec`, its ``options``
as a table or as the name of a table ``[options.…]`` of the file; or ``same_as``, a question of another file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction

from accelerator.data_files import DataError, build, read_toml
from accelerator.questionnaires.conditions import check_conditions
from accelerator.questionnaires.enums import AnswerAudience, QuestionKind
from accelerator.questionnaires.errors import ConditionsRefused
from accelerator.questionnaires.models import Question, Questionnaire, Revision, Section
from accelerator.types import Values
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
    role: str = ""


@dataclass(frozen=True)
class SectionSpec:
    title_fr: str
    title_en: str = ""
    title = Localised("title")
    intro_fr: str = ""
    intro_en: str = ""
    questions: Sequence[QuestionSpec] = ()


Spec = Sequence[SectionSpec]


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


def _read_fields(question: QuestionSpec | Question) -> Values:
    values = {field.name: getattr(question, field.name) for field in fields(QuestionSpec)}
    values |= {"kind": QuestionKind(question.kind), "audience": AnswerAudience(question.audience)}
    return values | {"options": dict(question.options), "show_if": dict(question.show_if)}


Table = Mapping[str, Any]

T = TypeVar("T")


def read_questions(path: Path) -> dict[str, QuestionSpec]:
    """A file of questions alone, by the name of their table. Raises :class:`DataError`."""
    table = read_toml(path, under=path.parent)
    return {name: build(QuestionSpec, content, f"{path.name}: {name}") for name, content in table.items()}


def read_spec(path: Path, elsewhere: Mapping[str, QuestionSpec]) -> tuple[SectionSpec, ...]:
    """``elsewhere``: what ``same_as`` may name. Raises :class:`DataError`, which names what does not fit."""
    table = read_toml(path, under=path.parent)
    options = table.get("options", {})
    sections = []
    for number, part in enumerate(table["sections"]):
        place = f"{path.name}: sections[{number}]"
        listed = part.pop("questions", [])
        questions = tuple(_read_question(question, options, elsewhere, place) for question in listed)
        sections.append(build(SectionSpec, part | {"questions": list(questions)}, place))
    return tuple(sections)


def _read_question(
    table: Table, options: Table, elsewhere: Mapping[str, QuestionSpec], place: str
) -> QuestionSpec:
    if "same_as" in table:
        return _find(elsewhere, table["same_as"], place)
    place = f"{place}: {table.get('key', '?')}"
    named = table.get("options")
    if isinstance(named, str):
        table = {**table, "options": _find(options, named, place)}
    return build(QuestionSpec, table, place)


def _find(items: Mapping[str, T], name: str, place: str) -> T:
    if name not in items:
        raise DataError(f"{place}: there is no {name}")
    return items[name]

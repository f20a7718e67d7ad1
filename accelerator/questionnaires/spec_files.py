"""A questionnaire written as a file of TOML, in French and in English, read as :mod:`builder` takes it.

``[[sections]]``, each with its ``[[sections.questions]]``: the fields of a :class:`QuestionSpec`, its ``options`` as a
table or as the name of a table ``[options.…]`` of the file; or ``same_as``, the name of a question of another file.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from accelerator.data_files import DataError, build, read_toml
from accelerator.questionnaires.builder import QuestionSpec, SectionSpec

Table = Mapping[str, Any]

T = TypeVar("T")


def read_questions(path: Path) -> dict[str, QuestionSpec]:
    """A file of questions alone, by the name of their table. Raises :class:`DataError`."""
    table = read_toml(path, under=path.parent)
    return {name: build(QuestionSpec, asked, f"{path.name}: {name}") for name, asked in table.items()}


def read_spec(path: Path, elsewhere: Mapping[str, QuestionSpec]) -> tuple[SectionSpec, ...]:
    """``elsewhere``: what ``same_as`` may name. Raises :class:`DataError`, which names what does not fit."""
    table = read_toml(path, under=path.parent)
    options = table.get("options", {})
    sections = []
    for number, part in enumerate(table["sections"]):
        place = f"{path.name}: sections[{number}]"
        asked = part.pop("questions", [])
        questions = tuple(_read_question(question, options, elsewhere, place) for question in asked)
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


def _find(known: Mapping[str, T], name: str, place: str) -> T:
    if name not in known:
        raise DataError(f"{place}: there is no {name}")
    return known[name]

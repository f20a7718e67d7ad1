"""Reads the files of ``data/`` into records; what does not fit is refused with the file and the key."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from coaching.demo.records import (
    ApplicationData,
    BodiesData,
    CallData,
    CommentsData,
    EditionData,
    PersonData,
    ProgrammeData,
)
from coaching.demo.two_days import DrawnData, PlanData

Record = TypeVar("Record")
DATA = Path(__file__).parent / "data"


class DataError(Exception):
    """A file of the demo does not say what it should."""


@cache
def read_programme() -> ProgrammeData:
    return build(ProgrammeData, read_toml(DATA / "programme.toml"), "programme.toml")


@cache
def read_call() -> CallData:
    return build(CallData, read_toml(DATA / "call.toml"), "call.toml")


@cache
def read_people() -> tuple[PersonData, ...]:
    """Everybody but the holders, who come with their applications."""
    people = read_toml(DATA / "people.toml").get("people")
    return convert(people, tuple[PersonData, ...], "people.toml: people")


@cache
def read_bodies() -> BodiesData:
    return build(BodiesData, read_toml(DATA / "bodies.toml"), "bodies.toml")


@cache
def read_comments() -> CommentsData:
    return build(CommentsData, read_toml(DATA / "comments.toml"), "comments.toml")


@cache
def read_edition(folder: str) -> EditionData:
    """The edition of this folder of ``data/`` with its applications, whose keys are the names of their files."""
    applications = [
        build(ApplicationData, {"key": path.stem, **read_toml(path)}, f"{folder}/{path.name}")
        for path in (DATA / folder / "applications").glob("*.toml")
    ]
    applications.sort(key=lambda application: application.number)
    table = {**read_toml(DATA / folder / "edition.toml"), "applications": applications}
    return build(EditionData, table, f"{folder}/edition.toml")


@cache
def read_drawn(folder: str) -> dict[str, DrawnData]:
    """The timelines and pitches of an edition, by the key of the application."""
    paths = sorted((DATA / folder / "canvases").glob("*.toml"))
    return {
        path.stem: build(DrawnData, {"key": path.stem, **read_toml(path)}, f"{folder}/canvases/{path.name}")
        for path in paths
    }


@cache
def read_plans(folder: str) -> dict[str, PlanData]:
    """The maps, ideas and plans of an edition, by the key of the application."""
    paths = sorted((DATA / folder / "plans").glob("*.toml"))
    return {path.stem: build(PlanData, read_toml(path), f"{folder}/plans/{path.name}") for path in paths}


def read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise DataError(f"{path.relative_to(DATA)}: {problem}") from problem


def build(record: type[Record], table: Mapping[str, Any], place: str) -> Record:
    """A ``record`` from a table of TOML. Raises :class:`DataError`, which names ``place`` and the key."""
    kinds, needed = fields_of(record)  # type: ignore[arg-type]  # a class is hashable
    for problem, names in (("missing", needed - table.keys()), ("unknown", table.keys() - kinds.keys())):
        if names:
            raise DataError(f"{place}: {problem} {', '.join(sorted(names))}")
    values = {name: convert(value, kinds[name], f"{place}: {name}") for name, value in table.items()}
    try:
        return record(**values)
    except ValueError as problem:
        raise DataError(f"{place}: {problem}") from problem


@cache
def fields_of(record: Any) -> tuple[dict[str, Any], set[str]]:
    """The types of a record's fields by name, and the names of those that have no default."""
    needed = {
        field.name
        for field in fields(record)
        if field.default is MISSING and field.default_factory is MISSING
    }
    return get_type_hints(record), needed


def convert(value: Any, kind: Any, place: str) -> Any:
    """A value of TOML as a field of type ``kind`` holds it: texts folded, arrays as tuples, tables as records."""
    if NoneType in get_args(kind):  # optional: TOML has no null, so what is there is the other type
        [kind] = set(get_args(kind)) - {NoneType}
    outer = get_origin(kind) or kind
    if is_dataclass(outer) and isinstance(outer, type) and isinstance(value, dict):
        return build(outer, value, place)
    if outer is tuple and isinstance(value, list):
        return tuple(
            convert(item, get_args(kind)[0], f"{place}[{number}]") for number, item in enumerate(value)
        )
    if outer is dict and isinstance(value, dict):
        return {key: convert(item, get_args(kind)[1], f"{place}.{key}") for key, item in value.items()}
    if not isinstance(value, outer) or (outer is int and isinstance(value, bool)):
        raise DataError(f"{place} is not {outer.__name__}: {value!r}")
    return fold(value) if outer is str else value


def fold(text: str) -> str:
    """Lines joined into paragraphs; an empty line parts two."""
    return "\n\n".join(
        re.sub(r" *\n *", " ", part.strip(" \n")) for part in re.split(r"\n\s*\n", text)
    ).strip()

"""Reads files of data into records; what does not fit is refused with the file and the key."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from accelerator.types import Values

Record = TypeVar("Record")


class DataError(Exception):
    """A file of data has not the expected content."""


def read_toml(path: Path, *, under: Path) -> Values:
    """``under``: the folder from which an error names the file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise DataError(f"{path.relative_to(under)}: {problem}") from problem


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
def fields_of(record: Any) -> tuple[dict[str, object], set[str]]:
    """The types of a record's fields by name, and the names of those that have no default."""
    needed = {
        field.name
        for field in fields(record)
        if field.default is MISSING and field.default_factory is MISSING
    }
    return get_type_hints(record), needed


def convert(value: object, kind: Any, place: str) -> Any:
    """A value of TOML converted for a field of type ``kind``: texts folded, arrays as tuples, tables as records."""
    if NoneType in get_args(kind):  # optional: TOML has no null, so what is there is the other type
        [kind] = set(get_args(kind)) - {NoneType}
    outer = get_origin(kind) or kind
    if is_dataclass(outer) and isinstance(outer, type) and isinstance(value, dict):
        return build(outer, value, place)
    if outer in (tuple, Sequence) and isinstance(value, list):
        return tuple(
            convert(item, get_args(kind)[0], f"{place}[{number}]") for number, item in enumerate(value)
        )
    if outer is dict and isinstance(value, dict):
        return {key: convert(item, get_args(kind)[1], f"{place}.{key}") for key, item in value.items()}
    if issubclass(outer, Enum) and value in list(outer):
        return outer(value)
    if not isinstance(value, outer) or (outer is int and isinstance(value, bool)):
        raise DataError(f"{place} is not {outer.__name__}: {value!r}")
    return join_lines(value) if outer is str else value


def join_lines(text: str) -> str:
    """Lines joined into paragraphs; an empty line parts two."""
    return "\n\n".join(
        re.sub(r" *\n *", " ", part.strip(" \n")) for part in re.split(r"\n\s*\n", text)
    ).strip()

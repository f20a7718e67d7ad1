"""Départements, however people write them."""

import re
from functools import lru_cache

from accelerator.companies.departments import DEPARTMENTS
from accelerator.companies.territories import REGIONS, code_of
from accelerator.web.search import normalise

_BETWEEN = re.compile(r"[,;\n]")


@lru_cache(maxsize=1)
def _list_searched_names() -> dict[str, str]:
    return {code: normalise(name) for code, name in DEPARTMENTS.items()}


def department_code(text: object) -> str | None:
    """« Calvados », « 14 » and « calvados (14) » are all 14."""
    return code_of(normalise(text), _list_searched_names()) if isinstance(text, str) else None


def department_name(code: str) -> str:
    """« Calvados » for 14; the code itself when there is none such."""
    return DEPARTMENTS.get(code, code)


def read_departments(text: str) -> tuple[list[str], list[str]]:
    """The codes that a list names, in their order, and its words that name none: « 14, Manche, Bretagne ».

    Separated by commas, semicolons or lines; codes alone, by blanks too. A region stands for its départements.
    """
    codes: set[str] = set()
    unknown: list[str] = []
    for piece in filter(None, (part.strip() for part in _BETWEEN.split(text))):
        found = _codes_of(piece)
        codes.update(found)
        if not found:
            unknown.append(piece)
    return sorted(codes), unknown


def _codes_of(piece: str) -> list[str]:
    words = piece.upper().split()
    if all(word in DEPARTMENTS for word in words):
        return words
    if region := _list_searched_regions().get(normalise(piece)):
        return region.split()
    code = department_code(piece)
    return [code] if code else []


@lru_cache(maxsize=1)
def _list_searched_regions() -> dict[str, str]:
    return {normalise(name): codes for name, codes in REGIONS.items()}

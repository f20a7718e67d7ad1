"""The départements and regions of France, and how to recognise them in what people typed."""

import re
from functools import lru_cache
from pathlib import Path

from accelerator.data_files import read_toml
from accelerator.web.search import normalise

_FILE = Path(__file__).with_suffix(".toml")
_TABLES: dict[str, dict[str, str]] = read_toml(_FILE, under=_FILE.parent)
DEPARTMENTS, REGIONS = _TABLES["departments"], _TABLES["regions"]
"""Code → name; region → codes of its départements."""


def code_of(words: str, names: dict[str, str]) -> str | None:
    """The code of the département named in ``words``; ``None`` when none, or several, could be meant.

    ``words`` and the values of ``names`` (code → name) are written as searches write them: lower case, no accent,
    blanks between words. The longest name wins, so that « val de marne » is not the Marne.
    """
    exact = [code for code, name in names.items() if words in (name, code.lower())]
    if exact:
        return exact[0]
    padded = f" {words} "
    named = sorted((name for name in names.values() if f" {name} " in padded), key=len, reverse=True)
    if named:
        rest = [name for name in named[1:] if name not in named[0]]
        return None if rest else next(code for code, name in names.items() if name == named[0])
    codes = [code for code in names if f" {code.lower()} " in padded]
    return codes[0] if len(codes) == 1 else None


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
        codes_of_piece = _list_codes(piece)
        codes.update(codes_of_piece)
        if not codes_of_piece:
            unknown.append(piece)
    return sorted(codes), unknown


def _list_codes(piece: str) -> list[str]:
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

"""Départements, however people write them."""

from functools import lru_cache
from typing import Any

from accelerator.companies.departments import DEPARTMENTS
from accelerator.web.search import normalise
from projects.application.territories import code_of


@lru_cache(maxsize=1)
def _list_searched_names() -> dict[str, str]:
    return {code: normalise(name) for code, name in DEPARTMENTS.items()}


def department_code(text: Any) -> str | None:
    """« Calvados », « 14 » and « calvados (14) » are all 14."""
    return code_of(normalise(text), _list_searched_names()) if isinstance(text, str) else None

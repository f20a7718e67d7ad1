"""What written answers are for the site, whatever the key of their question: their codes, by name."""

from collections.abc import Mapping

from django.utils.functional import Promise

Words = str | Promise

_names: dict[str, Words] = {}


def register_roles(names: Mapping[str, Words]) -> None:
    """Register the names of the roles of questions, by code."""
    _names.update(names)


def name_role(code: str) -> str:
    return str(_names.get(code, code))

"""Pieces of sentences joined in the language of the reader."""

from collections.abc import Iterable

from django.utils.translation import get_language


def clause_separator() -> str:
    """What stands between two clauses: French sets a space before a semicolon, English does not."""
    return " ; " if (get_language() or "fr").startswith("fr") else "; "


def join_clauses(clauses: Iterable[str]) -> str:
    return clause_separator().join(clauses)


def lower_first(label: str) -> str:
    """A label inside a sentence: « un appui RH », its capitals kept but the first; "HR support" as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]

"""Texts in the language of the reader: those written in French and in English, clauses joined into a sentence."""

from collections.abc import Iterable
from typing import Self, overload

from django.utils.translation import get_language


class Localised:
    """Reads ``<name>_en`` for an English reader when it is filled in, else ``<name>_fr``.

    >>> class Criterion(models.Model):
    ...     label_fr = models.CharField(max_length=200)
    ...     label_en = models.CharField(max_length=200, blank=True)
    ...     label = Localised("label")
    """

    def __init__(self, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type | None = None) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type | None = None) -> str: ...

    def __get__(self, instance: object, owner: type | None = None) -> Self | str:
        if instance is None:
            return self
        if (get_language() or "fr").startswith("en"):
            english: str = getattr(instance, f"{self.name}_en")
            if english:
                return english
        french: str = getattr(instance, f"{self.name}_fr")
        return french


def clause_separator() -> str:
    """The separator of two clauses: French sets a space before a semicolon, English does not."""
    return " ; " if (get_language() or "fr").startswith("fr") else "; "


def join_clauses(clauses: Iterable[str]) -> str:
    return clause_separator().join(clauses)


def lower_first(label: str) -> str:
    """A label inside a sentence: « un appui RH », with its capitals except the first; "HR support" as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]

"""« Other » beside the choices of a list: a box or a radio, and the words that go with it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.widgets import ChoiceWidget
from django.utils.datastructures import MultiValueDict

from accelerator.questionnaires.models import Question

OTHER = "__other__"
"""What the box of « other » sends; no choice of an organiser may be called so."""


def allows_other(question: Question) -> bool:
    return bool(question.options.get("other"))


def other_words(value: object) -> str | None:
    """The words of an « other » answer; ``None`` for a choice of the list."""
    if isinstance(value, Mapping) and set(value) == {"other"}:
        words = value["other"]
        return words if isinstance(words, str) else ""
    return None


def merge_other(values: list[str], words: str) -> list[Any]:
    """What a browser sent, with the words in the place of the box. Words without any ticked box tick it."""
    if words.strip() and not values:
        values = [OTHER]
    return [{"other": words} if value == OTHER else value for value in values]


class _WithOther(ChoiceWidget):
    """Reads the words beside the choices, from ``<name>.other``; shows the box ticked for a stored answer."""

    def value_from_datadict(
        self, data: Any, files: MultiValueDict[str, UploadedFile], name: str
    ) -> list[Any]:
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return merge_other(values if isinstance(values, list) else [values], data.get(f"{name}.other") or "")

    def format_value(self, value: object) -> list[str]:
        given = value if isinstance(value, list | tuple) else [value]
        return [
            OTHER if other_words(value) is not None else str(value)
            for value in given
            if value not in (None, "")
        ]


class RadioChoices(_WithOther, forms.RadioSelect):
    """One choice."""


class TickedChoices(_WithOther, forms.CheckboxSelectMultiple):
    """Several choices."""

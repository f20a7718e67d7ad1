"""Answers that are chosen among a list."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.widgets import ChoiceWidget
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _, gettext_lazy

from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.kinds.base import Kind, as_list, in_language, read_single_text, within
from accelerator.questionnaires.models import Question
from accelerator.spreadsheet import Cell, as_text
from accelerator.table_import import split_choices
from accelerator.text import clean_line
from accelerator.types import Values
from accelerator.web.forms import TICK
from accelerator.web.search import normalise

OTHER = "__other__"
"""What the box of « other » sends; no choice of an organiser may be called so."""
LONGEST_OTHER = 200
MOST_LISTED = 5
"""Choices that are named when the answer of a cell is none of them."""


def allows_other(question: Question) -> bool:
    return bool(question.options.get("other"))


def other_words(value: object) -> str | None:
    """The words of an « other » answer; ``None`` for a choice of the list."""
    if isinstance(value, Mapping) and set(value) == {"other"}:
        words = value["other"]
        return words if isinstance(words, str) else ""
    return None


def merge_other(values: list[str], words: str) -> list[object]:
    """What a browser sent, with the words in the place of the box. Words without any ticked box tick it."""
    if words.strip() and not values:
        values = [OTHER]
    return [{"other": words} if value == OTHER else value for value in values]


class _WithOther(ChoiceWidget):
    """Reads the words beside the choices, from ``<name>.other``; shows the box ticked for a stored answer."""

    def value_from_datadict(
        self, data: Any, files: MultiValueDict[str, UploadedFile], name: str
    ) -> list[object]:
        values = data.getlist(name) if hasattr(data, "getlist") else data.get(name, [])
        return merge_other(values if isinstance(values, list) else [values], data.get(f"{name}.other") or "")

    def format_value(self, value: object) -> list[str]:
        return [
            OTHER if other_words(item) is not None else str(item)
            for item in as_list(value)
            if item not in (None, "")
        ]


class RadioChoices(_WithOther, forms.RadioSelect):
    """One choice."""


class TickedChoices(_WithOther, forms.CheckboxSelectMultiple):
    """Several choices."""


class _Choices(Kind):
    """Among a list and, with the option ``other``, a few words of one's own: ``{"other": words}``."""

    is_closed = True
    has_choices = True
    editor_fields = ("choices_text", "other")

    def choices(self, question: Question) -> list[tuple[str, str]]:
        choices = [
            (str(choice["value"]), in_language(choice, "label") or str(choice["value"]))
            for choice in question.options.get("choices", ())
        ]
        return [*choices, (OTHER, _("Autre"))] if allows_other(question) else choices

    def read_choices(self, question: Question, raw: object) -> list[object]:
        """What was ticked, as it is stored, in the order of the list. AnswerRefused outside the list."""
        labels = dict(self.choices(question))
        choices: Values = {}
        for item in as_list(raw):
            words = other_words(item)
            value = OTHER if words is not None else read_single_text(item)
            if value == OTHER:
                choices[OTHER] = {"other": within(clean_line(words or ""), LONGEST_OTHER)}
            elif value:
                choices[value] = value
        if not set(choices) <= set(labels):
            raise AnswerRefused(_("Choisissez parmi les réponses de la liste."))
        return [choices[value] for value in labels if value in choices]

    def codes(self, value: object) -> list[str]:
        return [OTHER if other_words(item) is not None else str(item) for item in as_list(value)]

    def from_cell(self, question: Question, cell: Cell, names: Mapping[str, str]) -> list[object]:
        """Choices by their labels in every language, or by themselves."""
        text, names = as_text(cell), {**names, **values_by_name(question.options.get("choices", ()))}
        pieces = split_choices(text, names, ", ") if self.takes_several else [text]
        return [names.get(normalise(piece)) or self._read_other(question, piece) for piece in pieces]

    def _read_other(self, question: Question, text: str) -> dict[str, str]:
        if not allows_other(question):
            labels = [label for _code, label in self.choices(question)]
            listed = ", ".join(f"« {label} »" for label in labels[:MOST_LISTED])
            raise AnswerRefused(
                _("« %(words)s » n’est pas une des réponses proposées : %(known)s")
                % {"words": text[:80], "known": listed + (", …" if len(labels) > MOST_LISTED else ".")}
            )
        for start in ("Autre :", "Autre\N{NO-BREAK SPACE}:", "Other:"):
            text = text.removeprefix(start)
        return {"other": text.strip()}

    def in_words(self, question: Question, value: object) -> str:
        words = other_words(value)
        if words is not None:
            return _("Autre : %(words)s") % {"words": words} if words else _("Autre")
        choices = question.options.get("choices", ())
        label = next((in_language(c, "label") for c in choices if str(c["value"]) == str(value)), "")
        return label or str(value)

    def list_search_texts(self, question: Question, value: object) -> Iterable[str]:
        """The labels of what was chosen, in both languages, and the words of « other »."""
        labels = {
            str(choice["value"]): (choice.get("label_fr"), choice.get("label_en"))
            for choice in question.options.get("choices", ())
        }
        for item in as_list(value):
            words = other_words(item)
            yield from filter(None, labels.get(str(item), ()) if words is None else (words,))

    def is_complete(self, question: Question, value: object) -> bool:
        return any(other_words(item) != "" for item in as_list(value))


def values_by_name(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The value of each choice or row, by its labels and by itself."""
    return {
        normalise(str(text)): str(row["value"])
        for row in rows
        for text in (row.get("label_en"), row.get("label_fr"), row["value"])
        if text
    }


class Single(_Choices):
    cell_help = gettext_lazy("Une de ces réponses : %(choices)s")
    is_rated = True

    def adapt(self, value: object) -> object:
        return value[0] if isinstance(value, list) and len(value) == 1 else value

    def clean(self, question: Question, raw: object) -> object:
        # Several radios cannot be ticked: of what a forger sends, the last one counts, as for any text.
        return next(iter(self.read_choices(question, as_list(raw)[-1:])), None)

    def readable(self, question: Question, value: object) -> str:
        return self.in_words(question, value)

    def widget(self, question: Question) -> forms.Widget:
        return RadioChoices(attrs=TICK, choices=self.choices(question))


class Multiple(_Choices):
    cell_help = gettext_lazy("Une ou plusieurs de ces réponses, séparées par « ; » : %(choices)s")
    takes_several = True
    is_wide = True
    compared_by = "items"

    def adapt(self, value: object) -> object:
        return as_list(value)

    def accept(self, question: Question, value: object) -> object:
        return [item for item in as_list(value) if self._takes(question, [item])] or None

    def clean(self, question: Question, raw: object) -> list[object] | None:
        return self.read_choices(question, raw) or None

    def readable(self, question: Question, value: object) -> str:
        return ", ".join(self.in_words(question, item) for item in as_list(value))

    def widget(self, question: Question) -> forms.Widget:
        return TickedChoices(attrs=TICK, choices=self.choices(question))

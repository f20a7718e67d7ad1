"""Answers that are chosen: among a list, on a scale, yes or no."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.widgets import ChoiceWidget
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.hygiene import clean_line
from accelerator.questionnaires.kinds.base import Kind, in_language, one_text, within
from accelerator.questionnaires.models import Question
from accelerator.spreadsheet import Cell, as_text
from accelerator.table_import import read_yes_or_no, split_choices
from accelerator.types import Values
from accelerator.web.forms import TICK
from accelerator.web.search import normalise

NOT_APPLICABLE = "na"
OTHER = "__other__"
"""What the box of « other » sends; no choice of an organiser may be called so."""
LONGEST_OTHER = 200
LONGEST_SCALE = 21
MOST_LISTED = 5
"""Choices that are named when the answer of a cell is none of them."""
ENDS = ("label_min_fr", "label_min_en", "label_max_fr", "label_max_en")


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


class _Choices(Kind):
    """Among a list and, with the option ``other``, a few words of one's own: ``{"other": words}``."""

    is_closed = True
    has_choices = True
    editor_fields = ("choices_text", "other")

    def choices(self, question: Question) -> list[tuple[str, str]]:
        shown = [
            (str(choice["value"]), in_language(choice, "label") or str(choice["value"]))
            for choice in question.options.get("choices", ())
        ]
        return [*shown, (OTHER, _("Autre"))] if allows_other(question) else shown

    def read_choices(self, question: Question, raw: Any) -> list[Any]:
        """What was ticked, as it is stored, in the order of the list. AnswerRefused outside the list."""
        known = dict(self.choices(question))
        given: Values = {}
        for item in raw if isinstance(raw, list | tuple) else [raw]:
            words = other_words(item)
            value = OTHER if words is not None else one_text(item)
            if value == OTHER:
                given[OTHER] = {"other": within(clean_line(words or ""), LONGEST_OTHER)}
            elif value:
                given[value] = value
        if not set(given) <= set(known):
            raise AnswerRefused(_("Choisissez parmi les réponses de la liste."))
        return [given[value] for value in known if value in given]

    def codes(self, value: Any) -> list[str]:
        chosen: list[Any] = value if isinstance(value, list) else [value]
        return [OTHER if other_words(item) is not None else str(item) for item in chosen]

    def from_cell(self, question: Question, cell: Cell, names: Mapping[str, str]) -> list[Any]:
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

    def in_words(self, question: Question, value: Any) -> str:
        words = other_words(value)
        if words is not None:
            return _("Autre : %(words)s") % {"words": words} if words else _("Autre")
        choices = question.options.get("choices", ())
        label = next((in_language(c, "label") for c in choices if str(c["value"]) == str(value)), "")
        return label or str(value)

    def list_search_texts(self, question: Question, value: Any) -> Iterable[str]:
        """The labels of what was chosen, in both languages, and the words of « other »."""
        labels = {
            str(choice["value"]): (choice.get("label_fr"), choice.get("label_en"))
            for choice in question.options.get("choices", ())
        }
        for item in value if isinstance(value, list) else [value]:
            words = other_words(item)
            yield from filter(None, labels.get(str(item), ()) if words is None else (words,))

    def is_complete(self, question: Question, value: Any) -> bool:
        return any(other_words(item) != "" for item in (value if isinstance(value, list) else [value]))


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

    def adapt(self, value: Any) -> Any:
        return value[0] if isinstance(value, list) and len(value) == 1 else value

    def clean(self, question: Question, raw: Any) -> Any:
        # Several radios cannot be ticked: of what a forger sends, the last one counts, as for any text.
        last = raw[-1:] if isinstance(raw, list | tuple) else [raw]
        return next(iter(self.read_choices(question, last)), None)

    def readable(self, question: Question, value: Any) -> str:
        return self.in_words(question, value)

    def widget(self, question: Question) -> forms.Widget:
        return RadioChoices(attrs=TICK, choices=self.choices(question))


class Multiple(_Choices):
    cell_help = gettext_lazy("Une ou plusieurs de ces réponses, séparées par « ; » : %(choices)s")
    takes_several = True
    is_wide = True
    compared_by = "items"

    def adapt(self, value: Any) -> Any:
        return value if isinstance(value, list) else [value]

    def accept(self, question: Question, value: Any) -> Any:
        return [item for item in value if self._takes(question, [item])] or None

    def clean(self, question: Question, raw: Any) -> list[Any] | None:
        return self.read_choices(question, raw) or None

    def readable(self, question: Question, value: Any) -> str:
        return ", ".join(self.in_words(question, item) for item in value)

    def widget(self, question: Question) -> forms.Widget:
        return TickedChoices(attrs=TICK, choices=self.choices(question))


class Scale(Kind):
    """A whole number from ``min`` to ``max``, or ``"na"`` where the question allows it."""

    is_closed = is_scale = is_rated = True
    editor_fields: tuple[str, ...] = ("scale_min", "scale_max", "not_applicable", *ENDS)
    cell_help = gettext_lazy("Un niveau de l’échelle")
    lowest, highest = 1, 5

    def levels(self, question: Question) -> range:
        lowest = int(question.options.get("min", self.lowest))
        highest = int(question.options.get("max", self.highest))
        return range(lowest, max(lowest, min(highest, lowest + LONGEST_SCALE - 1)) + 1)

    def ends(self, question: Question) -> tuple[str, str]:
        """The words of the lowest and of the highest level; often none."""
        return in_language(question.options, "label_min"), in_language(question.options, "label_max")

    def choices(self, question: Question) -> list[tuple[str, str]]:
        """The levels; the words of their ends are said once, before them."""
        levels = self.countable(question)
        apart = [(NOT_APPLICABLE, _("Non concerné"))] if question.options.get("not_applicable") else []
        return levels + apart

    def countable(self, question: Question) -> list[tuple[str, str]]:
        return [(str(level), str(level)) for level in self.levels(question)]

    def ends_in_words(self, question: Question) -> str:
        """« 1 : pas utile · 5 : très utile »."""
        levels, (lowest, highest) = self.levels(question), self.ends(question)
        said = [(levels[0], lowest), (levels[-1], highest)]
        return " · ".join(
            _("%(level)s : %(words)s") % {"level": n, "words": words} for n, words in said if words
        )

    def clean(self, question: Question, raw: Any) -> int | str | None:
        value = one_text(raw)
        if not value:
            return None
        if value not in dict(self.choices(question)):
            raise AnswerRefused(_("Choisissez un niveau de l’échelle."))
        return value if value == NOT_APPLICABLE else int(value)

    def readable(self, question: Question, value: Any) -> str:
        if value == NOT_APPLICABLE:
            return _("Non concerné")
        return _("%(level)s sur %(highest)s") % {"level": value, "highest": self.levels(question)[-1]}

    def from_cell(self, question: Question, cell: Cell, names: Mapping[str, str]) -> Any:
        return read_level(as_text(cell))

    def initial(self, question: Question, value: Any) -> Any:
        return None if value is None else str(value)

    def widget(self, question: Question) -> forms.Widget:
        return forms.RadioSelect(attrs=TICK, choices=self.choices(question))


def read_level(text: str) -> str:
    """« 3 sur 5 », « 3 – utile »."""
    if normalise(text) in {"non concerne", "not applicable", "na"}:
        return NOT_APPLICABLE
    return text.split(" ", 1)[0].split("–", 1)[0].strip()


class Recommendation(Scale):
    """Would you recommend it, from 0 to 10."""

    editor_fields = ENDS
    cell_help = gettext_lazy("Un nombre de 0 à 10")
    lowest, highest = 0, 10

    def levels(self, question: Question) -> range:
        return range(self.lowest, self.highest + 1)

    def ends(self, question: Question) -> tuple[str, str]:
        low, high = super().ends(question)
        return low or _("pas du tout"), high or _("tout à fait")


class YesNo(Kind):
    """Two radios; with the option ``must_accept``, one box whose absence is no answer."""

    is_closed = True
    editor_fields = ("must_accept",)
    cell_help = gettext_lazy("oui ou non")
    _WORDS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "0": False}

    def clean(self, question: Question, raw: Any) -> bool | None:
        value = one_text(raw).lower()
        if not value:
            return None
        if value not in self._WORDS:
            raise AnswerRefused(_("Répondez par oui ou par non."))
        answer = self._WORDS[value]
        return (answer or None) if question.options.get("must_accept") else answer

    def choices(self, question: Question) -> list[tuple[str, str]]:
        return self.countable(question)[: 1 if question.options.get("must_accept") else 2]

    def countable(self, question: Question) -> list[tuple[str, str]]:
        return [("yes", _("Oui")), ("no", _("Non"))]

    def codes(self, value: Any) -> list[str]:
        return ["yes" if value else "no"]

    def readable(self, question: Question, value: Any) -> str:
        return _("Oui") if value else _("Non")

    def from_cell(self, question: Question, cell: Cell, names: Mapping[str, str]) -> str:
        return "yes" if read_yes_or_no(as_text(cell)) else "no"

    def initial(self, question: Question, value: Any) -> Any:
        if question.options.get("must_accept"):
            return bool(value)
        return {True: "yes", False: "no"}.get(value)

    def widget(self, question: Question) -> forms.Widget:
        if question.options.get("must_accept"):
            return forms.CheckboxInput(attrs=TICK)
        return forms.RadioSelect(attrs=TICK, choices=self.choices(question))

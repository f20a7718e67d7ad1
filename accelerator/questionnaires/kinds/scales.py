"""Answers on a scale, for one thing or for several; yes or no."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.kinds.base import Kind, as_list, in_language, read_single_text
from accelerator.questionnaires.kinds.choices import values_by_name
from accelerator.questionnaires.models import Question
from accelerator.spreadsheet import Cell, as_text
from accelerator.table_import import read_yes_or_no
from accelerator.types import Values
from accelerator.web.forms import TICK
from accelerator.web.search import normalise

NOT_APPLICABLE = "na"


LONGEST_SCALE = 21


ENDS = ("label_min_fr", "label_min_en", "label_max_fr", "label_max_en")


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
        """The levels, after the words of both ends."""
        levels = self.countable(question)
        apart = [(NOT_APPLICABLE, _("Non concerné"))] if question.options.get("not_applicable") else []
        return levels + apart

    def countable(self, question: Question) -> list[tuple[str, str]]:
        return [(str(level), str(level)) for level in self.levels(question)]

    def ends_in_words(self, question: Question) -> str:
        """« 1 : pas utile · 5 : très utile »."""
        levels, (lowest, highest) = self.levels(question), self.ends(question)
        ends = [(levels[0], lowest), (levels[-1], highest)]
        return " · ".join(
            _("%(level)s : %(words)s") % {"level": n, "words": words} for n, words in ends if words
        )

    def clean(self, question: Question, raw: object) -> int | str | None:
        value = read_single_text(raw)
        if not value:
            return None
        if value not in dict(self.choices(question)):
            raise AnswerRefused(_("Choisissez un niveau de l’échelle."))
        return value if value == NOT_APPLICABLE else int(value)

    def readable(self, question: Question, value: object) -> str:
        if value == NOT_APPLICABLE:
            return _("Non concerné")
        return _("%(level)s sur %(highest)s") % {"level": value, "highest": self.levels(question)[-1]}

    def from_cell(self, question: Question, cell: Cell, names: Mapping[str, str]) -> object:
        return read_level(as_text(cell))

    def initial(self, question: Question, value: object) -> object:
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

    def clean(self, question: Question, raw: object) -> bool | None:
        value = read_single_text(raw).lower()
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

    def codes(self, value: object) -> list[str]:
        return ["yes" if value else "no"]

    def readable(self, question: Question, value: object) -> str:
        return _("Oui") if value else _("Non")

    def from_cell(self, question: Question, cell: Cell, names: Mapping[str, str]) -> str:
        return "yes" if read_yes_or_no(as_text(cell)) else "no"

    def initial(self, question: Question, value: object) -> object:
        if question.options.get("must_accept"):
            return bool(value)
        return self.codes(value)[0] if isinstance(value, bool) else None

    def widget(self, question: Question) -> forms.Widget:
        if question.options.get("must_accept"):
            return forms.CheckboxInput(attrs=TICK)
        return forms.RadioSelect(attrs=TICK, choices=self.choices(question))


SEPARATOR = "="


class Rows(forms.Widget):
    """A group of radios for each row, named ``<name>.<row>``; each radio sends ``row=level``."""

    use_fieldset = True
    template_name = ""  # rendered by the question's own template, row by row

    def __init__(self, rows: list[tuple[str, str]], levels: list[tuple[str, str]]) -> None:
        super().__init__()
        self.rows, self.levels = rows, levels

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        levels = (data.get(f"{name}.{row}") for row, _label in self.rows)
        return [text for text in levels if text]

    def value_omitted_from_data(self, data: object, files: object, name: str) -> bool:
        return False  # radios send nothing while none is ticked

    def subwidgets(self, name: str, value: object, attrs: object = None) -> Iterator[Any]:
        return iter(())

    def groups(self, name: str, value: object, ident: str) -> Iterator[tuple[str, list[Values]]]:
        """Each row's label and its radios, for ``ui/choices.html``."""
        by_row = as_levels(value)
        for row, label in self.rows:
            levels = [(f"{row}{SEPARATOR}{level}", words) for level, words in self.levels]
            chosen = f"{row}{SEPARATOR}{by_row[row]}" if row in by_row else None
            radios = forms.RadioSelect(TICK, choices=levels)
            yield label, list(radios.subwidgets(f"{name}.{row}", chosen, {"id": f"{ident}_{row}"}))


def as_levels(raw: object) -> dict[str, str]:
    """``{row: level}`` in texts, from ``row=level`` texts or from a stored value."""
    if isinstance(raw, Mapping):
        return {str(row): "" if level is None else str(level) for row, level in raw.items()}
    pairs = (text.partition(SEPARATOR) for text in as_list(raw) if isinstance(text, str) and text)
    return {row: level for row, _sign, level in pairs}


class Matrix(Scale):
    """A grid of rows rated on one scale. ``{row: level}``: a whole number, or ``"na"``; rows without an answer are
    left out.
    """

    has_rows = True
    is_scale = is_rated = False
    is_wide = True
    compared_by = "lines"
    editor_fields = ("rows_text", *Scale.editor_fields)
    cell_help = gettext_lazy("Une « ligne : niveau » par ligne de la cellule")

    def rows(self, question: Question) -> list[tuple[str, str]]:
        return [
            (str(row["value"]), in_language(row, "label") or str(row["value"]))
            for row in question.options.get("rows", ())
        ]

    def clean(self, question: Question, raw: object) -> dict[str, int | str] | None:  # type: ignore[override]
        by_row = {row: level for row, level in as_levels(raw).items() if level}
        rows = [row for row, _label in self.rows(question)]
        if not set(by_row) <= set(rows):
            raise AnswerRefused(_("Répondez aux lignes de la grille."))
        scale = super().clean
        levels = {row: scale(question, by_row[row]) for row in rows if row in by_row}
        return {row: level for row, level in levels.items() if level is not None} or None

    def accept(self, question: Question, value: object) -> object:
        levels = value if isinstance(value, Mapping) else {}
        rows = {row: level for row, level in levels.items() if self._takes(question, {row: level})}
        return rows or None

    def is_complete(self, question: Question, value: object) -> bool:
        return isinstance(value, Mapping) and all(row in value for row, _label in self.rows(question))

    def readable(self, question: Question, value: object) -> str:
        scale = super().readable
        levels = value if isinstance(value, Mapping) else {}
        lines = [(label, levels.get(row)) for row, label in self.rows(question)]
        return "\n".join(
            _("%(row)s : %(level)s") % {"row": label, "level": scale(question, level)}
            for label, level in lines
            if level is not None
        )

    def initial(self, question: Question, value: object) -> list[str]:
        """The value as the radios of the grid send it."""
        return [f"{row}{SEPARATOR}{level}" for row, level in as_levels(value).items()]

    def from_cell(self, question: Question, cell: Cell, names: Mapping[str, str]) -> list[str]:
        """One « ligne : niveau » on each line of the cell."""
        rows, levels = values_by_name(question.options.get("rows", ())), []
        for part in filter(str.strip, as_text(cell).replace(";", "\n").splitlines()):
            label, _colon, level = part.rpartition(":")
            if normalise(label) not in rows:
                raise AnswerRefused(
                    _("écrivez une « ligne : niveau » à la fois, avec les lignes de la question.")
                )
            levels.append(f"{rows[normalise(label)]}{SEPARATOR}{read_level(level.strip())}")
        return levels

    def widget(self, question: Question) -> forms.Widget:
        return Rows(self.rows(question), self.choices(question))

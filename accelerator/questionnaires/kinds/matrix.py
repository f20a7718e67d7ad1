"""One scale asked for several things: a grid on a wide screen, one scale after the other on a phone."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.kinds.base import in_language
from accelerator.questionnaires.kinds.choices import Scale, read_level, values_by_name
from accelerator.questionnaires.models import Question
from accelerator.spreadsheet import Cell, as_text
from accelerator.web.forms import TICK
from accelerator.web.search import normalise

SEPARATOR = "="


class Rows(forms.Widget):
    """A group of radios for each row, named ``<name>.<row>``; each radio sends ``row=level``."""

    use_fieldset = True
    template_name = ""  # drawn by the question's own template, row by row

    def __init__(self, rows: list[tuple[str, str]], levels: list[tuple[str, str]]) -> None:
        super().__init__()
        self.rows, self.levels = rows, levels

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        found = (data.get(f"{name}.{row}") for row, _label in self.rows)
        return [text for text in found if text]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False  # radios say nothing while none is ticked

    def subwidgets(self, name: str, value: Any, attrs: Any = None) -> Iterator[Any]:
        return iter(())

    def groups(self, name: str, value: Any, ident: str) -> Iterator[tuple[str, Iterator[Any]]]:
        """Each row's label and what its radios are drawn from."""
        given = as_levels(value)
        for row, label in self.rows:
            levels = [(f"{row}{SEPARATOR}{level}", words) for level, words in self.levels]
            chosen = f"{row}{SEPARATOR}{given[row]}" if row in given else None
            radios = forms.RadioSelect(TICK, choices=levels)
            yield label, radios.subwidgets(f"{name}.{row}", chosen, {"id": f"{ident}_{row}"})


def as_levels(raw: Any) -> dict[str, str]:
    """``{row: level}`` in texts, from ``row=level`` texts or from a stored value."""
    if isinstance(raw, Mapping):
        return {str(row): "" if level is None else str(level) for row, level in raw.items()}
    texts = raw if isinstance(raw, list | tuple) else [raw]
    pairs = (text.partition(SEPARATOR) for text in texts if isinstance(text, str) and text)
    return {row: level for row, _sign, level in pairs}


class Matrix(Scale):
    """``{row: level}``: a whole number, or ``"na"``; rows without an answer are left out."""

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

    def clean(self, question: Question, raw: Any) -> dict[str, int | str] | None:  # type: ignore[override]
        given = {row: level for row, level in as_levels(raw).items() if level}
        rows = [row for row, _label in self.rows(question)]
        if not set(given) <= set(rows):
            raise AnswerRefused(_("Répondez aux lignes de la grille."))
        scale = super().clean
        levels = {row: scale(question, given[row]) for row in rows if row in given}
        return {row: level for row, level in levels.items() if level is not None} or None

    def accept(self, question: Question, value: Any) -> Any:
        rows = {row: level for row, level in value.items() if self._takes(question, {row: level})}
        return rows or None

    def is_complete(self, question: Question, value: Any) -> bool:
        return isinstance(value, Mapping) and all(row in value for row, _label in self.rows(question))

    def readable(self, question: Question, value: Any) -> str:
        scale = super().readable
        given = value if isinstance(value, Mapping) else {}
        lines = [(label, given.get(row)) for row, label in self.rows(question)]
        return "\n".join(
            _("%(row)s : %(level)s") % {"row": label, "level": scale(question, level)}
            for label, level in lines
            if level is not None
        )

    def initial(self, question: Question, value: Any) -> list[str]:
        """As its radios send it."""
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

"""A table to import: its columns are found by their titles, its problems have a row and a column."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Literal

import xlsxwriter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _, override

from accelerator.spreadsheet import UNCOMPUTED, Cell, SheetRow, as_csv_text, as_text, may_be_formula
from accelerator.types import Values
from accelerator.web.search import normalise

MOST_PROBLEMS = 500
"""Those that are stored and displayed; all are counted."""
ERRORS = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"}
YES, NO = {"oui", "o", "yes", "y", "vrai", "true", "x", "1"}, {"non", "n", "no", "faux", "false", "0"}
MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def normalise_in_every_language(*texts: "str | Promise") -> set[str]:
    """The spreadsheet may be written in another language than the page is read in."""
    names = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            names |= {normalise(str(text)) for text in texts}
    return names


@dataclass(frozen=True)
class TableColumn:
    """A column of an imported table. ``names`` are the normalised titles it is recognised by. A required value is one
    that each new row must have; ``absence``: what a missing column means, in words.
    """

    key: str
    label: "str | Promise"
    names: frozenset[str] = frozenset()
    required: bool = False
    absence: Literal["accepted", "noted", "refused"] = "accepted"
    help: "str | Promise" = ""
    width: int = 24


@dataclass(frozen=True)
class TableProblem:
    """Something in the file; ``blocking`` if nothing is imported while it is there."""

    row: int
    column: str
    text: str
    blocking: bool = True


@dataclass
class CheckedTable:
    """What importing would do: ``new`` and ``changed`` are the rows that the importer writes, ``same`` counts the
    rest."""

    new: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    same: int = 0
    problems: list[TableProblem] = field(default_factory=list)

    def add(self, row: int, column: "TableColumn | str", text: object, *, blocking: bool = True) -> None:
        label = str(column.label) if isinstance(column, TableColumn) else column
        text = str(text)
        self.problems.append(TableProblem(row, label, text[:1].upper() + text[1:], blocking))

    @property
    def blocking_count(self) -> int:
        return sum(problem.blocking for problem in self.problems)

    def list_first_problems(self) -> list[Values]:
        """What blocks comes first, row by row."""
        first = sorted(self.problems, key=lambda problem: (not problem.blocking, problem.row))
        return [asdict(problem) for problem in first[:MOST_PROBLEMS]]


def match_columns(
    head: SheetRow, columns: Iterable[TableColumn], checked: CheckedTable
) -> dict[int, TableColumn]:
    """The column at each place of the first row; adds the problems of the titles."""
    columns = list(columns)
    by_name = {name: column for column in columns for name in column.names}
    places: dict[int, TableColumn] = {}
    for place, cell in enumerate(head.cells):
        title = as_text(cell)
        column = by_name.get(normalise(title))
        if column and column in places.values():
            checked.add(head.number, str(column.label), _("Cette colonne est là deux fois."))
        elif column:
            places[place] = column
        elif title:
            text = _("Colonne inconnue : elle est laissée de côté.")
            checked.add(head.number, title[:80], text, blocking=False)
    for column in columns:
        if column.absence != "accepted" and column not in places.values():
            is_refused = column.absence == "refused"
            checked.add(head.number, column, _("Cette colonne manque."), blocking=is_refused)
    return places


def ensure_computed(cell: Cell) -> None:
    """Raises ``ValidationError`` for a formula without its result, and for one that failed."""
    if cell == UNCOMPUTED:
        raise ValidationError(
            _("Cette cellule est une formule dont le fichier ne garde pas le résultat : mettez-y la valeur.")
        )
    if cell in ERRORS:
        raise ValidationError(_("La cellule contient une erreur de calcul."))


def read_yes_or_no(text: str) -> bool:
    """Raises ``ValidationError``."""
    answer = normalise(text)
    if answer not in YES | NO:
        raise ValidationError(_("Écrivez « oui » ou « non »."))
    return answer in YES


def split_choices(text: str, names: Mapping[str, str], comma: str = ",") -> list[str]:
    """The choices of a cell, parted by semicolons, lines, and by commas where no choice of ``names`` has one."""
    pieces: list[str] = []
    for part in text.replace("\n", ";").split(";"):
        pieces += [part] if normalise(part) in names else part.split(comma)
    return [piece.strip() for piece in pieces if piece.strip()]


Rows = Iterable[Sequence[str | int | date | None]]


def write_table(
    kind: str, title: str, columns: Sequence[TableColumn], rows: Rows = (), *, frozen: int = 1
) -> bytes:
    """``xlsx`` or ``csv``: the shape that an import takes; without rows, the table to fill in.

    What people typed never becomes a formula. CSV is UTF-8 with a byte order mark and semicolons: what a French
    spreadsheet opens without asking.
    """
    if kind == "csv":
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, delimiter=";")
        writer.writerow([str(column.label) for column in columns])
        writer.writerows([as_csv_text(cell) for cell in row] for row in rows)
        return stream.getvalue().encode("utf-8-sig")
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, {**options, "default_date_format": "dd/mm/yyyy"}) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        quoted = book.add_format({"quote_prefix": True})
        table, guide = book.add_worksheet(title), book.add_worksheet(_("Mode d’emploi"))
        table.freeze_panes(1, frozen)
        table.write_row(0, 0, [str(column.label) for column in columns], head)
        for place, width in enumerate((40, 14, 80)):
            guide.set_column(place, place, width)
        guide.write_row(0, 0, (_("Colonne"), _("Obligatoire"), _("Ce qu’elle attend")), head)
        for place, column in enumerate(columns):
            table.set_column(place, place, column.width)
            cells = str(column.label), _("oui") if column.required else "", str(column.help)
            guide.write_row(place + 1, 0, cells, wrapped)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                is_risky = isinstance(cell, str) and may_be_formula(cell)
                table.write(number, place, cell, quoted if is_risky else None)
    return content.getvalue()

"""A table of dossiers as a file: XLSX or CSV, written row by row, in constant memory.

What people typed never becomes a formula: a spreadsheet runs a text that starts with ``=``. In XLSX such a text is a
text cell marked as quoted, unchanged; CSV knows no such mark, so an apostrophe goes before it.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from django.utils.translation import gettext as _

from accelerator.spreadsheet import may_be_formula
from projects.exchange.exports import workbook
from projects.exchange.exports.cells import Cell
from projects.exchange.exports.columns import ExportColumn


def write_csv(path: Path, columns: Sequence[ExportColumn], rows: Iterable[Sequence[Cell]]) -> None:
    """UTF-8 with a byte order mark and semicolons: what a French Excel opens without asking."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow([plain_text(str(column.label)) for column in columns])
        writer.writerows([plain_text(cell) for cell in row] for row in rows)


def plain_text(cell: Cell) -> str:
    """A cell of a CSV file; what a spreadsheet would run has an apostrophe before it."""
    match cell:
        case None:
            return ""
        case str():
            return f"'{cell}" if may_be_formula(cell) else cell
        case datetime():
            return f"{cell:%d/%m/%Y %H:%M}"
        case date():
            return f"{cell:%d/%m/%Y}"
        case float():
            return str(cell).replace(".", ",")
    return str(cell)


def write_xlsx(
    path: Path,
    columns: Sequence[ExportColumn],
    rows: Iterable[Sequence[Cell]],
    *,
    about: Sequence[tuple[str, str]],
) -> None:
    """One sheet of dossiers, and a second one that says what it is: pairs of ``about``."""
    workbook.write(
        path,
        [str(column.label) for column in columns],
        [column.width for column in columns],
        rows,
        title=_("Dossiers"),
        about=(_("À propos"), about),
    )

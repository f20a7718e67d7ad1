"""A table of dossiers as a file: XLSX or CSV, written row by row, in constant memory.

What people typed never becomes a formula: a spreadsheet runs a text that starts with ``=``. In XLSX such a text is a
text cell marked as quoted, unchanged; CSV knows no such mark, so an apostrophe goes before it.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from projects.exports.columns import Cell, Column

FORMULA_SIGNS = frozenset("=+-@\t\r＝＋－＠")
LONGEST_CELL = 32_767
"""Characters that Excel takes in a cell; it drops a longer text altogether."""
_CUT = "… [texte coupé]"


def may_be_formula(text: str) -> bool:
    """Whether a spreadsheet may run the text: some look past the blanks before the sign."""
    first = text[:1]
    return first in FORMULA_SIGNS or (first.isspace() and text.lstrip()[:1] in FORMULA_SIGNS)


def write_csv(path: Path, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
    """UTF-8 with a byte order mark and semicolons: what a French Excel opens without asking."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow([_plain(str(column.label)) for column in columns])
        writer.writerows([_plain(cell) for cell in row] for row in rows)


def _plain(cell: Cell) -> str:
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
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    title: str,
    about: Sequence[tuple[str, str]] = (),
) -> None:
    """One sheet of dossiers, its header frozen, and a second one that says what it is: pairs of ``about``."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(str(title)[:31])
        styles = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "quoted": book.add_format({"quote_prefix": True}),
            "moment": book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            "day": book.add_format({"num_format": "dd/mm/yyyy"}),
        }
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width)
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, str(column.label), styles["head"])
        last = 0
        for last, row in enumerate(rows, start=1):
            _write_row(sheet, last, row, styles)
        if columns:
            sheet.autofilter(0, 0, last, len(columns) - 1)
        if about:
            _write_about(book, about, styles)


def _write_row(sheet: Any, number: int, row: Sequence[Cell], styles: dict[str, Any]) -> None:
    for place, cell in enumerate(row):
        if cell is None or cell == "":
            continue
        if isinstance(cell, str):
            text = cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL - len(_CUT)] + _CUT
            if may_be_formula(text):
                sheet.write_string(number, place, text, styles["quoted"])
            else:
                sheet.write_string(number, place, text)
        elif isinstance(cell, datetime):
            sheet.write_datetime(number, place, cell, styles["moment"])
        elif isinstance(cell, date):
            sheet.write_datetime(number, place, datetime(cell.year, cell.month, cell.day), styles["day"])  # noqa: DTZ001
        else:
            sheet.write_number(number, place, cell)


def _write_about(book: Any, about: Sequence[tuple[str, str]], styles: dict[str, Any]) -> None:
    sheet = book.add_worksheet("À propos")
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 70)
    for number, (label, text) in enumerate(about):
        sheet.write_string(number, 0, label, styles["head"])
        sheet.write_string(number, 1, text, styles["quoted"] if may_be_formula(text) else None)

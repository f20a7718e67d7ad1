"""A table as a file: XLSX or CSV, written row by row, in constant memory.

What people typed never becomes a formula: in XLSX it is a text marked as quoted; in CSV, an apostrophe goes before it.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from django.utils.translation import gettext as _

from accelerator.spreadsheet import as_csv_text, may_be_formula

LONGEST_CELL = 32_767
"""Characters that Excel takes in a cell."""
CUT = "… [texte coupé]"
FIRST_CERTAIN_DAY = (1900, 3, 1)
"""Excel believes that 1900 was a leap year."""
Cell = str | int | float | date | datetime | None


def write_csv(path: Path, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """UTF-8 with a byte order mark and semicolons: what a French Excel opens without asking."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(map(as_csv_text, headings))
        writer.writerows(map(as_csv_text, row) for row in rows)


def write_xlsx(
    path: Path,
    headings: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[Cell]],
    *,
    title: str,
    about: Sequence[tuple[str, str]],
) -> None:
    """One sheet called ``title``, its headings frozen, and a second one that says what it is: pairs of ``about``."""
    options = {"constant_memory": True, "remove_timezone": True, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(path, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        quoted = book.add_format({"quote_prefix": True})
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet, page = book.add_worksheet(title[:31]), book.add_worksheet(_("À propos"))
        sheet.freeze_panes(1, 1)
        for place, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading, head)
        number = 0
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, date) and cell.timetuple()[:3] < FIRST_CERTAIN_DAY:
                    cell = as_csv_text(cell)
                if isinstance(cell, str):
                    text = cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL - len(CUT)] + CUT
                    sheet.write_string(number, place, text, quoted if may_be_formula(text) else None)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, moment if isinstance(cell, datetime) else day)
                elif cell is not None:
                    sheet.write_number(number, place, cell)
        sheet.autofilter(0, 0, max(1, number), max(0, len(headings) - 1))
        page.set_column(0, 0, 28)
        page.set_column(1, 1, 70)
        for number, (label, text) in enumerate(about):
            page.write_string(number, 0, label, head)
            page.write_string(number, 1, text, quoted if may_be_formula(text) else None)

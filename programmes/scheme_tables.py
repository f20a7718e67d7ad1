"""A spreadsheet of support schemes, of the shape that an import takes; empty, it is the one to fill in.

What people typed never becomes a formula: in XLSX it is a text marked as quoted, in CSV an apostrophe goes before it.
"""

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from accelerator.spreadsheet import may_be_formula
from programmes.models import SupportScheme
from programmes.scheme_columns import COLUMNS

FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def write_table(schemes: Iterable[SupportScheme], kind: str) -> bytes:
    """The file, ``xlsx`` or ``csv``. Reads the organisation of each."""
    rows = ([column.write(scheme) for column in COLUMNS] for scheme in schemes)
    return _write_xlsx(rows) if kind == "xlsx" else _write_csv(rows)


def _write_csv(rows: Iterable[list[Any]]) -> bytes:
    """UTF-8 with a byte order mark and semicolons: what a French spreadsheet opens without asking."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow([str(column.label) for column in COLUMNS])
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _plain(cell: str | int | date | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and may_be_formula(text) else text


def _write_xlsx(rows: Iterable[list[Any]]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        quoted = book.add_format({"quote_prefix": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        table, guide = book.add_worksheet(_("Dispositifs")), book.add_worksheet(_("Mode d’emploi"))
        table.freeze_panes(1, 2)
        for place, column in enumerate(COLUMNS):
            table.set_column(place, place, column.width)
            table.write_string(0, place, str(column.label), head)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    table.write_string(number, place, cell, quoted if may_be_formula(cell) else None)
                elif isinstance(cell, date):
                    table.write_datetime(number, place, cell, day)
                elif cell is not None:
                    table.write_number(number, place, cell)
        _write_guide(guide, head, wrapped)
    return content.getvalue()


def _write_guide(guide: Any, head: Any, wrapped: Any) -> None:
    guide.set_column(0, 0, 32)
    guide.set_column(1, 1, 14)
    guide.set_column(2, 2, 80)
    for place, title in enumerate((_("Colonne"), _("Obligatoire"), _("Ce qu’elle attend"))):
        guide.write_string(0, place, title, head)
    for number, column in enumerate(COLUMNS, start=1):
        guide.write_string(number, 0, str(column.label), wrapped)
        guide.write_string(number, 1, _("oui") if column.required else "", wrapped)
        guide.write_string(number, 2, str(column.expects), wrapped)

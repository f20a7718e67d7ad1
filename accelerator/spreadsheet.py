"""Read a spreadsheet that somebody uploads: XLSX or CSV, within limits, row by row.

``openpyxl`` parses with ``defusedxml`` where it is installed, and so refuses a workbook that declares entities.
"""

import csv
import io
import math
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from django.utils.translation import gettext as _

from accelerator.transitions import TransitionRefused

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 500
MOST_TAGS = 2_500_000
"""Of XML in the whole workbook; the largest table that is read, with all its cells filled in, has fewer."""
MOST_ROW_TAGS = 200_000
"""Of XML too, blank rows among them: openpyxl reads rows that repeat a number without end."""
LARGEST_STYLES = 2 * 1024 * 1024
MOST_ROWS = 2000
MOST_COLUMNS = 200
LONGEST_CELL = 40_000
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ROW = re.compile(rb"<(?:[^\s<>/:]+:)?row[\s/>]")
_FORMULA = re.compile(rb"<f[\s>]")
_QUOTED = ("'=", "'+", "'-", "'@", "'\t", "'\r")
"""An apostrophe that our own exports put before what a spreadsheet would run."""
UNCOMPUTED = "#FORMULA!"
"""Marks a formula without a stored result: a program wrote the file, and no spreadsheet has opened it."""
FORMULA_SIGNS = frozenset("=+-@\t\r＝＋－＠")

Cell = str | int | float | bool | None
"""What JSON can store; dates are texts: « 2026-12-31 », « 2026-12-31 09:30 »."""


class Unreadable(TransitionRefused):
    """The file cannot be read; ``message`` is for people, with what to do."""


@dataclass(frozen=True)
class SheetRow:
    """A row that is not blank; ``number`` is the one people see beside it, 1 being the headings."""

    number: int
    cells: Sequence[Cell]


def read(content: bytes, *, most_rows: int = MOST_ROWS) -> Iterator[SheetRow]:
    """The rows that are not blank, headings included. Raises :class:`Unreadable`, also midway: past ``most_rows``."""
    if not content.strip():
        raise Unreadable(_("Ce fichier est vide."))
    if len(content) > MOST_BYTES:
        raise Unreadable(_("Ce fichier pèse plus de 5 Mo : partagez-le en plusieurs."))
    if content.startswith(_OLD_EXCEL):
        message = _(
            "Ce fichier est dans un ancien format, ou protégé : enregistrez-le en XLSX, sans mot de passe."
        )
        raise Unreadable(message)
    if content.startswith(b"PK"):
        return _list_rows(_read_xlsx(content, most_rows), most_rows)
    if b"\x00" in content:
        raise Unreadable(_("Ce fichier n’est ni un classeur XLSX, ni un CSV."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return read_text(text, most_rows=most_rows)


def read_text(text: str, *, most_rows: int = MOST_ROWS) -> Iterator[SheetRow]:
    """The rows of a CSV, or of lines pasted from a spreadsheet, as :func:`read`."""
    return _list_rows(_read_csv(text, most_rows), most_rows)


def _list_rows(rows: Iterator[Sequence[object]], most_rows: int) -> Iterator[SheetRow]:
    for number, row in enumerate(rows, start=1):
        cells = [_clean_cell(cell) for cell in row]
        if any(cell not in (None, "") for cell in cells):
            if number > most_rows + 1:
                message = _("Ce tableau a plus de %(count)s lignes : partagez-le en plusieurs.")
                raise Unreadable(message % {"count": most_rows})
            yield SheetRow(number, cells)


def as_text(cell: Cell) -> str:
    """A cell as somebody would type it."""
    match cell:
        case None:
            return ""
        case bool():
            return "oui" if cell else "non"
        case float() if cell.is_integer():
            return str(int(cell))
    return str(cell)


def may_be_formula(text: str) -> bool:
    """Whether a spreadsheet may run the text as a formula; some of them ignore blanks before its first sign."""
    first = text[:1]
    return first in FORMULA_SIGNS or (first.isspace() and text.lstrip()[:1] in FORMULA_SIGNS)


def as_csv_text(cell: str | int | float | date | None) -> str:
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


def _clean_cell(value: object) -> Cell:
    match value:
        case str():
            text = value.replace("\x00", "").strip()[:LONGEST_CELL]
            return text[1:] if text.startswith(_QUOTED) else text
        case datetime() if value.time() != time.min:
            return value.isoformat(" ", "minutes")
        case datetime():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case float() if not math.isfinite(value):
            return str(value)
        case None | bool() | int() | float():
            return value
    return str(value)


def _read_xlsx(content: bytes, most_rows: int) -> Iterator[Sequence[object]]:
    has_formulas = _check_archive(content)
    try:
        rows = _read_first_sheet(content, most_rows, results=True)
        if not has_formulas:
            yield from rows
            return
        for row, formulas in zip(rows, _read_first_sheet(content, most_rows, results=False), strict=False):
            pairs = zip(row, formulas, strict=False)
            yield [UNCOMPUTED if cell is None and formula is not None else cell for cell, formula in pairs]
    except Exception:  # a broken workbook lets many kinds of errors out of openpyxl
        raise Unreadable(
            _("Ce fichier n’est pas un classeur XLSX lisible : ouvrez-le et enregistrez-le de nouveau.")
        ) from None


def _read_first_sheet(content: bytes, most_rows: int, *, results: bool) -> Iterator[Sequence[object]]:
    """The rows of the first sheet: the results of its formulas, or the formulas themselves."""
    import openpyxl

    book = openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, data_only=results, keep_links=False, rich_text=False
    )
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of its size may be wrong, or a trap
    return sheet.iter_rows(max_row=most_rows + 2, max_col=MOST_COLUMNS, values_only=True)


def _check_archive(content: bytes) -> bool:
    """Measure the parts of a workbook before anything is parsed; true when it has formulas."""
    tags, rows, has_formulas = 0, 0, False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sizes = {part.filename: part.file_size for part in archive.infolist()}
            is_large = (
                len(archive.infolist()) > MOST_PARTS
                or sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED
                or sizes.get("xl/styles.xml", 0) > LARGEST_STYLES
            )
            for part in () if is_large else archive.infolist():  # a sheet may have any name
                xml = archive.read(part).replace(b"\x00", b"")  # in UTF-16 too
                tags, rows = tags + xml.count(b"<"), rows + len(_ROW.findall(xml))
                has_formulas = has_formulas or bool(_FORMULA.search(xml))
    except Exception:  # broken archives let as many out of zipfile
        raise Unreadable(
            _("Ce fichier n’est pas un classeur XLSX lisible, ou il est protégé par un mot de passe.")
        ) from None
    if is_large or tags > MOST_TAGS or rows > MOST_ROW_TAGS:
        message = _("Ce classeur est trop gros une fois ouvert : ne gardez que la feuille à importer.")
        raise Unreadable(message)
    if "xl/workbook.xml" not in sizes:
        raise Unreadable(_("Ce fichier n’est pas un classeur XLSX."))
    return has_formulas


def _read_csv(text: str, most_rows: int) -> Iterator[Sequence[object]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max("\t;,", key=first.count))
    try:
        for row in islice(rows, most_rows + 2):
            yield row[:MOST_COLUMNS]
    except csv.Error:
        raise Unreadable(
            _("Ce fichier CSV n’est pas lisible : vérifiez ses guillemets, ou envoyez-le en XLSX.")
        ) from None

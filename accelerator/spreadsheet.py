"""Read a spreadsheet somebody sends: XLSX or CSV, within limits, row by row, and never more than was announced.

``openpyxl`` parses with ``defusedxml`` where it is installed, and so refuses a workbook that declares entities.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import IO, Any

from django.utils.translation import gettext as _

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 500
MOST_TAGS = 2_500_000
"""Of XML in the whole workbook; the largest table that is read, with all its cells filled in, has fewer."""
MOST_ROW_TAGS = 200_000
"""Of XML too, blank rows among them: those that claim a place which was taken are read through without end."""
LARGEST_STYLES = 2 * 1024 * 1024
MOST_ROWS = 2000
MOST_COLUMNS = 200
LONGEST_CELL = 40_000
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
PIECE, PIECE_OVERLAP = 1024 * 1024, 8
"""Bytes looked at together; the overlap is longer than a formula's tag."""
_ROW = re.compile(rb"<(?:[^\s<>/:]+:)?row[\s/>]")
_QUOTED = ("'=", "'+", "'-", "'@", "'\t", "'\r")
"""An apostrophe that our own exports put before what a spreadsheet would run."""

UNCOMPUTED = "#FORMULA!"
"""Stands for a formula whose result the file does not keep: a program wrote it, and no spreadsheet opened it."""

FORMULA_SIGNS = frozenset("=+-@\t\r＝＋－＠")

Cell = str | int | float | bool | date | datetime | None


class Unreadable(Exception):
    """The file cannot be read; ``message`` tells people what to do."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message


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
        raise Unreadable(
            _("Ce fichier est dans un ancien format, ou protégé : enregistrez-le en XLSX, sans mot de passe.")
        )
    rows = _xlsx(content, most_rows) if content.startswith(b"PK") else _csv(content, most_rows)
    for number, row in enumerate(rows, start=1):
        cells = [_cell(cell) for cell in row]
        if any(cell not in (None, "") for cell in cells):
            if number > most_rows + 1:
                raise Unreadable(
                    _("Ce tableau a plus de %(count)s lignes : partagez-le en plusieurs.")
                    % {"count": most_rows}
                )
            yield SheetRow(number, cells)


def as_text(cell: Cell) -> str:
    """A cell as somebody would type it."""
    match cell:
        case None:
            return ""
        case bool():
            return "oui" if cell else "non"
        case float():
            return str(int(cell)) if cell.is_integer() else str(cell)
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
    return str(cell)


def may_be_formula(text: str) -> bool:
    """Whether a spreadsheet may run the text: some look past the blanks before the sign."""
    first = text[:1]
    return first in FORMULA_SIGNS or (first.isspace() and text.lstrip()[:1] in FORMULA_SIGNS)


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        text = value.strip()
        if len(text) > LONGEST_CELL:
            text = text[:LONGEST_CELL]
        return text[1:] if text.startswith(_QUOTED) else text
    if value is None or isinstance(value, bool | int | float | date):
        return value
    return value.isoformat() if isinstance(value, time) else str(value)


def _xlsx(content: bytes, most_rows: int) -> Iterator[Sequence[Any]]:
    has_formulas = _check_archive(content)
    broken = Unreadable(
        _("Ce fichier n’est pas un classeur XLSX lisible : ouvrez-le et enregistrez-le de nouveau.")
    )
    try:
        rows = _rows_of(content, most_rows, results=True)
        if rows is None:
            raise broken
        written = _rows_of(content, most_rows, results=False) if has_formulas else None
        if written is None:
            yield from rows
            return
        for row, formulas in zip(rows, written, strict=False):
            yield [
                UNCOMPUTED if cell is None and formula is not None else cell
                for cell, formula in zip(row, formulas, strict=False)
            ]
    except Unreadable:
        raise
    except Exception:  # a broken workbook lets many kinds of errors out of openpyxl
        raise broken from None


def _rows_of(content: bytes, most_rows: int, *, results: bool) -> Iterator[Sequence[Any]] | None:
    """The rows of the first sheet: the results of its formulas, or the formulas themselves."""
    import openpyxl

    book = openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, data_only=results, keep_links=False, rich_text=False
    )
    sheet = next(iter(book.worksheets), None)
    if sheet is None:
        return None
    sheet.reset_dimensions()  # what the file says of its size may be wrong, or a trap
    rows: Iterator[Sequence[Any]] = sheet.iter_rows(
        max_row=most_rows + 2, max_col=MOST_COLUMNS, values_only=True
    )
    return rows


def _check_archive(content: bytes) -> bool:
    """Look at the archive's directory and measure its parts before anything is parsed; true when it holds formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            sizes = {part.filename: part.file_size for part in parts}
            if (
                len(parts) > MOST_PARTS
                or sum(part.file_size for part in parts) > MOST_UNPACKED
                or sizes.get("xl/styles.xml", 0) > LARGEST_STYLES
            ):
                raise _too_large()
            if "xl/workbook.xml" not in sizes:
                raise Unreadable(_("Ce fichier n’est pas un classeur XLSX."))
            tags, rows, has_formulas = 0, 0, False
            for part in parts:  # whatever it is called: a sheet may have any name
                with archive.open(part) as stream:
                    found, lines, formulas = _count_tags(stream)
                    tags, rows, has_formulas = tags + found, rows + lines, has_formulas or formulas
            if tags > MOST_TAGS or rows > MOST_ROW_TAGS:
                raise _too_large()
            return has_formulas
    except Unreadable:
        raise
    except Exception:  # broken archives let as many out of zipfile
        raise Unreadable(
            _("Ce fichier n’est pas un classeur XLSX lisible, ou il est protégé par un mot de passe.")
        ) from None


def _too_large() -> Unreadable:
    return Unreadable(_("Ce classeur est trop gros une fois ouvert : ne gardez que la feuille à importer."))


def _count_tags(stream: IO[bytes]) -> tuple[int, int, bool]:
    """How many tags a part holds, how many of them begin a row, and whether one is a formula."""
    tags, rows, has_formulas, before = 0, 0, False, b""
    while piece := stream.read(PIECE):
        tags += piece.count(b"<")
        seen = (before + piece).replace(b"\x00", b"")  # in UTF-16 too
        rows += sum(1 for _row in _ROW.finditer(seen))
        has_formulas = has_formulas or b"<f>" in seen or b"<f " in seen
        before = piece[-PIECE_OVERLAP:]
    return tags, rows, has_formulas


def _csv(content: bytes, most_rows: int) -> Iterator[Sequence[Any]]:
    text = _decode(content)
    first = text.split("\n", 1)[0]
    delimiter = max(";\t,", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in islice(rows, most_rows + 2):
            yield row[:MOST_COLUMNS]
    except csv.Error:
        raise Unreadable(
            _("Ce fichier CSV n’est pas lisible : vérifiez ses guillemets, ou envoyez-le en XLSX.")
        ) from None


def _decode(content: bytes) -> str:
    if b"\x00" in content:
        raise Unreadable(_("Ce fichier n’est ni un classeur XLSX, ni un CSV."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")

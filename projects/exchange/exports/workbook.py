"""An XLSX workbook of many rows, streamed.

XlsxWriter makes everything but the rows: styles, headings, the page that says what the file is. The rows go straight
into the archive, in the place of a specimen row, and are compressed lightly: for ten thousand dossiers that halves the
time of XlsxWriter's own ``constant_memory``, and writes nothing beside the file.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from accelerator.spreadsheet import may_be_formula
from projects.exchange.exports.cells import Cell

LONGEST_CELL = 32_767
"""Characters that Excel takes in a cell; it refuses a file with a longer text."""
CUT = "… [texte coupé]"
ROWS_TOGETHER = 200
_SHEET = "xl/worksheets/sheet1.xml"
_SPECIMEN = re.compile(r'<row r="2".*?</row>', re.DOTALL)
_STYLE = re.compile(r' s="(\d+)"')
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_FIRST_DAY = date(1899, 12, 30)
_FIRST_CERTAIN_DAY = date(1900, 3, 1)
"""Excel believes that 1900 was a leap year."""
Page = tuple[str, Sequence[tuple[str, str]]]


def write(
    path: Path,
    headings: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[Cell]],
    *,
    title: str,
    about: Page,
) -> None:
    """One sheet called ``title``, its headings frozen, and a second one, ``about``: its name and pairs of words."""
    skeleton = zipfile.ZipFile(_skeleton(headings, widths, title, about))
    sheet = skeleton.read(_SHEET).decode()
    specimen = _SPECIMEN.search(sheet)
    assert specimen is not None
    serialise = _Serialise(_STYLE.findall(specimen[0]), len(headings))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open(_SHEET, "w", force_zip64=True) as stream:
            stream.write(re.sub(r"<dimension [^>]*/>", "", sheet[: specimen.start()]).encode())
            last = _stream(stream, rows, serialise)
            stream.write(_to_row(last, sheet[specimen.end() :]).encode())
        for name in skeleton.namelist():
            if name != _SHEET:
                content = skeleton.read(name)
                archive.writestr(
                    name, _to_row(last, content.decode()) if name == "xl/workbook.xml" else content
                )


def _skeleton(headings: Sequence[str], widths: Sequence[int], title: str, about: Page) -> IO[bytes]:
    """The same workbook with a specimen row: a text that is quoted, a moment, a day."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(content, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        quoted = book.add_format({"quote_prefix": True})
        sheet, page = book.add_worksheet(title[:31]), book.add_worksheet(about[0][:31])
        sheet.freeze_panes(1, 1)
        for place, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, heading, head)
        sheet.autofilter(0, 0, 1, max(0, len(headings) - 1))
        moment = datetime(2018, 12, 13, 9, 30)  # noqa: DTZ001 (a workbook knows no time zone)
        sheet.write_string(1, 0, "=", quoted)
        for place, form in enumerate(("dd/mm/yyyy hh:mm", "dd/mm/yyyy"), start=1):
            sheet.write_datetime(1, place, moment, book.add_format({"num_format": form}))
        page.set_column(0, 0, 28)
        page.set_column(1, 1, 70)
        for number, (label, text) in enumerate(about[1]):
            page.write_string(number, 0, label, head)
            page.write_string(number, 1, text, quoted if may_be_formula(text) else None)
    content.seek(0)
    return content


def _stream(stream: IO[bytes], rows: Iterable[Sequence[Cell]], serialise: "_Serialise") -> int:
    """Write the rows, from the second one; returns the number of the last, the headings being 1."""
    numbered: Iterator[tuple[int, Sequence[Cell]]] = enumerate(rows, start=2)
    last = 1
    while together := list(islice(numbered, ROWS_TOGETHER)):
        stream.write("".join(serialise(number, row) for number, row in together).encode())
        last = together[-1][0]
    return last


def _to_row(last: int, xml: str) -> str:
    """The range of the filter, brought down to the last row."""
    xml = re.sub(r'(<autoFilter ref="[A-Z]+1:[A-Z]+)2"', rf'\g<1>{max(2, last)}"', xml)
    return re.sub(r"(!\$[A-Z]+\$1:\$[A-Z]+\$)2<", rf"\g<1>{max(2, last)}<", xml)


class _Serialise:
    """A row as XML. ``styles``: of a quoted text, a moment, a day."""

    def __init__(self, styles: Sequence[str], columns: int) -> None:
        self.quoted, self.moment, self.day = styles
        self.letters = [xl_col_to_name(place) for place in range(columns)]

    def __call__(self, number: int, row: Sequence[Cell]) -> str:
        cells = [
            self._cell(f"{letters}{number}", cell)
            for letters, cell in zip(self.letters, row, strict=True)
            if cell is not None and cell != ""
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _cell(self, at: str, cell: str | float | date) -> str:
        if isinstance(cell, str):
            style = f' s="{self.quoted}"' if may_be_formula(cell) else ""
            return f'<c r="{at}"{style} t="inlineStr"><is><t xml:space="preserve">{_text(cell)}</t></is></c>'
        if isinstance(cell, date):
            day = cell.date() if isinstance(cell, datetime) else cell
            if day < _FIRST_CERTAIN_DAY:
                return self._cell(at, f"{cell:%d/%m/%Y}")
            style = self.moment if isinstance(cell, datetime) else self.day
            return f'<c r="{at}" s="{style}"><v>{_serial(cell)}</v></c>'
        return f'<c r="{at}"><v>{cell!r}</v></c>'


def _serial(moment: date) -> str:
    """Days since the end of 1899, as Excel counts them."""
    days = (moment.date() if isinstance(moment, datetime) else moment) - _FIRST_DAY
    if not isinstance(moment, datetime):
        return str(days.days)
    midnight = datetime.combine(moment.date(), datetime.min.time(), tzinfo=UTC)
    return repr(days.days + (moment.replace(tzinfo=UTC) - midnight) / timedelta(days=1))


def _text(text: str) -> str:
    """Cut to what a cell holds; signs that XML has no way to write are named as Excel names them."""
    if len(text) > LONGEST_CELL:
        text = text[: LONGEST_CELL - len(CUT)] + CUT
    if "_x" in text:
        text = _LOOKS_ESCAPED.sub("_x005F_", text)
    if _NOT_XML.search(text):
        text = _NOT_XML.sub(lambda sign: f"_x{ord(sign[0]):04X}_", text)
    return escape(text)

"""Dossiers as a file: a table, an archive of attachments, a document."""

import csv
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from textwrap import shorten
from typing import Any, NamedTuple

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.questionnaires.models import Attachment
from accelerator.spreadsheet import as_csv_text, may_be_formula
from accelerator.text import clean_file_name
from accelerator.web.search import normalise
from projects.exchange.exports.reading import ExportedDossier

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


@dataclass(frozen=True)
class Worksheet:
    """A table of a workbook: ``widths`` in characters, ``rows`` read once."""

    title: str
    headings: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[Cell]]


def write_xlsx(
    path: Path,
    headings: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[Cell]],
    *,
    title: str,
    about: Sequence[tuple[str, str]],
) -> None:
    """One sheet called ``title``, and what :func:`write_workbook` adds."""
    write_workbook(path, [Worksheet(title, headings, widths, rows)], about=about)


def write_workbook(path: Path, sheets: Sequence[Worksheet], *, about: Sequence[tuple[str, str]]) -> None:
    """The sheets with their headings frozen, and a last one that says what it is: pairs of ``about``."""
    options = {"constant_memory": True, "remove_timezone": True, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(path, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        quoted = book.add_format({"quote_prefix": True})
        formats = _Formats(
            head,
            quoted,
            moment=book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            day=book.add_format({"num_format": "dd/mm/yyyy"}),
        )
        for table in sheets:
            _write_sheet(book.add_worksheet(table.title[:31]), table, formats)
        page = book.add_worksheet(_("À propos"))
        page.set_column(0, 0, 28)
        page.set_column(1, 1, 70)
        for number, (label, text) in enumerate(about):
            page.write_string(number, 0, label, head)
            page.write_string(number, 1, text, quoted if may_be_formula(text) else None)


class _Formats(NamedTuple):
    head: Any
    quoted: Any
    moment: Any
    day: Any


def _write_sheet(sheet: Any, table: Worksheet, formats: _Formats) -> None:
    sheet.freeze_panes(1, 1)
    for place, (heading, width) in enumerate(zip(table.headings, table.widths, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, formats.head)
    number = 0
    for number, row in enumerate(table.rows, start=1):
        for place, cell in enumerate(row):
            _write_cell(sheet, number, place, cell, formats)
    sheet.autofilter(0, 0, max(1, number), max(0, len(table.headings) - 1))


def _write_cell(sheet: Any, number: int, place: int, cell: Cell, formats: _Formats) -> None:
    if isinstance(cell, date) and cell.timetuple()[:3] < FIRST_CERTAIN_DAY:
        cell = as_csv_text(cell)
    if isinstance(cell, str):
        text = cell if len(cell) <= LONGEST_CELL else cell[: LONGEST_CELL - len(CUT)] + CUT
        sheet.write_string(number, place, text, formats.quoted if may_be_formula(text) else None)
    elif isinstance(cell, date):
        sheet.write_datetime(
            number, place, cell, formats.moment if isinstance(cell, datetime) else formats.day
        )
    elif cell is not None:
        sheet.write_number(number, place, cell)


LONGEST_QUESTION = 40
"""Letters of a question that the name of its files begins with."""


def write_archive(path: Path, dossiers: Iterable[ExportedDossier]) -> None:
    """``REF-question-name`` for each file, nothing but a name: no folder, no way out of one.

    Nothing is compressed: PDF, images and office documents already are. Files that storage lost are listed in a text
    of their own rather than left out in silence.
    """
    taken: set[str] = set()
    lost: list[str] = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for dossier in dossiers:
            labels = {question.key: question.label for question in dossier.questions}
            for key, files in dossier.files.items():
                question = _format_for_name(labels.get(key, "")) or key
                for attachment in files:
                    name = _find_free_name(
                        f"{dossier.application.reference}-{question}-{clean_file_name(attachment.name)}",
                        taken,
                    )
                    if not _copy(archive, name, attachment):
                        lost.append(name)
        if lost:
            archive.writestr(_("FICHIERS-MANQUANTS.txt"), "\n".join(lost))


def _format_for_name(label: str) -> str:
    """The first words of a question, for a file name: « Le plan d’atelier » → "le-plan-d-atelier"."""
    return shorten(normalise(label), LONGEST_QUESTION, placeholder="").replace(" ", "-")


def _copy(archive: zipfile.ZipFile, name: str, attachment: Attachment) -> bool:
    try:
        source = attachment.file.open("rb")
    except FileNotFoundError:
        return False
    moment = timezone.localtime(attachment.uploaded_at)
    entry = zipfile.ZipInfo(name, (max(1980, moment.year), *moment.timetuple()[1:6]))
    with source, archive.open(entry, "w", force_zip64=True) as target:
        shutil.copyfileobj(source, target)
    return True


def _find_free_name(name: str, taken: set[str]) -> str:
    """The name, with a number when another file of the archive has it, whatever the case."""
    path, number, free = PurePosixPath(name), 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{path.stem}-{number}{path.suffix}"
    taken.add(free.casefold())
    return free

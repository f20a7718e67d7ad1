"""Dossiers as a file: a table, an archive of attachments, a document."""

import csv
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path, PurePosixPath
from textwrap import shorten

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator import pdf
from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Attachment, Question
from accelerator.questionnaires.queries import ReadableAnswer, ReadableSection
from accelerator.spreadsheet import as_csv_text, may_be_formula
from accelerator.text import clean_file_name
from accelerator.types import Context
from accelerator.web.search import normalise
from accelerator.web.templatetags.prose import longdate, with_de
from programmes.models import Edition
from projects.application.documents import dossier_words
from projects.application.queries.dossier import ORGANISER, Reader
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
                question = _in_a_name(labels.get(key, "")) or key
                for attachment in files:
                    name = _free(
                        f"{dossier.application.reference}-{question}-{clean_file_name(attachment.name)}",
                        taken,
                    )
                    if not _copy(archive, name, attachment):
                        lost.append(name)
        if lost:
            archive.writestr(_("FICHIERS-MANQUANTS.txt"), "\n".join(lost))


def _in_a_name(label: str) -> str:
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


def _free(name: str, taken: set[str]) -> str:
    """The name, with a number when another file of the archive has it, whatever the case."""
    path, number, free = PurePosixPath(name), 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{path.stem}-{number}{path.suffix}"
    taken.add(free.casefold())
    return free


VOLUME = 100
"""Dossiers in one document: about four hundred pages, typeset in 250 MB."""
PARTS = ("facts", "warning", "sections", "logistics_title", "logistics_note", "logistics")
"""What ``dossier-body`` prints of a dossier."""


def write_book(
    path: Path,
    dossiers: Iterable[ExportedDossier],
    *,
    edition: Edition,
    total: int,
    language: str,
    at: datetime,
) -> str:
    """Write the document, or the archive of its volumes, and return its extension: ``pdf`` or ``zip``."""
    volumes = max(1, -(-total // VOLUME))
    rows = iter(dossiers)

    def volume(number: int) -> bytes:
        part = list(islice(rows, VOLUME))
        return _typeset(part, edition=edition, number=number, volumes=volumes, language=language, at=at)

    if volumes == 1:
        path.write_bytes(volume(1))
        return "pdf"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for number in range(1, volumes + 1):
            name = _("dossiers-%(code)s-volume-%(number)02d-sur-%(volumes)02d.pdf")
            archive.writestr(
                name % {"code": edition.code, "number": number, "volumes": volumes}, volume(number)
            )
    return "zip"


def _typeset(
    dossiers: Sequence[ExportedDossier],
    *,
    edition: Edition,
    number: int,
    volumes: int,
    language: str,
    at: datetime,
) -> bytes:
    title = _("Les dossiers %(edition)s") % {"edition": with_de(edition.name)}
    if volumes > 1:
        title = _("%(title)s, volume %(number)s sur %(volumes)s") % {
            "title": title,
            "number": number,
            "volumes": volumes,
        }
    count = ngettext("%(count)s dossier", "%(count)s dossiers", len(dossiers)) % {"count": len(dossiers)}
    data = {
        "running": edition.name,
        "foot": _("Document de travail de l’organisation : ne pas transmettre."),
        "kind": _("Dossiers de candidature"),
        "subtitle": edition.theme,
        "contents": _("Sommaire"),
        "facts": [[_("Établi le"), longdate(at)], [_("Contenu"), count]],
        "dossiers": [_words(dossier, at) for dossier in dossiers],
    }
    return pdf.render_apart(
        "projects/exchange/dossiers.typ", pdf.french_spaces_in(data), title=title, language=language, at=at
    )


def _words(dossier: ExportedDossier, at: datetime) -> Context:
    application = dossier.application
    logistics = [question for question in dossier.questions if question.audience == AnswerAudience.LOGISTICS]
    others = [question for question in dossier.questions if question.audience != AnswerAudience.LOGISTICS]
    words = dossier_words(
        application,
        _sections(others, dossier),
        _sections(logistics, dossier),
        reader=Reader(ORGANISER),
        at=at,
    )
    heading = " – ".join(filter(None, [application.reference, application.title]))
    return {key: words[key] for key in PARTS} | {"heading": heading}


def _sections(questions: Sequence[Question], dossier: ExportedDossier) -> list[ReadableSection]:
    sections: dict[int, ReadableSection] = {}
    for question in questions:
        if kinds.kind_of(question).asks:
            section = sections.setdefault(
                question.section_id, ReadableSection(question.section.title, "", [])
            )
            value, files = dossier.values.get(question.key), dossier.files.get(question.key, ())
            section.rows.append(ReadableAnswer.of(question, value, list(files)))
    return list(sections.values())

"""All dossiers as one document with a table of contents.

A document is typeset whole, in memory, so it has ``VOLUME`` dossiers at most; a larger edition is a set of volumes,
each with its own table of contents, in an archive. Merging them afterwards would lose the tags screen readers need.
"""

import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator import pdf
from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Question
from accelerator.questionnaires.reading import ReadableAnswer, ReadableSection
from accelerator.web.templatetags.prose import longdate, with_de
from programmes.models import Edition
from projects.application.documents import dossier_words
from projects.application.queries.dossier import ORGANISER, Reader
from projects.exchange.exports.reading import ExportedDossier

VOLUME = 100
"""Dossiers in one document: about four hundred pages, typeset in 250 MB."""
PARTS = ("facts", "warning", "sections", "logistics_title", "logistics_note", "logistics")
"""What ``dossier-body`` prints of a dossier."""


def write(
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


def _words(dossier: ExportedDossier, at: datetime) -> dict[str, Any]:
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

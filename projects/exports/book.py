"""All dossiers as one document with a table of contents.

A document is typeset whole, in memory, so it holds ``VOLUME`` dossiers at most; a larger edition is a set of volumes,
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
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Question
from accelerator.web.templatetags.prose import longdate
from programmes.models import Edition
from projects.exports.reading import Dossier

VOLUME = 100
"""Dossiers in one document: about four hundred pages."""


def write(
    path: Path, dossiers: Iterable[Dossier], *, edition: Edition, total: int, language: str, at: datetime
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
    dossiers: Sequence[Dossier], *, edition: Edition, number: int, volumes: int, language: str, at: datetime
) -> bytes:
    title = _("Les dossiers de %(edition)s") % {"edition": edition.name}
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
        "unanswered": _("Sans réponse"),
        "facts": [[_("Établi le"), longdate(at)], [_("Contenu"), count]],
        "dossiers": [_words(dossier) for dossier in dossiers],
    }
    return pdf.render("projects/dossiers.typ", data, title=title, language=language, at=at)


def _words(dossier: Dossier) -> dict[str, Any]:
    application = dossier.application
    facts = [
        [_("Référence"), application.reference],
        [_("Structure"), application.structure_name],
        [_("Profil"), str(application.get_profile_display())],
        [_("Département"), application.department],
        [_("État"), str(application.get_state_display())],
        [_("Déposé le"), longdate(application.submitted_at) if application.submitted_at else ""],
        [_("Empreinte"), application.content_hash],
    ]
    sections: dict[int, dict[str, Any]] = {}
    for question in dossier.questions:
        if kinds.kind_of(question).asks:
            section = sections.setdefault(question.section_id, {"title": question.section.title, "rows": []})
            section["rows"].append(_answer(question, dossier))
    return {
        "heading": " – ".join(filter(None, [application.reference, application.title])),
        "facts": [row for row in facts if row[1]],
        "sections": list(sections.values()),
    }


def _answer(question: Question, dossier: Dossier) -> dict[str, Any]:
    value = dossier.values.get(question.key)
    is_file = question.kind == QuestionKind.FILE
    return {
        "label": question.label,
        "text": "" if is_file or value is None else kinds.readable(question, value),
        "files": [one.name for one in dossier.files.get(question.key, ())],
    }

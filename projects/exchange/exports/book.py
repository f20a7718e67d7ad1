"""Dossiers as a printed document: all of them for the organisers, or what one juror has to read, with the grid."""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _, ngettext

from accelerator import pdf
from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Question
from accelerator.questionnaires.queries import ReadableAnswer, ReadableSection
from accelerator.types import Context
from accelerator.web.templatetags.prose import longdate, with_de
from programmes.models import Criterion, Edition
from projects.anonymity.queries import hide_names, read_anonymisers
from projects.application.documents import dossier_words
from projects.application.queries.dossier import ORGANISER, REVIEWER, Reader
from projects.exchange.exports.reading import ExportedDossier
from projects.review.solver.aggregate import HIGHEST_LEVEL

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
    pack: "ReviewPack | None" = None,
) -> str:
    """Write the document, or the archive of its volumes, and return its extension: ``pdf`` or ``zip``."""
    volumes = max(1, -(-total // VOLUME))
    rows = iter(dossiers)

    def volume(number: int) -> bytes:
        part = list(islice(rows, VOLUME))
        title = _("Les dossiers %(edition)s") % {"edition": with_de(edition.name)}
        if pack:
            title = _("Les dossiers à évaluer : %(juror)s") % {"juror": pack.juror}
        if volumes > 1:
            title = _("%(title)s, volume %(number)s sur %(volumes)s") % {
                "title": title,
                "number": number,
                "volumes": volumes,
            }
        count = ngettext("%(count)s dossier", "%(count)s dossiers", len(part)) % {"count": len(part)}
        facts = [[_("Établi le"), longdate(at)], [_("Contenu"), count]]
        if pack and pack.due:
            facts.append([_("À rendre"), longdate(pack.due)])
        data = {
            "running": edition.name,
            "foot": pack.foot if pack else _("Document de travail de l’organisation : ne pas transmettre."),
            "kind": _("Dossiers de candidature"),
            "subtitle": edition.name if pack else edition.theme,
            "contents": _("Sommaire"),
            "facts": facts,
            "dossiers": [
                _describe_dossier(dossier, at, reader)
                for dossier, reader in zip(part, _list_readers(part, edition, pack), strict=True)
            ],
            "grid": pack.describe_grid() if pack else None,
        }
        return pdf.render_apart(
            "projects/exchange/dossiers.typ",
            pdf.french_spaces_in(data),
            title=title,
            language=language,
            at=at,
        )

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


def _list_readers(
    dossiers: Sequence[ExportedDossier], edition: Edition, pack: "ReviewPack | None"
) -> list[Reader]:
    """How each dossier is read; its names are hidden from a juror who may not know who applies."""
    if not (pack and pack.is_anonymous):
        return [Reader(REVIEWER if pack else ORGANISER)] * len(dossiers)
    applications = [dossier.application for dossier in dossiers]
    anonymisers = read_anonymisers(edition, applications)
    return [
        Reader(REVIEWER, anonymiser=anonymisers[hide_names(application).pk]) for application in applications
    ]


@dataclass(frozen=True)
class ReviewPack:
    """What a juror reads and fills in on paper: after each dossier, the grid with empty boxes.

    ``due`` is when their reviews close.
    """

    juror: str
    criteria: Sequence[Criterion]
    due: datetime | None = None
    is_anonymous: bool = False

    @property
    def foot(self) -> str:
        return _("Pour %(juror)s seulement : ne pas transmettre.") % {"juror": self.juror}

    def describe_grid(self) -> Context:
        """The words of the grid, the same after each dossier."""
        return {
            "title": _("Votre évaluation"),
            "columns": [_("Critère"), _("Niveau"), _("Commentaire")],
            "levels": [*map(str, range(HIGHEST_LEVEL + 1)), _("n. é.")],
            "note": _(
                "Entourez un niveau par critère ; « n. é. » : non évaluable. Recopiez ensuite dans la grille en ligne, "
                "qui seule compte."
            ),
            "criteria": [
                {
                    "label": criterion.label,
                    "weight": _("poids %(weight)s") % {"weight": criterion.weight},
                    "help": criterion.help,
                    "anchors": _list_level_meanings(criterion),
                }
                for criterion in self.criteria
            ],
            "comments": [_("Pour le comité"), _("Pour la personne porteuse")],
        }


def _list_level_meanings(criterion: Criterion) -> list[str]:
    """The levels of a criterion with their meanings, where these are written."""
    return [
        _("%(level)s : %(meaning)s") % {"level": level, "meaning": meaning}
        for level, meaning in enumerate(criterion.anchors)
        if meaning
    ]


def _describe_dossier(dossier: ExportedDossier, at: datetime, reader: Reader) -> Context:
    application = dossier.application
    logistics = [question for question in dossier.questions if question.audience == AnswerAudience.LOGISTICS]
    others = [question for question in dossier.questions if question.audience != AnswerAudience.LOGISTICS]
    words = dossier_words(
        application,
        reader.mask(_group_by_section(others, dossier)),
        _group_by_section(logistics, dossier),
        reader=reader,
        at=at,
    )
    heading = " – ".join(filter(None, [application.reference, str(application.title)]))
    return {key: words[key] for key in PARTS} | {"heading": heading}


def _group_by_section(questions: Sequence[Question], dossier: ExportedDossier) -> list[ReadableSection]:
    sections: dict[int, ReadableSection] = {}
    for question in questions:
        if kinds.kind_of(question).asks:
            section = sections.setdefault(
                question.section_id, ReadableSection(question.section.title, "", [])
            )
            value, files = dossier.values.get(question.key), dossier.files.get(question.key, ())
            section.rows.append(ReadableAnswer.of(question, value, list(files)))
    return list(sections.values())

"""Build a report: facts and figures become a document, the document a PDF. No query but for pictures.

The template has no sentence of its own: all words come from here, in the active language, with French spaces.
"""

import json
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from io import BytesIO

from django.http import Http404
from django.utils import translation
from django.utils.translation import gettext as _

from accelerator import pdf
from accelerator.accounts.models import User
from accelerator.charts import Chart
from accelerator.pdf import french_spaces_in
from accelerator.types import Context
from accelerator.web.templatetags.prose import day
from coaching.models import GalleryItem, SynthesisReport
from coaching.surveys.counting import Facts
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.reports.added_sections import compose_added
from coaching.synthesis.reports.document import Block, Document, Section, is_empty, join_text
from coaching.synthesis.reports.edition import compose_edition
from coaching.synthesis.reports.edits import describe_authors
from coaching.synthesis.reports.filtering import filter_document
from coaching.synthesis.reports.project import compose_project
from coaching.synthesis.reports.rendering import FEW_SECTIONS
from coaching.synthesis.reports.retrospective import compose_retrospective

TEMPLATE = "coaching/synthesis/report.typ"


def compose(facts: Facts, charts: Sequence[Chart]) -> Document:
    """The document of these facts, as it is generated."""
    match facts["kind"]:
        case ReportKind.PROJECT:
            return compose_project(facts, charts)
        case ReportKind.EDITION:
            return compose_edition(facts, charts)
        case ReportKind.PARTNERS:
            return _compose_partners(facts)
    return compose_retrospective(facts)


def _compose_partners(facts: Facts) -> Document:
    """The sections that subjects above add about the partners' board and its results."""
    return {
        "title": facts["edition"]["name"],
        "kind": _("Le point des partenaires"),
        "subtitle": facts["edition"]["programme"],
        "lead": facts["edition"]["theme"],
        "sections": compose_added(facts),
    }


def print_report(report: SynthesisReport, content: Document, facts: Facts) -> bytes:
    """The PDF of a version, printed from ``content``. Raises :class:`accelerator.pdf.PdfError`."""
    return print_document(
        content,
        running=find_running_head(facts),
        language=report.language,
        version=report.version,
        at=report.requested_at,
    )


def print_document(document: Document, *, running: str, language: str, version: int, at: datetime) -> bytes:
    """The PDF. The active language must be ``language``. Raises :class:`accelerator.pdf.PdfError`."""
    data = {
        "kind": document["kind"],
        "subtitle": document["subtitle"],
        "lead": document["lead"],
        "sections": [_print_section(section) for section in document["sections"] if not is_empty(section)],
        "contents": _("Sommaire") if _has_contents(document) else "",
        "fingerprint": _("Empreinte du contenu (SHA-256) : %(sha256)s") % {"sha256": _hash(document)},
        "running": running,
        "foot": _("Version %(version)s, établie le %(day)s · Possibles")
        % {"version": version, "day": day(at)},
    }
    title = french_spaces_in(document["title"])
    return pdf.render_balanced(TEMPLATE, french_spaces_in(data), title=title, language=language, at=at)


def _has_contents(document: Document) -> bool:
    return (
        sum(bool(section["title"]) and not is_empty(section) for section in document["sections"])
        > FEW_SECTIONS
    )


def _hash(document: Document) -> str:
    """A hash of the whole document."""
    return sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def find_running_head(facts: Facts) -> str:
    """The text on the left of every page; the title is on the right, so that an edition's name does not appear
    twice.
    """
    edition = facts["edition"]
    if facts["kind"] != "project":
        return str(edition["programme"])
    return f"{edition['programme']} · {edition['name']}"


def _print_section(section: Section) -> Context:
    files = _read_pictures(section["blocks"])
    return {
        "title": section["title"],
        "text": section["own"] or join_text(section),
        "added": section["added"],
        **describe_authors(section),
        "blocks": [
            block | {"svg": files[block["source"]]} if block["type"] == "picture" else block
            for block in section["blocks"]
            if block["type"] != "picture" or block["source"] in files
        ],
    }


def _read_pictures(blocks: Sequence[Block]) -> dict[str, str]:
    """The small files of its pictures, by source, each within a drawing: what typst takes as a value. One query."""
    uids = [block["source"].partition(":")[2] for block in blocks if block["type"] == "picture"]
    if not uids:
        return {}
    pictures = {}
    for item in GalleryItem.objects.filter(uid__in=uids):
        try:
            content = b64encode(item.thumb.open("rb").read()).decode()
        except FileNotFoundError:
            continue
        width, height = item.thumb_width, item.thumb_height
        pictures[f"picture:{item.uid}"] = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
            f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{content}"/></svg>'
        )
    return pictures


def open_file(report: SynthesisReport, *, user: User | None = None) -> object:
    """The file of a report; once a consent was withdrawn, one printed anew without that part. Raises
    :class:`Http404`.
    """
    with translation.override(report.language):
        content = report.content  # none in those of before pages
        if content:
            content = filter_document(
                content,
                kind=report.kind,
                edition=report.edition,
                user=user,
                participation=report.participation_id,
            )
        if content != report.content:
            return BytesIO(print_report(report, content, report.facts))
    try:
        opened: object = report.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return opened

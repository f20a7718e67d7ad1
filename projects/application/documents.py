"""The dossier on paper: its answers in words, put into ``templates/projects/dossier.typ``."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from accelerator import pdf
from accelerator.pdf import french_spaces_in
from accelerator.questionnaires.queries import ReadableAnswer, ReadableSection
from accelerator.types import Context
from accelerator.web.templatetags.prose import exactdate, filesize_fr, longdate
from projects.application.enums import ApplicationState
from projects.application.queries.dossier import HOLDER, Reader, dossier_sections, standing_version
from projects.models import Application, ApplicationVersion


def build_dossier(
    application: Application,
    reader: Reader,
    *,
    language: str,
    at: datetime,
    version: ApplicationVersion | None = None,
) -> bytes:
    """The PDF of the dossier (PDF/UA-1) with what ``reader`` may read, as it counts now or as sent in ``version``.

    The active language must be ``language``. Raises :class:`accelerator.pdf.PdfError`. 6 queries at most.
    """
    sections, logistics = dossier_sections(version.sheet if version else application.sheet, reader)
    data = dossier_words(application, sections, logistics, reader=reader, at=at, version=version)
    title = french_spaces_in(data.pop("title"))
    return pdf.render(
        "projects/application/dossier.typ", french_spaces_in(data), title=title, language=language, at=at
    )


def dossier_words(
    application: Application,
    sections: Sequence[ReadableSection],
    logistics: Sequence[ReadableSection] = (),
    *,
    reader: Reader,
    at: datetime,
    version: ApplicationVersion | None = None,
) -> Context:
    """All the texts of the document, as JSON values. ``call__edition`` must be at hand: no query."""
    edition = application.call.edition
    return {
        "title": str(application.title or application.reference),
        "kind": _("Dossier de candidature"),
        "subtitle": edition.name,
        "facts": facts(application, reader, version),
        "warning": "" if application.submitted_at else _("Brouillon : ce dossier n’est pas envoyé."),
        "sections": [
            {"title": section.title, "answers": [_answer(answer) for answer in section.rows]}
            for section in sections
        ],
        "logistics_title": _("Pour l’accueil seulement") if logistics else "",
        "logistics_note": _("Ces réponses servent à préparer la session. Le comité ne les voit jamais."),
        "logistics": [_answer(answer) for section in logistics for answer in section.rows],
        "running": f"{edition.name} · {application.reference}",
        "foot": _("%(reference)s, édité le %(date)s · Possibles")
        % {"reference": application.reference, "date": longdate(at)},
    }


def facts(
    application: Application, reader: Reader, version: ApplicationVersion | None = None
) -> list[list[str]]:
    """What identifies the dossier: reference, structure, state, instant and fingerprint of the sending."""
    state = ApplicationState(application.state)
    sent = version or application
    number, received = (version.number, version.submitted_at) if version else standing_version(application)
    label = _("Reçu le")
    if number and reader.reads_history and (version or number > 1):
        label = _("Version %(number)s, reçue le") % {"number": number}
    received = received or application.submitted_at
    rows = [
        [_("Référence"), application.reference],
        [_("Structure"), str(application.structure_name)],
        [_("État"), str(state.label_for_holder if reader.kind == HOLDER else state.label)],
        [label, _("%(date)s (heure de Paris)") % {"date": exactdate(received)} if received else ""],
        [
            _("Règlement accepté"),
            _("version %(number)s") % {"number": sent.rules_version} if sent.rules_version else "",
        ],
        [_("Empreinte (SHA-256)"), sent.content_hash],
    ]
    return [row for row in rows if row[1]]


def _answer(row: ReadableAnswer) -> Context:
    files = [f"{attachment.name} ({filesize_fr(attachment.size)})" for attachment in row.attachments]
    return {
        "label": row.label,
        "text": row.text,
        "files": files,
        "empty": _("sans réponse") if row.is_empty else "",
    }

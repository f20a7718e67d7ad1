"""The attachments of all dossiers in one archive, copied from storage in small pieces."""

import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from textwrap import shorten

from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.questionnaires.hygiene import clean_file_name
from accelerator.questionnaires.models import Attachment
from accelerator.web.search import normalise
from projects.exchange.exports.reading import ExportedDossier

LONGEST_QUESTION = 40
"""Letters of a question that the name of its files begins with."""


def write(path: Path, dossiers: Iterable[ExportedDossier]) -> None:
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

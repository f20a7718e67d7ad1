"""A page of paragraphs as a PDF, as somebody would send it."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import slugify

from accelerator import pdf
from accelerator.questionnaires.sniffing import CheckedFile, check


def print_handout(title: str, lines: Sequence[str], *, head: str, kind: str, at: datetime) -> CheckedFile:
    """``head``: the edition; ``kind``: what it goes with."""
    data = {"running": head, "foot": head, "kind": kind, "subtitle": head, "lines": list(lines)}
    content = pdf.render(
        "coaching/demo/handout.typ",
        pdf.french_spaces_in(data),
        title=pdf.french_spaces_in(title),
        language="fr",
        at=at,
    )
    return check(SimpleUploadedFile(name_file(title, "pdf"), content, "application/pdf"), types=("pdf",))


def name_file(title: str, extension: str) -> str:
    return f"{slugify(title.replace('’', ' '))}.{extension}"

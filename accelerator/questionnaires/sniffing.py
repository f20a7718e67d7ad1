"""The type of a file, from its content: its name only has to agree.

puremagic gives the candidates from the first bytes; then each family is opened far enough to be sure: an image is read
by Pillow, an office document must be a plain archive of the right kind (see ``office``). A document that would run or
fetch something is refused (``active_pdf``, ``office``), then the antivirus, if there is one, checks it, and an image is
encoded again without its metadata (``images``).

``settings.ATTACHMENT_SCANNER`` names the function of the antivirus. It is called with the open file, at its start,
before anything is stored, and returns the name of a virus, or nothing. When it fails, the file is refused.
"""

import hashlib
import io
import logging
import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import IO, Any, Generic, TypeVar

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from pikepdf import PdfError
from PIL import Image

from accelerator.questionnaires.active_pdf import refuse_active_pdf
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.images import FORMATS, clean_image
from accelerator.questionnaires.office import NotPlain, is_archive_too, parts, refuse_active_office
from accelerator.text import clean_file_name
from accelerator.web.templatetags.prose import filesize_fr

log = logging.getLogger(__name__)
Scanner = Callable[[IO[bytes]], str | None]


def scan(file: IO[bytes]) -> None:
    """AnswerRefused if the scanner detects a virus or fails. Side effects: the virus is logged."""
    if not settings.ATTACHMENT_SCANNER:
        return
    scanner: Scanner = import_string(settings.ATTACHMENT_SCANNER)
    file.seek(0)
    try:
        threat = scanner(file)
    except Exception:
        log.exception("the scanner of attachments failed")
        raise AnswerRefused(
            _(
                "Le contrôle antivirus ne répond pas : votre fichier n’est pas gardé. Réessayez dans quelques minutes."
            )
        ) from None
    if threat:
        log.warning("an attachment was refused by the scanner: %s", threat)
        raise AnswerRefused(
            _(
                "Le contrôle antivirus a refusé ce fichier. Envoyez-en une autre version, ou prévenez l’équipe."
            )
        )


BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, KeyError, NotImplementedError, RuntimeError, OSError,
    SyntaxError, ValueError, Image.DecompressionBombError,
)  # fmt: skip
"""What Python's archives and Pillow let out of a broken file."""
HEAD = 8192
PDF_TAIL = 2048
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
CONTENT_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "docx": f"{_OPEN_XML}wordprocessingml.document",
    "xlsx": f"{_OPEN_XML}spreadsheetml.sheet",
    "pptx": f"{_OPEN_XML}presentationml.presentation",
    "odt": f"{_OPEN_DOCUMENT}text",
    "ods": f"{_OPEN_DOCUMENT}spreadsheet",
    "odp": f"{_OPEN_DOCUMENT}presentation",
}
"""The types a question may accept, by their short name."""
SAME_EXTENSION = {"jpeg": "jpg", "jpe": "jpg"}
_OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


@dataclass(frozen=True)
class CheckedFile:
    """An upload whose content was checked. ``size`` in bytes; ``upload`` is rewound."""

    upload: UploadedFile
    name: str
    content_type: str
    size: int
    sha256: str


def _is_pdf(upload: UploadedFile) -> bool:
    """Whether a file is a PDF from its first byte to its end: what comes after the end would be another file."""
    size = upload.size or 0
    if upload.read(5) != b"%PDF-":
        return False
    upload.seek(max(0, size - PDF_TAIL))
    return b"%%EOF" in upload.read() and not is_archive_too(upload, size)


def _is_image(expected: str) -> Callable[[UploadedFile], bool]:
    def check(upload: UploadedFile) -> bool:
        try:
            with Image.open(io.BytesIO(upload.read()), formats=[expected]) as image:
                image.verify()
        except Exception:  # Pillow lets many kinds of errors out of a broken image
            return False
        return not is_archive_too(upload, upload.size or 0)

    return check


def _is_office(kind: str) -> Callable[[UploadedFile], bool]:
    def check(upload: UploadedFile) -> bool:
        try:
            names = parts(upload, upload.size or 0)
            if kind in _OFFICE_PARTS:
                return "[Content_Types].xml" in names and _OFFICE_PARTS[kind] in names
            upload.seek(0)
            with zipfile.ZipFile(upload) as archive, archive.open("mimetype") as member:
                return member.read(100).decode("ascii", "replace").strip() == CONTENT_TYPES[kind]
        except NotPlain:
            return False
        except BROKEN:
            return False

    return check


_PROOFS: Mapping[str, Callable[[UploadedFile], bool]] = {
    "pdf": _is_pdf,
    "png": _is_image("PNG"),
    "jpg": _is_image("JPEG"),
    "webp": _is_image("WEBP"),
    **{kind: _is_office(kind) for kind in ("docx", "xlsx", "pptx", "odt", "ods", "odp")},
}


def _find_candidates(head: bytes) -> set[str]:
    """The short names of the types these first bytes may begin."""
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return set()
    extensions = {match.extension.lstrip(".") for match in matches}
    return {SAME_EXTENSION.get(extension, extension) for extension in extensions}


def _find_extension(name: str) -> str:
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    return SAME_EXTENSION.get(extension, extension)


def _is_truly(kind: str, upload: UploadedFile) -> bool:
    upload.seek(0)
    # OpenDocument and Open XML share the signature of a zip archive: their proof tells them apart.
    likely = kind in _find_candidates(upload.read(HEAD)) or kind in ("ods", "odp", "webp")
    upload.seek(0)
    return likely and _PROOFS[kind](upload)


def list_accepted_types(types: Collection[str] | None) -> list[str]:
    """The known types among those of a question; a question that names none accepts PDF only."""
    return [kind for kind in types or ("pdf",) if kind in CONTENT_TYPES] or ["pdf"]


def largest() -> str:
    """The weight limit in words: « 10 Mo » as people say it, binary or not."""
    mega, rest = divmod(settings.ATTACHMENT_MAX_BYTES, 1024 * 1024)
    return (
        filesize_fr(settings.ATTACHMENT_MAX_BYTES)
        if rest
        else filesize_fr(mega * 1_000_000).replace(",0", "").replace(".0", "")
    )


def refuse_file(name: str, reason: str | Promise) -> AnswerRefused:
    """The refusal of one file among several: it names the file."""
    words = str(reason)
    return AnswerRefused(
        _("« %(name)s » : %(reason)s") % {"name": name, "reason": words[:1].lower() + words[1:]}
    )


def check(upload: UploadedFile | None, *, types: Collection[str] | None = None) -> CheckedFile:
    """Check an uploaded file; AnswerRefused has its name and its problem, in words.

    ``types``: short names of :data:`CONTENT_TYPES`. Reads the file once for its hash, in chunks.
    """
    if not isinstance(upload, UploadedFile):
        raise AnswerRefused(_("Choisissez un fichier."))
    try:
        return _check(upload, types)
    except AnswerRefused as refusal:
        raise refuse_file(clean_file_name(upload.name or ""), refusal.message) from None


def _check(upload: UploadedFile, types: Collection[str] | None) -> CheckedFile:
    accepted = list_accepted_types(types)
    size = upload.size or 0
    if not size:
        raise AnswerRefused(_("Ce fichier est vide."))
    if size > settings.ATTACHMENT_MAX_BYTES:
        raise AnswerRefused(
            _("Ce fichier pèse %(size)s, la limite est de %(limit)s.")
            % {"size": filesize_fr(size), "limit": largest()}
        )
    name = clean_file_name(upload.name or "")
    kind = _find_extension(name)
    words = ", ".join(item.upper() for item in accepted)
    if kind not in accepted:
        message = _("Ce type de fichier n’est pas accepté ici. Types acceptés : %(types)s.")
        raise AnswerRefused(message % {"types": words})
    if not _is_truly(kind, upload):
        raise _make_refusal(kind)
    try:
        if kind == "pdf":
            refuse_active_pdf(upload)  # Django's files are read like any other
        elif kind not in FORMATS:
            refuse_active_office(upload)
        scan(upload)
        if kind in FORMATS:
            upload = clean_image(upload, kind, CONTENT_TYPES[kind])
    except (PdfError, *BROKEN) as error:
        raise _make_refusal(kind) from error
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return CheckedFile(upload, name, CONTENT_TYPES[kind], upload.size or 0, digest.hexdigest())


def _make_refusal(kind: str) -> AnswerRefused:
    return AnswerRefused(
        _("Le contenu de ce fichier n’est pas celui d’un fichier %(type)s lisible.") % {"type": kind.upper()}
    )


T = TypeVar("T")


@dataclass(frozen=True)
class Inspection(Generic[T]):
    """The ``content`` of a file, or why it is refused; neither when none was sent."""

    content: T | None = None
    refusal: str = ""

    def clean(self) -> T | None:
        """The content, for the ``clean`` of a field. Raises ``ValidationError`` for a file that was refused."""
        if self.refusal:
            raise ValidationError(self.refusal)
        return self.content


def inspect_upload(upload: UploadedFile | None, read: Callable[[Any], T]) -> Inspection[T]:
    """``read`` it, which raises :class:`AnswerRefused` for a file that cannot be accepted."""
    if not upload:
        return Inspection()
    try:
        return Inspection(read(upload))
    except AnswerRefused as refused:
        return Inspection(refusal=str(refused.message))

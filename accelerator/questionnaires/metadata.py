"""Metadata about the author of a file, removed from a copy: author, title, software, places, comments' authors.

A PDF is written anew without its information dictionary, its XMP streams and the data of its editors (ISO 32000-2,
14.3 and 14.5), without the addresses that its links lead to, without who wrote its comments and who signed it, and its
photographs without Exif. A picture is drawn anew. Office documents say who wrote, changed and commented each part:
their copy is not made.
"""

import io
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accelerator.questionnaires import active_pdf  # noqa: F401 (the limits of qpdf are set there)
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.images import clean_image
from accelerator.questionnaires.models import PDF_TYPE

PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
CLEANABLE = frozenset({PDF_TYPE, *PICTURES})
EDITORS = ("/Metadata", "/PieceInfo", "/LastModified")
ADDRESS = "/URI"
"""Of the site that a link leads to, or of the document."""
OF_SIGNATURE = ("/Name", "/ContactInfo", "/Location", "/Reason", "/Contents", "/Cert", "/M")
JPEG_START, JPEG_SCAN, JPEG_COMMENT = b"\xff\xd8", 0xDA, 0xFE
JPEG_TRACES = {0xE1, 0xED, JPEG_COMMENT}
"""Segments of a JPEG: Exif and XMP, IPTC, a comment."""


class NotCleaned(Exception):
    """The file cannot be read, or is of a kind whose traces cannot be taken out."""


def remove_metadata(content: bytes, content_type: str) -> bytes:
    """A copy with the same content and without metadata about its author. Raises :class:`NotCleaned`."""
    if content_type == PDF_TYPE:
        return _clean_pdf(content)
    if content_type in PICTURES:
        return _clean_picture(content, content_type)
    raise NotCleaned


def _clean_picture(content: bytes, content_type: str) -> bytes:
    upload = SimpleUploadedFile("picture", content, content_type)
    try:
        cleaned: bytes = clean_image(upload, PICTURES[content_type], content_type).read()
    except (AnswerRefused, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotCleaned from error
    return cleaned


def _clean_pdf(content: bytes) -> bytes:
    cleaned = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            for key in ("/Info", "/ID"):
                if key in document.trailer:
                    del document.trailer[key]
            for pdf_object in document.objects:
                _clean_object(pdf_object)
            document.save(cleaned, fix_metadata_version=False)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError) as error:
        raise NotCleaned from error
    return cleaned.getvalue()


def _clean_object(pdf_object: Any) -> None:
    """Nested dictionaries are part of the objects that the document lists."""
    if isinstance(pdf_object, pikepdf.Array):
        for item in pdf_object:
            if isinstance(item, pikepdf.Dictionary | pikepdf.Array) and not item.is_indirect:
                _clean_object(item)
        return
    if not isinstance(pdf_object, pikepdf.Dictionary | pikepdf.Stream):
        return
    for key in [*EDITORS, ADDRESS, *_list_traces(pdf_object)]:
        if key in pdf_object:
            del pdf_object[key]
    if isinstance(pdf_object, pikepdf.Stream) and _list_filters(pdf_object) == ["/DCTDecode"]:
        pdf_object.write(_clean_jpeg(pdf_object.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)
    for key in list(pdf_object.keys()):
        item = pdf_object.get(key)
        if isinstance(item, pikepdf.Dictionary | pikepdf.Array) and not item.is_indirect:
            _clean_object(item)


def _list_filters(stream: pikepdf.Stream) -> list[str]:
    """How it is packed: one name, or several in an array."""
    filters = stream.get("/Filter")
    return [str(name) for name in (filters if isinstance(filters, pikepdf.Array) else [filters])]


def _list_traces(pdf_object: Any) -> tuple[str, ...]:
    """Keys that name a person: who signed; who wrote a comment, « T » being the name of a field elsewhere."""
    if pdf_object.get("/Type") in {"/Sig", "/DocTimeStamp"} or "/ByteRange" in pdf_object:
        return OF_SIGNATURE
    if "/Subtype" in pdf_object and "/Rect" in pdf_object and pdf_object.get("/Subtype") != "/Widget":
        return ("/T", "/M", "/CreationDate")
    return ()


def _clean_jpeg(content: bytes) -> bytes:
    """Remove the segments of metadata; the picture itself is unchanged, and unreadable parts are left alone."""
    if not content.startswith(JPEG_START):
        return content
    place, parts = 2, [JPEG_START]
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == JPEG_SCAN:
            break
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        if marker not in JPEG_TRACES:
            parts.append(content[place:end])
        place = end
    return b"".join([*parts, content[place:]])

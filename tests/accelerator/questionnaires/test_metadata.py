"""The copy of a file says nothing of its author, and still shows the same."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

from accelerator.questionnaires.metadata import NotCleaned, remove_metadata
from accelerator.questionnaires.models import PDF_TYPE
from tests.support.pdfs import small_pdf

AUTHOR = "Zqautrice"


def photograph(kind: str = "JPEG") -> bytes:
    image, content = Image.new("RGB", (8, 8), "teal"), io.BytesIO()
    exif = Image.Exif()
    exif[0x013B], exif[0x010E] = AUTHOR, f"Chez {AUTHOR}"
    image.save(content, kind, exif=exif.tobytes())
    return content.getvalue()


def signed_pdf() -> bytes:
    """With its author in each place where software writes one; packed nowhere, so that bytes are read as they are."""
    content = io.BytesIO()
    with pikepdf.open(io.BytesIO(small_pdf())) as document:
        document.docinfo["/Author"] = document.docinfo["/Title"] = document.docinfo["/Producer"] = AUTHOR
        with document.open_metadata() as xmp:
            xmp["dc:creator"] = [AUTHOR]
            xmp["pdf:Producer"] = AUTHOR
        page = document.pages[0].obj
        page["/PieceInfo"] = Dictionary(Editor=Dictionary(Private=String(AUTHOR)))
        page["/Annots"] = Array(
            [
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Text,
                    Rect=[0, 0, 9, 9],
                    T=String(AUTHOR),
                    Contents=String("Bien"),
                ),
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Link,
                    Rect=[0, 0, 9, 9],
                    A=Dictionary(S=Name.URI, URI=String(f"https://www.{AUTHOR}.fr")),
                ),
            ]
        )
        document.Root["/Signed"] = document.make_indirect(
            Dictionary(
                Type=Name.Sig, Name=String(AUTHOR), ContactInfo=String(AUTHOR), Contents=String(AUTHOR)
            )
        )
        picture = Stream(document, photograph())
        picture["/Filter"], picture["/Subtype"], picture["/Type"] = Name.DCTDecode, Name.Image, Name.XObject
        page["/Thumb"] = document.make_indirect(picture)
        other = Stream(document, photograph())
        other["/Filter"] = Array([Name.DCTDecode])
        page["/Other"] = document.make_indirect(other)
        document.save(content, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return content.getvalue()


def list_strings(content: bytes) -> str:
    """Every string and every stream of the document, unpacked."""
    found = [content.decode("latin-1")]
    with pikepdf.open(io.BytesIO(content)) as document:
        for item in document.objects:
            found.append(str(item))
            if isinstance(item, Stream):
                found.append(item.read_raw_bytes().decode("latin-1"))
    return "\n".join(found)


def test_a_pdf_loses_every_trace_of_its_author_and_keeps_its_pages() -> None:
    signed = signed_pdf()
    assert list_strings(signed).count(AUTHOR) >= 8

    copy = remove_metadata(signed, PDF_TYPE)

    assert AUTHOR not in list_strings(copy)
    with pikepdf.open(io.BytesIO(copy)) as document:
        assert "/Info" not in document.trailer
        assert "/Metadata" not in document.Root
        assert len(document.pages) == 1
        assert str(document.pages[0].obj["/Annots"][0]["/Contents"]) == "Bien"
        thumb = document.pages[0].obj["/Thumb"].read_raw_bytes()
        assert Image.open(io.BytesIO(thumb)).size == (8, 8)


@pytest.mark.parametrize(
    ("kind", "content_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_a_picture_loses_its_exif(kind: str, content_type: str) -> None:
    original = photograph(kind)
    assert AUTHOR.encode() in original

    copy = remove_metadata(original, content_type)

    assert AUTHOR.encode() not in copy
    assert Image.open(io.BytesIO(copy)).size == (8, 8)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"not a pdf", PDF_TYPE),
        (b"not a picture", "image/png"),
        (b"PK", "application/vnd.oasis.opendocument.text"),
    ],
)
def test_a_file_that_cannot_be_cleaned_has_no_copy(content: bytes, content_type: str) -> None:
    with pytest.raises(NotCleaned):
        remove_metadata(content, content_type)

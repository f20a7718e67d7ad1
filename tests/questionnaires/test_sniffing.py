"""A file is what its content says."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.sniffing import CONTENT_TYPES, check
from tests.questionnaires.forms import PDF


def picture(kind: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (4, 4), "navy").save(content, kind)
    return content.getvalue()


def archive(**members: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as written:
        for name, text in members.items():
            written.writestr(name, text)
    return content.getvalue()


DOCX = archive(**{"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})
ODT = archive(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": "<office/>"})
ODS = archive(mimetype="application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": "<office/>"})
CONTENTS = {
    "plan.pdf": PDF,
    "photo.png": picture("PNG"),
    "photo.jpg": picture("JPEG"),
    "photo.jpeg": picture("JPEG"),
    "photo.webp": picture("WEBP"),
    "note.docx": DOCX,
    "note.odt": ODT,
    "tableau.ods": ODS,
    "PLAN.PDF": PDF,
}


@pytest.mark.parametrize("name", CONTENTS)
def test_each_type_is_recognised(name: str) -> None:
    checked = check(SimpleUploadedFile(name, CONTENTS[name], "text/html"), types=[*CONTENT_TYPES])

    assert checked.name == name
    assert checked.content_type in CONTENT_TYPES.values()
    assert checked.size == len(CONTENTS[name])
    assert checked.upload.read() == CONTENTS[name]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.pdf", b"<html><script>alert(1)</script></html>"),
        ("renamed.pdf", picture("PNG")),
        ("renamed.png", PDF),
        ("renamed.docx", ODT),
        ("renamed.odt", DOCX),
        ("renamed.ods", ODT),
        ("archive.docx", archive(evil="x")),
        ("late.pdf", b"GIF89a" + PDF),
        ("polyglot.pdf", DOCX + PDF),
        ("cut.png", picture("PNG")[:30]),
        ("disguised.png", b"\x89PNG\r\n\x1a\n<?php echo 1; ?>"),
        (
            "macro.docx",
            archive(**{"[Content_Types].xml": "", "word/document.xml": "", "word/vbaProject.bin": "x"}),
        ),
        ("macro.docm", DOCX),
        ("no_extension", PDF),
        ("run.exe", b"MZ\x90\x00"),
        ("image.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("empty.pdf", b""),
    ],
)
def test_a_disguise_is_seen_through(name: str, content: bytes) -> None:
    with pytest.raises(AnswerRefused):
        check(SimpleUploadedFile(name, content, "application/pdf"), types=[*CONTENT_TYPES])


def test_a_question_names_its_types_and_pdf_is_the_default() -> None:
    with pytest.raises(AnswerRefused, match="PDF"):
        check(SimpleUploadedFile("photo.png", picture("PNG")))
    with pytest.raises(AnswerRefused, match="PNG, JPG"):
        check(SimpleUploadedFile("plan.pdf", PDF), types=["png", "jpg"])


def test_a_heavy_file_is_told_the_limit(settings) -> None:
    settings.ATTACHMENT_MAX_BYTES = 1_000_000

    with pytest.raises(AnswerRefused, match=r"1,4\xa0Mo.*1,0\xa0Mo"):
        check(SimpleUploadedFile("plan.pdf", PDF + b"x" * 1_400_000))


def test_a_text_is_not_a_file() -> None:
    with pytest.raises(AnswerRefused):
        check("plan.pdf")

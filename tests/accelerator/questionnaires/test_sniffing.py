"""A file is what its content says."""

import io
import zipfile
from contextlib import suppress
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, strategies as st
from PIL import Image

from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.sniffing import CONTENT_TYPES, check
from tests.support.questions import PDF


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


def test_each_type_is_recognised() -> None:
    for name, content in CONTENTS.items():
        checked = check(SimpleUploadedFile(name, content, "text/html"), types=[*CONTENT_TYPES])

        assert checked.name == name
        assert checked.content_type in CONTENT_TYPES.values()
        stored = checked.upload.read()
        assert checked.size == len(stored)
        assert stored == content or checked.content_type.startswith("image/"), "an image is encoded again"


DISGUISED = [
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
]
TWO_IN_ONE = [
    ("before.docx", b"<html><script>alert(1)</script>" + DOCX),
    ("after.docx", DOCX + b"<html><script>alert(1)</script>"),
    ("comment.docx", DOCX[:-2] + b"\x04\x00evil"),
    ("between.docx", DOCX.replace(b"PK\x01\x02", b"<script>PK\x01\x02", 1)),
    ("cut.docx", DOCX[:-30]),
    ("end_only.docx", b"PK\x03\x04" + b"PK\x05\x06" + b"\xff" * 18),
    (
        "upwards.docx",
        archive(**{"[Content_Types].xml": "", "word/document.xml": "", "../../etc/cron": "x"}),
    ),
    ("both.pdf", PDF + DOCX),
    ("unfinished.pdf", b"%PDF-1.7\n" + b"x" * 4000),
    ("both.png", picture("PNG") + DOCX),
    ("both.jpg", picture("JPEG") + DOCX),
]


def test_a_disguise_and_two_files_in_one_are_refused() -> None:
    accepted = []
    for name, content in DISGUISED + TWO_IN_ONE:
        with suppress(AnswerRefused):
            check(SimpleUploadedFile(name, content, "application/pdf"), types=[*CONTENT_TYPES])
            accepted.append(name)

    assert accepted == []


def bomb(parts: int = 4, each: int = 60_000_000) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("[Content_Types].xml", "<Types/>")
        for number in range(parts):
            written.writestr("word/document.xml" if number == 0 else f"word/{number}.xml", b"0" * each)
    return content.getvalue()


def crowded(parts: int = 40_000) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as written:
        for number in range(parts):
            written.writestr(f"word/{number}.xml", "")
        written.writestr("[Content_Types].xml", "")
        written.writestr("word/document.xml", "")
    return content.getvalue()


def overlapping() -> bytes:
    """Two entries of the directory over one packed text."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as written:
        for name in ("[Content_Types].xml", "word/document.xml"):
            written.writestr(name, "x" * 400)
        twin = written.infolist()[-1]
        for number in range(5):
            again = zipfile.ZipInfo(f"word/{number}.xml")
            for field in ("compress_size", "file_size", "header_offset", "CRC"):
                setattr(again, field, getattr(twin, field))
            written.filelist.append(again)
    return content.getvalue()


def test_a_document_that_would_fill_the_disk_is_refused_in_words() -> None:
    for content in (bomb(), crowded(), overlapping()):
        with pytest.raises(AnswerRefused, match="démesuré"):
            check(SimpleUploadedFile("note.docx", content), types=["docx"])


@given(
    st.binary(max_size=400),
    st.sampled_from(sorted(CONTENT_TYPES)),
    st.sampled_from(["", "head", "tail", "cut"]),
)
def test_any_bytes_are_read_without_breaking(noise: bytes, kind: str, where: str) -> None:
    whole = {"docx": DOCX, "odt": ODT, "ods": ODS, "pdf": PDF}.get(kind, picture("PNG"))
    content = {
        "": noise, "head": noise + whole, "tail": whole + noise, "cut": whole[: len(noise)] + noise,
    }[where]  # fmt: skip
    with suppress(AnswerRefused):
        assert (
            check(SimpleUploadedFile(f"x.{kind}", content), types=[kind]).content_type == CONTENT_TYPES[kind]
        )


SEEN: list[bytes] = []


def eicar(file: Any) -> str | None:
    """A scanner that knows one virus."""
    content = file.read()
    SEEN.append(content)
    return "EICAR" if b"X5O!P%" in content else None


def broken(file: Any) -> str | None:
    raise ConnectionRefusedError


def test_the_scanner_reads_each_file_before_it_is_stored(settings) -> None:
    settings.ATTACHMENT_SCANNER = "tests.accelerator.questionnaires.test_sniffing.eicar"
    SEEN.clear()

    assert check(SimpleUploadedFile("plan.pdf", PDF)).upload.read() == PDF
    with pytest.raises(AnswerRefused, match="antivirus a refusé"):
        check(SimpleUploadedFile("plan.pdf", PDF[:9] + b"X5O!P%" + PDF[9:]))

    assert SEEN[0] == PDF
    assert len(SEEN) == 2


def test_a_scanner_that_fails_lets_nothing_in(settings) -> None:
    settings.ATTACHMENT_SCANNER = "tests.accelerator.questionnaires.test_sniffing.broken"

    with pytest.raises(AnswerRefused, match="Réessayez"):
        check(SimpleUploadedFile("plan.pdf", PDF))


def test_a_question_names_its_types_and_pdf_is_the_default() -> None:
    with pytest.raises(AnswerRefused, match="PDF"):
        check(SimpleUploadedFile("photo.png", picture("PNG")))
    with pytest.raises(AnswerRefused, match="PNG, JPG"):
        check(SimpleUploadedFile("plan.pdf", PDF), types=["png", "jpg"])


def test_a_heavy_file_is_refused_with_the_limit(settings) -> None:
    settings.ATTACHMENT_MAX_BYTES = 1_000_000

    with pytest.raises(AnswerRefused, match=r"1,4\xa0Mo.*1,0\xa0Mo"):
        check(SimpleUploadedFile("plan.pdf", PDF + b"x" * 1_400_000))

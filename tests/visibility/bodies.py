"""What an answer says, whatever its format: HTML, JSON, PDF, workbook or archive, read as words."""

import io
import re
import unicodedata
import zipfile
from functools import lru_cache
from typing import Any

from pypdf import PdfReader

STAMP = re.compile(rb"(?<=Date\(D:)\d+|(?<=Date>)[^<]+|[\w+/]{22}==")
"""The instant at which a PDF was drawn, and the name that it has from it."""
TAG = re.compile(r"<[^>]*>")
BREAKS = re.compile(r"[\s\u00ad-]+")
"""What a layout puts inside a long word: a canary is one word, found again without them."""
LARGEST_MEMBER = 20_000_000


def read_answer(response: Any) -> str:
    """Body, headers and cookies of a response, as text."""
    body = response.getvalue() if response.streaming else response.content
    headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
    return read_body(body) + str(headers) + str(response.cookies)


def read_body(body: bytes) -> str:
    """PDF pages, members of an archive (a workbook is one) and plain text, one after the other."""
    if body.startswith(b"%PDF"):
        return _read_pdf(STAMP.sub(lambda found: b"0" * len(found.group()), body))
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = [info for info in archive.infolist() if info.file_size <= LARGEST_MEMBER]
            assert len(members) == len(archive.infolist()), "an archive too large to be looked into"
            return "\n".join(f"{info.filename}\n{_read_member(archive.read(info))}" for info in members)
    return body.decode("utf-8", "replace")


def _read_member(body: bytes) -> str:
    """In a workbook a text may be cut into runs: without its tags it is whole again, with them nothing is lost."""
    text = read_body(body)
    return f"{text}\n{TAG.sub('', text)}" if text.startswith("<?xml") else text


@lru_cache(maxsize=200)
def _read_pdf(body: bytes) -> str:
    """Read once for all who receive the same one, whenever it was drawn: reading takes longer than drawing."""
    try:
        pages = PdfReader(io.BytesIO(body)).pages
        text = "\n".join(page.extract_text() for page in pages)
    except Exception:
        return body.decode("utf-8", "replace")
    return f"{text}\n{BREAKS.sub('', unicodedata.normalize('NFKC', text))}"

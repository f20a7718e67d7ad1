"""Small PDFs that readers can open."""

import io
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from accelerator import pdf


def small_pdf(title: str = "Plan", **catalog: Any) -> bytes:
    """One blank page with this title; ``catalog`` is added to what the whole document says of itself."""
    with pikepdf.new() as document:
        document.add_blank_page()
        document.docinfo["/Title"] = title
        for key, value in catalog.items():
            document.Root[f"/{key}"] = document.make_indirect(value)
        content = io.BytesIO()
        document.save(content, deterministic_id=True)
    return content.getvalue()


PDF = small_pdf()


def read_pdf(content: bytes) -> str:
    """The words of a PDF, one space between them, French spaces too."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.fixture
def typeset() -> None:
    """For a test that reads its PDFs, where others have blank ones."""


@pytest.fixture(autouse=True)
def blank_reports(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Typesetting takes half the time of a report, of which most tests read the content alone."""
    if "typeset" not in request.fixturenames:
        monkeypatch.setattr(pdf, "render_balanced", lambda *_arguments, **_options: b"%PDF")

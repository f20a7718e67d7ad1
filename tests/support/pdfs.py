"""Small PDFs that readers can open."""

import io
from typing import Any

import pikepdf
from pypdf import PdfReader


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

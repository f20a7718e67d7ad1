"""Small PDFs that readers can open."""

import io
from typing import Any

import pikepdf


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

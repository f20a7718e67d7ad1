"""Tagged, accessible PDFs (PDF/UA-1), written by typst from the templates of ``templates/**/*.typ``.

What people typed is data, never typst source: a template receives it as JSON through ``sys.inputs`` and prints it
as plain text. The engine reads nothing outside ``templates/`` and the fonts: no network, no system font, so that
the same facts give the same file on every machine.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

TEMPLATES = Path(settings.ROOT) / "templates"
FONTS = Path(settings.ROOT) / "var" / "fonts"


class PdfError(Exception):
    """The document could not be written; the message is for developers, with typst's diagnostic."""


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The house fonts where ``scripts/build_assets.py`` made them, else those inside typst; read once a process."""
    folders = [str(FONTS)] if FONTS.is_dir() else []
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


def render(template: str, data: Mapping[str, Any], *, title: str, language: str, at: datetime) -> bytes:
    """The PDF of ``templates/<template>`` filled with ``data`` (JSON values).

    The template imports ``house.typ``, which sets the document's ``title`` and ``language`` and dates it ``at``,
    the instant its facts were true. Raises :class:`PdfError`: unknown template, value that is not JSON, or a
    document that PDF/UA-1 refuses (a drawing without alternative text, for one).
    """
    path = TEMPLATES / template
    try:
        inputs = {
            "data": json.dumps(data, ensure_ascii=False), "title": title, "language": language,
            "date": at.date().isoformat(),
        }
        written = typst.compile(
            path, root=TEMPLATES, font_paths=fonts(), ignore_system_fonts=True, sys_inputs=inputs, format="pdf",
            pdf_standards=["ua-1"], timestamp=int(at.timestamp()),
        )
    except typst.TypstError as problem:
        raise PdfError(f"{template}: {problem.message}\n{problem.diagnostic}") from problem
    except (OSError, TypeError, ValueError, RuntimeError) as problem:
        raise PdfError(f"{template}: {problem}") from problem
    assert isinstance(written, bytes)
    return written

"""Tagged, accessible PDFs (PDF/UA-1), written by typst from the templates of ``templates/**/*.typ``.

What people typed is data, never typst source: a template receives it as JSON through ``sys.inputs`` and prints it
as plain text. The engine reads nothing outside ``templates/`` and the fonts: no network, no system font, so that
the same facts give the same file on every machine.
"""

import html
import json
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from accelerator import typesetting
from accelerator.environment import ROOT
from accelerator.web.templatetags.prose import typo

TEMPLATES = ROOT / "templates"
FONTS = ROOT / "var" / "fonts"
SUBSTITUTE = "\N{WHITE SQUARE}"
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_JOINING = {"Mn", "Me", "Mc", "Cf", "Sk", "Lm"}
"""Categories of the signs that join the one before: marks, joiners, skin tones."""
_ATTEMPTS = 5
_undrawn: dict[int, str] = {}
"""What other documents taught: signs that no font has, each with its substitute."""
PATIENCE_S = 120
"""For a document written apart."""
VERBATIM = {"svg", "url"}
"""Keys whose values :func:`french_spaces_in` leaves alone: drawings and addresses."""


class PdfError(Exception):
    """The document could not be written; the message is for developers, with typst's diagnostic."""


def render(template: str, data: Mapping[str, object], *, title: str, language: str, at: datetime) -> bytes:
    """The PDF of ``templates/<template>`` filled with ``data`` (JSON values).

    The template imports ``print.typ``, which sets the document's ``title`` and ``language`` and dates it ``at``,
    the instant its facts were true. Control characters are dropped and signs that no font has (an emoji) print as
    a square: PDF/UA-1 refuses a sign without a drawing. Raises :class:`PdfError`: unknown template, value that is
    not JSON, or a document that PDF/UA-1 refuses (a drawing without alternative text, for one).
    """
    return _render(typesetting.compile_pdf, template, data, title=title, language=language, at=at)


def render_balanced(
    template: str, data: Mapping[str, object], *, title: str, language: str, at: datetime
) -> bytes:
    """Render a template that labels its end ``<end>``, as :func:`render`; its last page is not left nearly empty."""
    return _render(typesetting.compile_balanced, template, data, title=title, language=language, at=at)


def render_apart(
    template: str, data: Mapping[str, object], *, title: str, language: str, at: datetime
) -> bytes:
    """Render a long document in a process of its own, as :func:`render`.

    The engine caches hundreds of megabytes for a document of a hundred pages; they are freed with the process. Raises
    :class:`PdfError`, also when it takes too long.
    """
    return _render(_compile_apart, template, data, title=title, language=language, at=at)


def _render(
    compile_it: Callable[..., bytes],
    template: str,
    data: Mapping[str, object],
    *,
    title: str,
    language: str,
    at: datetime,
) -> bytes:
    path = TEMPLATES / template
    if not path.is_file():
        raise PdfError(f"{template}: no such template")
    here: dict[int, str] = {}
    for _attempt in range(_ATTEMPTS):
        signs = {**_undrawn, **here}
        try:
            return compile_it(
                path=str(path),
                root=str(TEMPLATES),
                # our fonts where ``scripts/build_assets.py`` made them, else those inside typst
                folders=[str(FONTS)] if FONTS.is_dir() else [],
                inputs={
                    "data": json.dumps(_make_printable(data, signs), ensure_ascii=False),
                    "title": _make_printable(title, signs),
                    "language": language,
                },
                timestamp=int(at.timestamp()),
            )
        except typesetting.Refused as problem:
            missing = "".join(_NO_GLYPH.findall(problem.diagnostic))
            if not missing:
                raise PdfError(f"{template}: {problem.message}\n{problem.diagnostic}") from problem
            here |= _find_undrawable(_ESCAPE.sub(_decode, missing))
        except (OSError, TypeError, ValueError, RuntimeError, subprocess.TimeoutExpired) as problem:
            raise PdfError(f"{template}: {problem}") from problem
    raise PdfError(f"{template}: signs without a drawing remain")


def _decode(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else match[2]


def _find_undrawable(missing: str) -> dict[int, str]:
    """Each sign to substitute. Side effect: those that have no drawing in any document are remembered.

    typst names a whole cluster when one of its signs has no drawing: under a letter, a mark no font has makes it name
    the letter too. So signs that join others go first, in this document only; a letter that is still named has none.
    """
    joining = {sign for sign in missing if unicodedata.category(sign) in _JOINING}
    replacements = {ord(sign): SUBSTITUTE for sign in joining or set(missing)}
    if not joining:
        _undrawn.update({sign: replacement for sign, replacement in replacements.items() if sign > 0x7F})
    return replacements


def _compile_apart(**facts: object) -> bytes:
    """``typesetting.compile_pdf``, by a process that imports nothing else."""
    command = [sys.executable, "-P", typesetting.__file__]
    done = subprocess.run(
        command, input=json.dumps(facts).encode(), capture_output=True, timeout=PATIENCE_S, check=False
    )
    if done.returncode == typesetting.REFUSED:
        raise typesetting.Refused(*json.loads(done.stderr))
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def _make_printable(value: object, signs: dict[int, str]) -> object:
    if isinstance(value, str):
        return _CONTROLS.sub("", value).translate(signs)
    if isinstance(value, Mapping):
        return {key: _make_printable(item, signs) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_make_printable(item, signs) for item in value]
    return value


def french_spaces_in(value: object) -> Any:
    """Apostrophes and French no-break spaces in every text but drawings and addresses, on rendering only."""
    if isinstance(value, str):
        return html.unescape(typo(_APOSTROPHE.sub("’", value)))
    if isinstance(value, Mapping):
        return {key: item if key in VERBATIM else french_spaces_in(item) for key, item in value.items()}
    return [french_spaces_in(item) for item in value] if isinstance(value, list | tuple) else value

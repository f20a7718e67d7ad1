"""typst itself, and nothing of Django: :mod:`accelerator.pdf` calls it, or runs this file as a process of its own.

As a process: one JSON object on the standard input (``path``, ``root``, ``folders``, ``inputs``, ``timestamp``), the
document on the standard output. A document typst refuses ends with 3, and its message and diagnostic in JSON on the
standard error.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, cast

import typst

REFUSED = 3
SHORT_MM = 90
"""A last page that ends above is nearly empty: a third of it."""


class Refused(Exception):
    """typst, or PDF/UA-1, does not take the document: a message, and where the trouble is."""

    def __init__(self, message: str, diagnostic: str) -> None:
        super().__init__(message, diagnostic)
        self.message, self.diagnostic = message, diagnostic


@lru_cache(maxsize=1)
def fonts(*folders: str) -> typst.Fonts:
    """The fonts of these folders and those inside typst, read once a process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=list(folders))


def compile_pdf(
    *, path: str, root: str, folders: Sequence[str], inputs: Mapping[str, str], timestamp: int
) -> bytes:
    """The PDF/UA-1 of a template. Raises :class:`Refused`."""
    try:
        return typst.compile(
            path,
            root=root,
            font_paths=fonts(*folders),
            ignore_system_fonts=True,
            sys_inputs=dict(inputs),
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=timestamp,
        )
    except typst.TypstError as problem:
        raise Refused(problem.message, problem.diagnostic) from problem


def compile_balanced(*, inputs: Mapping[str, str], **rest: Any) -> bytes:
    """The PDF/UA-1 of a template that labels its end ``<end>``, set tighter where that spares a last page nearly
    empty.

    Raises :class:`Refused`.
    """
    document, end = _compile_marked(inputs=inputs, **rest)
    if end["page"] == 1 or end["y"] > SHORT_MM:
        return document
    tighter, spared = _compile_marked(inputs={**inputs, "tight": "1"}, **rest)
    return tighter if spared["page"] < end["page"] else document


def _compile_marked(
    *, path: str, root: str, folders: Sequence[str], inputs: Mapping[str, str], timestamp: int
) -> tuple[bytes, dict[str, float]]:
    """The PDF, and of its end ``page``, from 1, and ``y``, in millimetres from its top.

    One compiler computes both: another one would take half as long again.
    """
    try:
        compiler = typst.Compiler(
            path,
            root=root,
            font_paths=fonts(*folders),
            ignore_system_fonts=True,
            sys_inputs=dict(inputs),
        )
        document = cast("bytes", compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=timestamp))
        positions = json.loads(compiler.query("<end>", field="value", one=True))
    except typst.TypstError as problem:
        raise Refused(problem.message, problem.diagnostic) from problem
    return document, positions


def main() -> int:
    try:
        document = compile_pdf(**json.load(sys.stdin))
    except Refused as problem:
        sys.stderr.write(json.dumps([problem.message, problem.diagnostic]))
        return REFUSED
    sys.stdout.buffer.write(document)
    return 0


if __name__ == "__main__":
    sys.exit(main())

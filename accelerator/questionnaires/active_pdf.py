"""What a PDF would run, fetch or carry when somebody opens it: refused in words, before it is stored.

Scripts, actions that start a program, bring data in or ask for an address by themselves, forms that compute, files
within the file; and what a click would send away, open elsewhere than in a browser, or run: names after ISO 32000-2,
7.11.4 (embedded files) and 12.6 (actions). Links to pages and addresses are left alone. What is packed must not unpack
to far more than the file (``archives.is_far_too_much``).
"""

import io
import re
import subprocess
import sys
import zlib
from decimal import Decimal
from itertools import takewhile
from pathlib import Path
from typing import Any

import pikepdf
from django.utils.translation import gettext as _

from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.office import MOST_UNPACKED, is_far_too_much, refuse_far_too_much

MOST_MEMORY = 64 * 1024 * 1024
"""Bytes that a packed part of a PDF may hold once unpacked; reading stops there."""
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=MOST_MEMORY,
    run_length_max_memory=MOST_MEMORY,
    png_max_memory=MOST_MEMORY,
    tiff_max_memory=MOST_MEMORY,
)
UNLIMITED = {"/LZWDecode", "/LZW", "/Crypt"}
"""Ways of packing that qpdf would unpack without a limit: they are left packed."""
MOST_PIXELS = 200_000_000
"""Of one image: a poster of the size A0, at 300 dots an inch, has 140 millions."""

KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"}
VALUES = {
    "/S": {"/JavaScript", "/Launch", "/ImportData", "/GoToE", "/GoToR", "/SubmitForm"},
    "/Type": {"/EmbeddedFile"},
}
ANYWHERE = {name for names in VALUES.values() for name in names}
BY_THEMSELVES = {"/OpenAction", "/AA"}
"""Keys of actions that start without a click: as the file, a page or a field opens."""
FETCHING = {"/URI"}
ADDRESSES = {"/URI", "/Base"}
RUNNING = re.compile(r"(javascript|vbscript|data):", re.IGNORECASE)
"""What an address begins with that runs something instead of leading somewhere."""
BLANKS = re.compile(r"[\x00-\x20\x7f]+")
MAY_ACT = re.compile(
    rb"/(JS|JavaScript|EmbeddedFiles?|EF|XFA|RichMediaContent|Launch|ImportData|GoToE|GoToR|SubmitForm|URI|Base"
    rb"|OpenAction|AA)\b"
)
PROBE_SECONDS = 30
"""Of waiting; it works for less (:mod:`pdf_probe`)."""
DEEPEST = 100
Seen = set[tuple[int, int]]
"""Numbers and generations of objects of the file."""


def refuse_active_pdf(file: Any) -> None:
    """AnswerRefused for a PDF that does more than show pages. Raises PdfError for one that cannot be read."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    content = file.read()
    # objects may be packed together; the name of what lists them may be written with « # »
    if (b"/XRef" in content or b"#" in content) and not _is_probed(content):
        raise refuse_far_too_much()
    file.seek(0)
    try:
        with pikepdf.open(file) as document:
            seen: Seen = set()
            active = any(_has_active_part(pdf_object, seen) for pdf_object in document.objects)
            if not active:
                _refuse_too_much(document, size)
    except pikepdf.PasswordError:
        raise AnswerRefused(
            _("Ce PDF est protégé par un mot de passe. Enregistrez-le sans protection, puis renvoyez-le.")
        ) from None
    if active:
        raise AnswerRefused(
            _(
                "Ce PDF contient un programme, un formulaire actif, un fichier joint ou un lien vers un autre fichier."
                " Imprimez-le en PDF, puis envoyez cette copie."
            )
        )


def _is_probed(content: bytes) -> bool:
    """Whether another process, whose memory and time are bounded, reads all the objects: see :mod:`pdf_probe`."""
    command = [sys.executable, "-I", str(Path(__file__).with_name("pdf_probe.py"))]
    try:
        probe = subprocess.run(
            command, input=content, capture_output=True, timeout=PROBE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return probe.returncode == 0


def _has_active_part(node: object, seen: Seen) -> bool:
    """Whether this object of the file does, or contains, one of those things."""
    if isinstance(node, pikepdf.Stream):
        node = node.stream_dict
    if isinstance(node, pikepdf.Name):  # an object of its own, to be named from where it shows less
        return str(node) in ANYWHERE
    if not isinstance(node, pikepdf.Dictionary | pikepdf.Array):
        return False
    # its text is looked at first: most objects end there, a hundred times faster
    return bool(MAY_ACT.search(node.unparse(resolved=True))) and _is_active(node, 0, seen)


def _is_active(node: object, depth: int, seen: Seen) -> bool:
    if depth > DEEPEST:
        return True
    if isinstance(node, pikepdf.Dictionary):
        if any(key in KEYS or (key in VALUES and str(value) in VALUES[key]) for key, value in node.items()):
            return True
        if any(key in ADDRESSES and _is_program(value) for key, value in node.items()):
            return True
        if any(key in BY_THEMSELVES and _fetches(value, 0, seen) for key, value in node.items()):
            return True
        within: list[object] = [value for _key, value in node.items()]
    elif isinstance(node, pikepdf.Array):
        within = list(node)
    else:
        return False
    # what is an object of the file by itself is met by itself
    return any(
        isinstance(item, pikepdf.Object) and not item.is_indirect and _is_active(item, depth + 1, seen)
        for item in within
    )


def _is_program(address: object) -> bool:
    """Whether this address is a program. Readers look past the blanks in it."""
    return isinstance(address, pikepdf.String) and bool(RUNNING.match(BLANKS.sub("", str(address))))


def _refuse_too_much(document: pikepdf.Pdf, size: int) -> None:
    """AnswerRefused once what is packed, but for images, unpacks to far too much, or an image is larger than any wall.

    Images are not unpacked: a scanned white page packs a thousand times.
    """
    unpacked = 0
    for stream in document.objects:
        if not isinstance(stream, pikepdf.Stream):
            continue
        if stream.get("/Subtype") == "/Image":
            is_far = _measure(stream, "/Width") * _measure(stream, "/Height") > MOST_PIXELS
        else:
            unpacked += _count_unpacked(stream)
            is_far = is_far_too_much(unpacked, size)
        if is_far:
            raise refuse_far_too_much()


def _count_unpacked(stream: pikepdf.Stream) -> int:
    """How many bytes a part of the file unpacks to; one that breaks the limit of memory counts as far too much."""
    filters = stream.get("/Filter")
    names = [*map(str, filters)] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if UNLIMITED & set(names):
        return 0
    try:
        return len(stream.read_bytes())
    except pikepdf.PdfError as error:
        layers = list(takewhile("/FlateDecode".__eq__, names))
        is_mixed = isinstance(error, pikepdf.DataDecodingError) and layers != names
        is_bomb = is_mixed or _overflows(stream.read_raw_bytes(), layers=len(layers))
        return MOST_UNPACKED + 1 if is_bomb else 0


def _measure(image: pikepdf.Stream, name: str) -> int:
    """A side of an image, in dots; a file may have any value there."""
    value = image.get(name)
    return int(value) if isinstance(value, int | Decimal) else 0


def _overflows(packed: bytes, *, layers: int) -> bool:
    """Whether this unpacks to more than the limit, rather than being broken."""
    for _layer in range(layers):
        try:
            packed = zlib.decompressobj().decompress(packed, MOST_MEMORY + 1)
        except zlib.error:
            return False
        if len(packed) > MOST_MEMORY:
            return True
    return False


def _fetches(node: object, depth: int, seen: Seen) -> bool:
    """Whether this action, one of these actions, or a following one, fetches an address by itself.

    Side effect: the objects that were looked at are ``seen``: several actions may lead to one, at each step of a chain.
    """
    if depth > DEEPEST:
        return True
    if not isinstance(node, pikepdf.Array | pikepdf.Dictionary):
        return False
    if node.is_indirect:
        if node.objgen in seen:
            return False
        seen.add(node.objgen)
    if isinstance(node, pikepdf.Array):
        return any(_fetches(item, depth + 1, seen) for item in node)
    if str(node.get("/Type", "")) in {"/Page", "/Pages"}:  # where to go, not what to do
        return False
    if "/S" in node:
        return str(node.S) in FETCHING or _fetches(node.get("/Next"), depth + 1, seen)
    return any(_fetches(action, depth + 1, seen) for _event, action in node.items())

"""Office documents: plain archives, which must neither unpack to far too much nor run or fetch anything when opened.

Only the directory of an archive is read, nothing is unpacked. The directory is refused before it is parsed when it is
larger than any document's. A bomb shows in what the directory declares; a file that is a document for one reader and
something else for another shows in bytes that belong to no part of the archive.

Refused: macros, controls, objects of other programs, programs, whatever is fetched from elsewhere (templates, objects,
images), commands to other programs (DDE), declarations of entities (DTD). Links that a reader clicks to a page are left
alone, and so are the spreadsheets that Office keeps behind charts.
"""

import io
import re
import struct
import zipfile
from typing import IO

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.translation import gettext as _

from accelerator.questionnaires.errors import AnswerRefused

START, END = b"PK\x03\x04", b"PK\x05\x06"
_END_RECORD = struct.Struct("<4s4H2LH")
LARGEST_COMMENT = 65_535
LARGEST_DIRECTORY = 1024 * 1024
"""Bytes: some ten thousand parts, far above what office software writes."""
MOST_UNPACKED = 400 * 1024 * 1024
MOST_RATIO = 120
"""Unpacked size over packed size of the whole; text of a spreadsheet packs 10 to 30 times."""
SURELY_FINE = 20 * 1024 * 1024
"""Bytes: a document that unpacks to less than this is no bomb, whatever its ratio."""


class NotPlain(Exception):
    """Not an archive, or one with more than the document of its type."""


def _end_record(file: IO[bytes], size: int) -> tuple[int, int, int]:
    """The start of the end record, the length of the directory and its position. Raises NotPlain."""
    start = max(0, size - _END_RECORD.size - LARGEST_COMMENT)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < _END_RECORD.size:
        raise NotPlain
    record = _END_RECORD.unpack_from(tail, at)
    directory, place, comment = record[5], record[6], record[7]
    if comment or len(tail) - at != _END_RECORD.size:
        raise NotPlain  # bytes after the archive
    return start + at, directory, place


def is_archive_too(file: IO[bytes], size: int) -> bool:
    """Whether a file of another type can be opened as a zip archive as well."""
    file.seek(max(0, size - _END_RECORD.size - LARGEST_COMMENT))
    return END in file.read()


def parts(file: IO[bytes], size: int) -> list[str]:
    """The names of the archive's parts. ``size`` in bytes.

    Raises NotPlain for what is no plain archive; AnswerRefused, in words, for one that unpacks to far too much.
    """
    file.seek(0)
    if file.read(len(START)) != START:
        raise NotPlain  # bytes before the archive
    end, directory, place = _end_record(file, size)
    if directory > LARGEST_DIRECTORY:
        raise refuse_far_too_much()
    if place + directory != end:
        raise NotPlain  # something between the parts and their directory, or more than 4 GB declared
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise NotPlain from error
    unpacked, packed = sum(row.file_size for row in entries), sum(row.compress_size for row in entries)
    if is_far_too_much(unpacked, size):
        raise refuse_far_too_much()
    if packed > size:
        raise refuse_far_too_much()  # parts that overlap: one packed text, unpacked many times
    names = [row.filename for row in entries]
    if len(set(names)) != len(names) or any(_is_outside(name) for name in names):
        raise NotPlain
    return names


def _is_outside(name: str) -> bool:
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/")


def is_far_too_much(unpacked: int, size: int) -> bool:
    """Whether a file of ``size`` that unpacks to ``unpacked`` is a bomb. Both in bytes."""
    return unpacked > MOST_UNPACKED or (unpacked > SURELY_FINE and unpacked > MOST_RATIO * max(size, 1))


def refuse_far_too_much() -> AnswerRefused:
    """The refusal of a bomb, in words."""
    return AnswerRefused(
        _(
            "Une fois ouvert, ce document serait démesuré. Enregistrez-le de nouveau depuis votre logiciel, ou en PDF,"
            " puis renvoyez-le."
        )
    )


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROGRAMS = (OLE, b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xcf", b"\xca\xfe\xba\xbe")
"""How compound files of OLE, and programs of Windows, Linux and macOS, begin."""
ARCHIVE = b"PK\x03\x04"
BEHIND_A_CHART = re.compile(r"(word|ppt|xl)/embeddings/[^/]+\.(docx|xlsx|pptx)", re.IGNORECASE)
MACROS = re.compile(
    r"vbaproject|(^|/)activex/|^scripts/|^basic/(?!.*(script|dialog)-l[bc]\.xml$).+[^/]$", re.IGNORECASE
)
ACTIVE_RELATIONS = {"oleObject", "vbaProject", "wordVbaData", "control", "activeXControlBinary"}
RUNNING = re.compile(r"\s*(javascript|vbscript|data):", re.IGNORECASE)
"""What the address of a link begins with that runs something."""
ELSEWHERE = re.compile(r"(?!file:///[a-z]:)([a-z][a-z0-9+.-]+:|[/\\]{2})", re.IGNORECASE)
"""Another machine; the author's own disk is nowhere for others."""
ENTITIES = re.compile(rb"<!ENTITY")
DECLARATIONS = re.compile(rb"<!(DOCTYPE|ENTITY)")
WITH_DTD = re.compile(r"(Basic|Dialogs)/.*-l[bc]\.xml|META-INF/manifest\.xml")
"""Lists that OpenOffice begins with the name of its DTD; no entity is declared there either."""
PREFIX = rb"<([\w.-]{1,40}:)?"
"""Any that the document declares: it chooses its own."""
TAGS = rb"(<[^<>]{0,200}>\s*){0,12}"
D, E = rb"([Dd]|&#0*(68|100);|&#x0*[46]4;)", rb"([Ee]|&#0*(69|101);|&#x0*[46]5;)"
"""A letter, or its number."""
COMMANDS = re.compile(
    DECLARATIONS.pattern
    + rb"|"
    + PREFIX
    + rb"(ddeLink|dde-source|dde-connection)\b"
    + rb"|instr(Text)?\b[^<>]{0,60}[>\"']\s*"
    + TAGS.join((D, D, E))
    + rb"|vnd\.sun\.star\.script:"
    + rb"|:href=[\"']\s*(?i:(javascript|vbscript|data):|[a-z:/\\.]{0,20}&#)"
    + rb"|"
    + PREFIX
    + rb"(template|section-source|object(-ole)?|image|plugin|applet|floating-frame|table-source)\b[^<>]{0,2000}"
    + rb":href=[\"'](?i:https?:|ftp:|file://[^/]|//|\\\\)"
)
CHUNK, OVERLAP = 1024 * 1024, 4096
LARGEST_RELATIONS = 8 * 1024 * 1024
"""Bytes."""


class Active(Exception):
    """It runs or fetches something."""


def refuse_active_office(file: IO[bytes]) -> None:
    """AnswerRefused for a document that does more than show itself. Raises BadZipFile, OSError for a broken one."""
    try:
        _look_into(file)
    except Active:
        raise AnswerRefused(
            _(
                "Ce document contient une macro ou un objet d’un autre logiciel, ou va chercher ailleurs une image"
                " ou un modèle. Enregistrez-le en PDF, puis renvoyez-le."
            )
        ) from None


def _look_into(file: IO[bytes], *, within: bool = False) -> None:
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        for part in archive.infolist():
            if MACROS.search(part.filename):
                raise Active
            with archive.open(part) as stream:
                head = stream.read(8)
                if head.startswith(PROGRAMS):
                    raise Active
                if head.startswith(ARCHIVE):
                    _look_behind_a_chart(part, head + stream.read(MOST_UNPACKED), within=within)
                elif part.filename.lower().endswith(".rels"):
                    _look_at_relations(head + stream.read(LARGEST_RELATIONS))
                elif _is_markup(part.filename, head):
                    _look_for(ENTITIES if WITH_DTD.fullmatch(part.filename) else COMMANDS, head, stream)


def _look_behind_a_chart(part: zipfile.ZipInfo, content: bytes, *, within: bool) -> None:
    """A document in the document must be as harmless, and contain no third one."""
    if within or not BEHIND_A_CHART.fullmatch(part.filename):
        raise Active
    inner = io.BytesIO(content)
    try:
        parts(inner, len(content))
    except NotPlain:
        raise Active from None
    _look_into(inner, within=True)


def _look_at_relations(content: bytes) -> None:
    try:
        relations = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        raise Active from None
    for relation in relations:
        kind = relation.get("Type", "").rpartition("/")[2]
        target = relation.get("Target", "").strip()
        if kind in ACTIVE_RELATIONS:
            raise Active
        if RUNNING.match(target):
            raise Active
        if relation.get("TargetMode") == "External" and kind != "hyperlink" and ELSEWHERE.match(target):
            raise Active


def _is_markup(name: str, head: bytes) -> bool:
    """A document declares which part is its text, whatever its name. Drawings begin with a DTD."""
    is_text = head.lstrip(b"\xef\xbb\xbf\xfe\xff\0\t\r\n ")[:1] in (b"<", b"")
    return name.lower().endswith(".xml") or (is_text and not name.lower().endswith(".svg"))


def _look_for(commands: re.Pattern[bytes], head: bytes, stream: IO[bytes]) -> None:
    """Raises Active when the text contains a field. Zeros are left out: they stand between the letters of a text in
    UTF-16."""
    seen = head
    while chunk := stream.read(CHUNK):
        seen = seen[-OVERLAP:] + chunk
        if commands.search(seen.replace(b"\0", b"")):
            raise Active

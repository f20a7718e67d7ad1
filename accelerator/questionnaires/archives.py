"""Office documents are zip archives: is this one plain and honest? Only its directory is read, nothing is unpacked.

The directory is refused before it is parsed when it is larger than any document's. A bomb shows in what the directory
declares; a file that is a document for one reader and something else for another shows in bytes that belong to no
part of the archive.
"""

import struct
import zipfile
from typing import IO

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
    """Not an archive, or one that holds more than the document it says it is."""


def _end_record(file: IO[bytes], size: int) -> tuple[int, int, int]:
    """Where the end record starts, the length of the directory and its place. Raises NotPlain."""
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
            found = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise NotPlain from error
    unpacked, packed = sum(row.file_size for row in found), sum(row.compress_size for row in found)
    if is_far_too_much(unpacked, size):
        raise refuse_far_too_much()
    if packed > size:
        raise refuse_far_too_much()  # parts that overlap: one packed text, unpacked many times
    names = [row.filename for row in found]
    if len(set(names)) != len(names) or any(_escapes(name) for name in names):
        raise NotPlain
    return names


def _escapes(name: str) -> bool:
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

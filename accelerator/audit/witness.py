"""What is known of the audit log outside the database: files of one folder (``AUDIT_WITNESS_FOLDER``).

``2026-11-29.log`` has a line for each entry once its transaction is committed, and one for each head as entries are
sealed; ``heads.log`` has the head of each night for good. A line is ``entry <id> <mac>`` or
``head <position> <hash> <hour>``. The folder belongs to one machine: each knows what its own processes wrote.
"""

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

logger = logging.getLogger(__name__)

HEADS = "heads.log"
DAYS = "????-??-??.log"
ENTRY = re.compile(r"entry (\d{1,18}) ([0-9a-f]{64})", re.ASCII)
HEAD = re.compile(r"head (\d{1,18}) ([0-9a-f]{64}) (\S+)", re.ASCII)


@dataclass(frozen=True)
class Head:
    """The last seal of the log at some hour; ``position`` is also how many entries were sealed by then."""

    position: int
    hash: str
    hour: str = ""


@dataclass
class Witnessed:
    """What the files of the witness contain. ``entries``: id → mac."""

    heads: list[Head] = field(default_factory=list)
    entries: dict[int, str] = field(default_factory=dict)


def append_entries(macs: Mapping[int, str]) -> None:
    """Append one line for each entry to the file of the day."""
    _append(_name_file_of_today(), (f"entry {pk} {mac}" for pk, mac in macs.items()))


def append_head(position: int, seal: str, *, for_good: bool = False) -> None:
    """Append one line to the file of the day or, ``for_good``, to the file of all nights."""
    hour = timezone.now().astimezone(UTC).isoformat(timespec="seconds")
    _append(HEADS if for_good else _name_file_of_today(), [f"head {position} {seal} {hour}"])


def read() -> Witnessed:
    """All lines of the folder. A line that is not whole, left by a full disk, is passed over."""
    witnessed = Witnessed()
    for path in [*_list_days(), _find_folder() / HEADS]:
        text = path.read_text(encoding="ascii", errors="replace") if path.exists() else ""
        for line in text.splitlines():
            if entry := ENTRY.fullmatch(line):
                witnessed.entries[int(entry[1])] = entry[2]
            elif head := HEAD.fullmatch(line):
                witnessed.heads.append(Head(int(head[1]), head[2], head[3]))
    return witnessed


def set_aside(*, at: datetime) -> Path | None:
    """Move the files to a folder beside, dated, when what they know is of another database; returns it."""
    files = [path for path in [*_list_days(), _find_folder() / HEADS] if path.exists()]
    if not files:
        return None
    aside = _find_folder() / f"before-{at.astimezone(UTC):%Y-%m-%dT%H%M%S}"
    aside.mkdir(mode=0o700)
    for path in files:
        path.rename(aside / path.name)
    return aside


def remove_days(*, before: date) -> None:
    """Remove the files of these days: the heads of their nights stay."""
    for path in _list_days():
        if path.stem < before.isoformat():
            path.unlink()


def _find_folder() -> Path:
    return Path(settings.AUDIT_WITNESS_FOLDER)


def _name_file_of_today() -> str:
    return f"{timezone.now().astimezone(UTC):%Y-%m-%d}.log"


def _list_days() -> list[Path]:
    return sorted(_find_folder().glob(DAYS))


def _append(name: str, lines: Iterable[str]) -> None:
    """One write: lines of several processes do not mix. The entries are committed: a full disk refuses nothing."""
    try:
        _find_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        with (_find_folder() / name).open("ab", buffering=0) as file:
            file.write("".join(f"{line}\n" for line in lines).encode("ascii"))
    except OSError as problem:
        logger.error("the witness of the audit log cannot write to %s: %s", _find_folder(), problem)

"""What an edition suggests for the next one, part by part: the apps above read it from their rows."""

from collections.abc import Callable
from dataclasses import dataclass

from programmes.enums import ClonedPart
from programmes.models import Edition


@dataclass(frozen=True)
class Lesson:
    """``figure`` is short, ``text`` its unit; ``href`` lists the counted rows, under ``label``."""

    part: ClonedPart
    """What a new edition would take over as it was."""
    figure: str
    text: str
    href: str
    label: str


_readers: list[Callable[[Edition], list[Lesson]]] = []


def register(reader: Callable[[Edition], list[Lesson]]) -> None:
    if reader not in _readers:
        _readers.append(reader)


def read_lessons(edition: Edition) -> list[Lesson]:
    """In the order of the year."""
    return [lesson for reader in _readers for lesson in reader(edition)]

"""What waits in an edition, as its organisers read it."""

from datetime import datetime
from typing import Any

from programmes.models import Edition
from programmes.todo import TodoLine, read_todo


def read_lines(
    edition: Edition, reader: Any, at: datetime, *, closed_pages: set[str] = frozenset()
) -> list[TodoLine]:  # type: ignore[assignment]
    """The lines of this reader, who may open every page but ``closed_pages``."""
    fresh = Edition.objects.select_related("call").get(pk=edition.pk)
    todo = read_todo(reader, [fresh], at, lambda page, _edition: page not in closed_pages)
    return todo[fresh.pk].lines


def name_line(line: TodoLine) -> str:
    return line.title if line.number is None else f"{line.number} {line.title}"


def list_titles(edition: Edition, reader: Any, at: datetime) -> list[str]:
    """« 3 dossiers à vérifier », in their order."""
    return [name_line(line) for line in read_lines(edition, reader, at)]


def find_line(edition: Edition, reader: Any, at: datetime, title: str) -> TodoLine | None:
    """The line of this title, without its number."""
    lines = read_lines(edition, reader, at)
    return next((line for line in lines if line.title == title), None)

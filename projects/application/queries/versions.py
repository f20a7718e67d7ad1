"""The versions of a dossier: what was sent each time, and what changed from one to the next."""

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from accelerator.questionnaires import kinds, queries
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import AnswerSheet
from accelerator.questionnaires.queries import Content, ReadableAnswer, ReadableSection
from projects.models import Application, ApplicationVersion

_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n?")
_CUTS = {
    "words": _TOKENS,
    "items": re.compile(r", |(?:(?!, ).)+", re.DOTALL),
    "lines": _LINES,
    "": re.compile(r".+", re.DOTALL),
}
"""By ``compared_by`` of a kind of question; one that was chosen, and not written, changes whole."""
MOST_TOKENS = 3000
"""Beyond, texts are compared line by line: word by word would take too long, and help nobody."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text: ``kind`` is ``same``, ``added`` or ``removed``."""

    kind: str
    text: str


@dataclass(frozen=True)
class AnswerChange:
    """One answer that is not the same in both versions: the changed text in pieces, and files come and gone."""

    label: str
    section: str
    pieces: Sequence[Piece]
    files_added: Sequence[str]
    files_removed: Sequence[str]


def snapshot(content: Content) -> dict[str, object]:
    """The facts of a sheet, as stored in ``ApplicationVersion.snapshot``."""
    files = {
        key: [{"name": file.name, "size": file.size, "sha256": file.sha256} for file in attached]
        for key, attached in content.files.items()
    }
    return {
        "answers": {key: value for key, value in content.values.items() if key not in files},
        "files": files,
    }


def versions_of(application: Application) -> "QuerySet[ApplicationVersion]":
    """All that was sent, the latest first, with who sent it and the sheet."""
    return application.versions.select_related("submitted_by", "sheet").defer("snapshot").order_by("-number")


def with_standing_version(applications: "QuerySet[Application]") -> "QuerySet[Application]":
    """The same, with what :func:`standing_version` reads, for a whole list at once."""
    latest = ApplicationVersion.objects.filter(application=OuterRef("pk")).order_by("-number")
    return applications.annotate(
        version_number=Subquery(latest.values("number")[:1]),
        version_at=Subquery(latest.values("submitted_at")[:1]),
    )


def standing_version(application: Application) -> tuple[int, datetime | None]:
    """The number of the version that counts and when it came; ``(0, None)`` before the first. 1 query unless annotated.

    A completed dossier retains the ``submitted_at`` of its first sending: this is the instant of its fingerprint.
    """
    if not hasattr(application, "version_number"):
        application = with_standing_version(Application.objects.order_by()).only("pk").get(pk=application.pk)
    return application.version_number or 0, application.version_at  # type: ignore[attr-defined]


def changes(
    before: AnswerSheet,
    after: AnswerSheet,
    audiences: Collection[AnswerAudience | str],
    mask: Callable[[list[ReadableSection]], list[ReadableSection]] = list,
) -> list[AnswerChange]:
    """What differs from ``before`` to ``after``, answer by answer, in the order of the form. 6 queries at most.

    ``mask``: how the answers are read by who may not know who applies.
    """
    old, new = (_index_answers(mask(queries.readable(sheet, audiences))) for sheet in (before, after))
    answers_changed = []
    for key in [*new, *(key for key in old if key not in new)]:
        section, now = new.get(key, ("", None))
        was_section, was = old.get(key, ("", None))
        change = _change(section or was_section, was, now)
        if change:
            answers_changed.append(change)
    return answers_changed


def _index_answers(sections: Iterable[ReadableSection]) -> dict[str, tuple[str, ReadableAnswer]]:
    return {answer.question.key: (section.title, answer) for section in sections for answer in section.rows}


def _change(section: str, was: ReadableAnswer | None, now: ReadableAnswer | None) -> AnswerChange | None:
    before, after = was.text if was else "", now.text if now else ""
    removed, added = _index_files(was), _index_files(now)
    if before == after and removed == added:
        return None
    label = (now or was).label  # type: ignore[union-attr]  # a key comes from one of the two
    return AnswerChange(
        label,
        section,
        compare(before, after, _CUTS[kinds.kind_of((now or was).question).compared_by])  # type: ignore[union-attr]
        if before != after
        else [],
        [name for mark, name in added.items() if mark not in removed],
        [name for mark, name in removed.items() if mark not in added],
    )


def _index_files(row: ReadableAnswer | None) -> dict[tuple[str, str], str]:
    return (
        {(attachment.sha256, attachment.name): attachment.name for attachment in row.attachments}
        if row
        else {}
    )


def compare(before: str, after: str, cut: "re.Pattern[str]" = _TOKENS) -> list[Piece]:
    """``before`` and ``after`` as one text: what stayed, what was removed, what was added, by pieces of ``cut``.

    >>> compare("un écran", "un grand écran")
    [Piece(kind='same', text='un '), Piece(kind='added', text='grand '), Piece(kind='same', text='écran')]
    """
    if len(before) + len(after) > MOST_TOKENS * 4:
        cut = _LINES
    old, new = cut.findall(before), cut.findall(after)
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[i1:i2])))
            continue
        if i1 < i2:
            pieces.append(Piece("removed", "".join(old[i1:i2])))
        if j1 < j2:
            pieces.append(Piece("added", "".join(new[j1:j2])))
    return _gather(pieces)


def _gather(pieces: Sequence[Piece]) -> list[Piece]:
    """Merge changes separated by a blank: a rewritten sentence reads as one."""
    merged: list[Piece] = []
    removed, added, blanks = "", "", ""

    def flush() -> None:
        nonlocal removed, added
        if removed:
            merged.append(Piece("removed", removed))
        if added:
            merged.append(Piece("added", added))
        removed = added = ""

    for piece in pieces:
        if piece.kind == "same" and piece.text.isspace() and (removed or added) and "\n" not in piece.text:
            blanks = piece.text
            continue
        if piece.kind == "same":
            flush()
            merged.append(Piece("same", blanks + piece.text))
            blanks = ""
            continue
        if blanks:
            removed, added, blanks = removed + blanks, added + blanks, ""
        if piece.kind == "removed":
            removed += piece.text
        else:
            added += piece.text
    flush()
    if blanks:
        merged.append(Piece("same", blanks))
    return merged

"""What each reader may read of a dossier (one answer for print, PDF, files and history), and its versions."""

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from accelerator.accounts.models import User
from accelerator.questionnaires import kinds, queries
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import AnswerSheet, Attachment
from accelerator.questionnaires.queries import Content, ReadableAnswer, ReadableSection
from projects.anonymity.queries import Anonymiser, hide_names, read_anonymiser
from projects.models import AccessEnd, Application, ApplicationVersion, ProjectMember

HOLDER, ORGANISER, REVIEWER = "holder", "organiser", "reviewer"


@dataclass(frozen=True)
class Reader:
    """Somebody who reads a dossier: as its ``holder``, as an ``organiser`` or as a ``reviewer``.

    ``is_assigned``: a reviewer has to review it; otherwise they chair the committee or write its minutes, or read
    it without a vote (``is_read_by_juror``). ``anonymiser``: how they read it without who applies.
    """

    kind: str
    is_assigned: bool = True
    is_read_by_juror: bool = True
    anonymiser: Anonymiser | None = None

    @property
    def audiences(self) -> set[AnswerAudience]:
        """Whose answers they read: the committee never reads what is for the organisers or for the logistics."""
        return set(JURY_READS) if self.kind == REVIEWER else set(AnswerAudience)

    def mask(self, sections: list[ReadableSection]) -> list[ReadableSection]:
        """These answers as this person reads them."""
        return self.anonymiser.mask_sections(sections) if self.anonymiser else sections

    @property
    def reads_history(self) -> bool:
        return self.kind != REVIEWER

    def home_of(self, application: Application) -> str:
        """The page this person came from."""
        if self.kind == HOLDER:
            return reverse("projects:application", args=[application.reference])
        if self.kind == ORGANISER:
            slug = application.call.edition.slug
            return reverse("projects:manage_application", args=[slug, application.reference])
        if self.is_read_by_juror and not self.is_assigned:
            return reverse("projects:discussion", args=[application.reference])
        if not self.is_assigned:
            return reverse("projects:decide", args=[application.call.edition.slug, application.reference])
        return reverse("projects:review", args=[application.reference])


def reader_of(application: Application, user: User) -> Reader:
    """How this person reads the dossier, which must be ``visible_to(user)``, with ``call__edition``. One query, and
    those of :func:`read_anonymiser` for who reads it without who applies."""
    this, readers = (
        Application.objects.filter(pk=application.pk),
        Application.objects.filter(pk=OuterRef("pk")),
    )
    holds, organises, reviews, is_read_by_juror = (
        this.order_by()
        .annotate(
            is_member=Exists(readers.of_member(user)),
            is_organised=Exists(readers.read_by_organiser(user)),
            is_reviewed=Exists(readers.reviewed_by(user)),
            is_read_by_juror=Exists(readers.read_by_juror(user)),
        )
        .values_list("is_member", "is_organised", "is_reviewed", "is_read_by_juror")
        .get()
    )
    kind = HOLDER if holds else ORGANISER if organises else REVIEWER
    is_masked = kind == REVIEWER and application.call.edition.hides_identities
    anonymiser = read_anonymiser(application) if is_masked else None
    return Reader(kind, is_assigned=reviews, is_read_by_juror=is_read_by_juror, anonymiser=anonymiser)


def read_as_juror(application: Application, *, hides_names: bool) -> tuple[Reader, list[ReadableSection]]:
    """How a member of the committee reads a dossier that they review, and its answers: 1 query, 2 with files.

    2 more where ``hides_names``; the names are then hidden on the object too.
    """
    if not hides_names:
        return Reader(REVIEWER), queries.list_readable_sections(application.sheet, JURY_READS)
    every = queries.list_readable_sections(application.sheet)
    reader = Reader(REVIEWER, anonymiser=read_anonymiser(application, every))
    hide_names(application)
    read = [
        replace(section, rows=[row for row in section.rows if row.question.audience in JURY_READS])
        for section in every
    ]
    return reader, reader.mask([section for section in read if section.rows])


def dossier_sections(
    sheet: AnswerSheet, reader: Reader
) -> tuple[Sequence[ReadableSection], Sequence[ReadableSection]]:
    """The answers this reader may read, and those that serve the welcome only, apart: 4 queries at most.

    An organiser's copy may go round a table: what only the logistics needs is separate, at the end. Holders
    read theirs where they wrote them.
    """
    if reader.kind != ORGANISER:
        return reader.mask(queries.list_readable_sections(sheet, reader.audiences)), []
    return (
        queries.list_readable_sections(sheet, reader.audiences - {AnswerAudience.LOGISTICS}),
        queries.list_readable_sections(sheet, {AnswerAudience.LOGISTICS}),
    )


def readable_files(application: Application, reader: Reader) -> QuerySet[Attachment]:
    """The files of the dossier this person may download: all for holders and organisers, the jury's for reviewers.

    Organisers read those of every version that was sent, holders those of the version they are writing too.
    """
    if reader.kind == REVIEWER:
        return Attachment.objects.filter(sheet=application.sheet_id, question__audience__in=reader.audiences)
    readable = Q(sheet=application.sheet_id) | Q(sheet__version__application=application)
    if reader.kind == HOLDER:
        readable |= Q(sheet__next_application=application)
    return Attachment.objects.filter(readable)


JURY_READS = {AnswerAudience.JURY, AnswerAudience.PUBLIC}


def find_lost_dossier(member: User, reference: str, at: datetime) -> tuple[Application, AccessEnd] | None:
    """A dossier of a project that this person left."""
    left = ProjectMember.objects.former().filter(user=member).values("project")
    rows = Application.objects.filter(project__in=left)
    application = rows.select_related("call__edition").order_by().filter(reference=reference).first()
    return (application, AccessEnd.LEFT) if application else None


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
    """Annotate the number and the date of each latest version, so that :func:`standing_version` needs no query."""
    latest = ApplicationVersion.objects.filter(application=OuterRef("pk")).order_by("-number")
    return applications.annotate(
        version_number=Subquery(latest.values("number")[:1]),
        version_at=Subquery(latest.values("submitted_at")[:1]),
    )


def standing_version(application: Application) -> tuple[int, datetime | None]:
    """The number and the date of the latest version; ``(0, None)`` before the first. One query unless annotated.

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
    """What differs from ``before`` to ``after``, answer by answer, in the order of the form. 4 queries at most.

    ``mask``: how the answers are read by who may not know who applies.
    """
    old, new = (
        _index_answers(mask(queries.list_readable_sections(sheet, audiences))) for sheet in (before, after)
    )
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

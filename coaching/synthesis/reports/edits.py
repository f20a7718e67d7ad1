"""What organisers wrote, laid over what is generated."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from coaching.models import EditedSection, SectionDraft
from coaching.synthesis.reports.citations import Citation, SurveyWords
from coaching.synthesis.reports.document import (
    Document,
    Section,
    is_empty,
    is_taken_back,
    join_text,
    make_section,
)
from coaching.synthesis.reports.typed_figures import find_counted


def apply_edits(document: Document, edits: Iterable[EditedSection]) -> Document:
    """The document with each edited section as it was written; one that no facts make any more stands at the end,
    unless it was of one project, which took them back.
    """
    written = {edit.section: edit for edit in edits if edit.own or edit.added}
    sections = [_apply(section, written.pop(section["key"], None)) for section in document["sections"]]
    left = [_apply(make_section(edit.section, edit.title), edit) for edit in written.values()]
    added = [section for section in left if not is_taken_back(section)]
    return {**document, "sections": [*sections, *added]}


def _apply(section: Section, edit: EditedSection | None) -> Section:
    return {**section, "own": edit.own, "added": edit.added} if edit else section


@dataclass(frozen=True)
class SectionState:
    """A section of the last version beside what was written in it; ``edit`` is ``None`` before anybody wrote."""

    key: str
    title: str
    generated: str
    has_facts: bool
    edit: EditedSection | None
    citations: tuple[Citation, ...] = ()
    """Paragraphs written here that cite words which may not be quoted: readers do not see them."""
    counted: str = ""
    """What the site counts, where a figure that was written is another."""

    @property
    def draft(self) -> SectionDraft | None:
        """What is typed here, once somebody did."""
        return getattr(self.edit, "draft", None)

    @property
    def waits(self) -> bool:
        """Somebody typed a text that no document has yet."""
        return bool(self.draft and self.draft.is_waiting)

    @property
    def is_written(self) -> bool:
        return bool(self.edit and (self.edit.own or self.edit.added))

    @property
    def has_moved(self) -> bool:
        """The generated text is no longer the one that ``own`` was written over: somebody decides."""
        return bool(self.edit and self.edit.own and self.edit.generated != self.generated)


def show_sections(
    content: Document, edits: Iterable[EditedSection], words: SurveyWords | None = None
) -> list[SectionState]:
    """Every section, empty ones too, since an organiser may be the only one to write there."""
    written: Mapping[str, Any] = {edit.section: edit for edit in edits}
    return [
        SectionState(
            key=section["key"],
            title=section["title"],
            generated=join_text(section),
            has_facts=bool(section["blocks"]),
            edit=(edit := written.get(section["key"])),
            counted=find_counted(_apply(section, edit), "own", "added"),
            citations=tuple(words.list_citations(edit.own, edit.added)) if words and edit else (),
        )
        for section in content["sections"]
        # older versions have an unnamed section for what coaches say to the organisers alone
        if section["title"] or section["key"] in written or not is_empty(section)
    ]

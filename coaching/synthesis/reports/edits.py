"""Texts that organisers put in place of generated ones; a figure they typed has the site's count beside it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _

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

NUMBER = re.compile(r"\d+(?:\s\d{3}\b)*(?:[.,]\d+)?")
COUNTED = re.compile(rf"({NUMBER.pattern}|\b[^\W\d_]+)\s+([^\W\d_]+)")
DAY = r"\d{1,2}(?:er|st|nd|rd|th)?"
HOUR_OR_YEAR = r"\d{1,2}\s?(?:h|:)\s?(?:\d\d)?\b|\b(?:19|20)\d\d\b"
LETTERS = {
    word: number
    for words in (
        "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
    )
    for number, word in enumerate(words.split(), 2)
}
"""Larger numbers are written in digits."""


def find_counted(section: Section, *names: str) -> str:
    """The counted sentences of this section, if a text of an organiser (``own``, ``added``) has a figure that is none
    of its counts; else "". The active language must be the document's: days and years are no figures."""
    counted = [sentence["text"] for sentence in section["text"] if _list_figures(sentence["text"])]
    typed = "\n".join(section[name] for name in names)
    if not typed.strip() or not counted:
        return ""
    figures = _list_figures(" · ".join([join_text(section), *_list_texts(section["blocks"])]))
    if _list_figures(typed) <= figures and not _miscounts(typed, " ".join(counted)):
        return ""
    return " ".join(counted)


def describe_authors(section: Section) -> dict[str, str]:
    """The note under each text of an organiser, ``own_by`` and ``added_by``, or "": its authorship, and once the
    counts of the site, if they differ."""
    of_own = find_counted(section, "own")
    of_added = "" if of_own else find_counted(section, "added")
    return {
        "own_by": _describe_author(of_own) if section["own"] else "",
        "added_by": _describe_author(of_added) if section["added"] else "",
    }


def _describe_author(counted: str) -> str:
    if not counted:
        return _("Écrit par l’organisation")
    return _("Écrit par l’organisation · compté : %(counted)s") % {"counted": counted}


def _list_figures(text: str) -> set[str]:
    return {_read_number(number) for number in NUMBER.findall(_leave_dates_out(text))}


def _miscounts(own: str, counted: str) -> bool:
    """Whether it has another number in letters than the count: « douze dossiers »."""
    numbers = {noun.casefold(): _read_number(number) for number, noun in COUNTED.findall(counted)}
    typed = ((str(LETTERS.get(word.casefold(), "")), noun.casefold()) for word, noun in COUNTED.findall(own))
    return any(number and numbers.get(noun, number) != number for number, noun in typed)


def _leave_dates_out(text: str) -> str:
    months, weekdays = (
        "|".join(re.escape(str(name)) for name in names.values()) for names in (MONTHS, WEEKDAYS)
    )
    day = rf"(?:(?:{weekdays})\s+)?{DAY}"
    dates = rf"(?:{day}\s+(?:au|et|to|and)\s+)?{day}\s+(?:{months})\b|\b(?:{weekdays}|{months})\s+{DAY}\b"
    return re.sub(rf"{dates}|{HOUR_OR_YEAR}", "", text, flags=re.IGNORECASE)


def _read_number(text: str) -> str:
    return re.sub(r"\s", "", text).replace(",", ".")


def _list_texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, item in value.items():
            if name not in ("source", "row_sources"):
                yield from _list_texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _list_texts(item)


def apply_edits(document: Document, edits: Iterable[EditedSection]) -> Document:
    """The document with the edited sections; one that no facts give any more is at the end, unless it was of one
    project, which withdrew them."""
    written = {edit.section: edit for edit in edits if edit.own or edit.added}
    sections = [_apply(section, written.pop(section["key"], None)) for section in document["sections"]]
    unplaced = [_apply(make_section(edit.section, edit.title), edit) for edit in written.values()]
    added = [section for section in unplaced if not is_taken_back(section)]
    return {**document, "sections": [*sections, *added]}


def _apply(section: Section, edit: EditedSection | None) -> Section:
    return {**section, "own": edit.own, "added": edit.added} if edit else section


@dataclass(frozen=True)
class SectionState:
    """A section of the last version with its edited text; ``edit`` is ``None`` before an edit."""

    key: str
    title: str
    generated: str
    has_facts: bool
    edit: EditedSection | None
    citations: tuple[Citation, ...] = ()
    """Paragraphs of organisers that cite words which may not be quoted: readers do not see them."""
    counted: str = ""
    """The counts of the site, if a typed figure differs."""

    @property
    def draft(self) -> SectionDraft | None:
        """The draft of the section, if any."""
        return getattr(self.edit, "draft", None)

    @property
    def waits(self) -> bool:
        """Whether a draft is in no document yet."""
        return bool(self.draft and self.draft.is_unconfirmed)

    @property
    def is_written(self) -> bool:
        return bool(self.edit and (self.edit.own or self.edit.added))

    @property
    def has_moved(self) -> bool:
        """Whether the generated text changed since ``own`` replaced it: somebody decides."""
        return bool(self.edit and self.edit.own and self.edit.generated != self.generated)


def show_sections(
    content: Document, edits: Iterable[EditedSection], words: SurveyWords | None = None
) -> list[SectionState]:
    """Every section, empty ones too, since an organiser may be the only one to write there."""
    written = {edit.section: edit for edit in edits}
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
        # older versions have an unnamed section with the answers of coaches for the organisers
        if section["title"] or section["key"] in written or not is_empty(section)
    ]

"""A version as it may be read now: without parts that somebody withdrew since it was frozen.

A version is never written again; its page and its file check the consents each time.
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial

from django.db.models import F

from accelerator.accounts.models import User
from accelerator.questionnaires.models import Answer
from coaching.attendance.enums import Audience
from coaching.models import GalleryItem
from coaching.surveys.counting import QUOTE
from coaching.surveys.results.responses import NAMED
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.reports.citations import SurveyWords, read_survey_words
from coaching.synthesis.reports.document import Block, Document, Section, is_empty, is_taken_back
from coaching.synthesis.reports.project import TIMELINE_SOURCE
from coaching.synthesis.reports.retrospective import PROJECTS, gather_sheets, make_sheet_card
from coaching.synthesis.reports.year import OF_A_WAVE
from programmes.models import Edition
from projects.models import Application, Participation

Check = Callable[[Edition, User | None, Collection[str]], Collection[str]]
"""Of the ids of one kind of source, those that this user may read now; ``None``: any reader of the document."""

Recount = Callable[[Section, Collection[str]], Section | None]
"""A section counted over the readable sources, when some are not; ``None``: nothing of it may be read then."""

_checks: dict[str, Check] = {}
_recounts: dict[str, Recount] = {}


def register_check(kind: str, check: Check, recount: Recount) -> None:
    """Register how the partners' view checks a kind of source at each reading, and how it counts without those that
    fail.
    """
    _checks[kind] = check
    _recounts[kind] = recount


def filter_document(
    document: Document,
    *,
    kind: str,
    edition: Edition,
    user: User | None = None,
    participation: int | None = None,
) -> Document:
    """The parts that ``user`` may read now; ``participation``: the project of the document. Six queries at most; of
    a project's own document three, none before somebody reads it."""
    if kind == ReportKind.PROJECT:
        return document if user is None else _filter_project(document, user, participation)
    words = read_survey_words(edition) if _has_words(document) else None
    sources = _sort_sources(document)
    readable = _find_readable_ids(sources, kind, edition, user)
    filter_block = partial(_filter_block, words=words, readable=readable)
    sections = [_filter_section(section, filter_block, words) for section in document["sections"]]
    for name in readable.keys() & _recounts.keys():
        if sources[name] - set(readable[name]):
            sections = [section and _recounts[name](section, readable[name]) for section in sections]
    if kind == ReportKind.RETROSPECTIVE:
        sections = [_renew_sheets(section, edition) for section in sections]
    return {**document, "sections": [section for section in sections if section is not None]}


def _filter_project(document: Document, user: User, participation: int | None) -> Document:
    """Remove, for partners, the answers of the year that may not be quoted by name, and canvases."""
    sources = _sort_sources(document)
    if not sources.keys() & {OF_A_WAVE, TIMELINE_SOURCE} or _may_read_whole(user, participation):
        return document
    named = Answer.objects.filter(
        question__revision=F("sheet__revision"),
        question__key=QUOTE,
        value=NAMED,
        sheet__survey_invitation__in=[int(pk) for pk in sources.get(OF_A_WAVE, ())],
    )
    readable = {str(pk) for pk in named.order_by().values_list("sheet__survey_invitation", flat=True)}
    filter_block = partial(_filter_block, words=None, readable={OF_A_WAVE: readable, TIMELINE_SOURCE: ()})
    sections = []
    for section in document["sections"]:
        blocks = [block for block in map(filter_block, section["blocks"]) if block]
        # what an organiser wrote of something that this person does not read goes with it
        if blocks or not section["blocks"]:
            sections.append({**section, "blocks": blocks})
    return {**document, "sections": sections}


def _may_read_whole(user: User, participation: int | None) -> bool:
    """Whether this person is a member of the project, or organises its edition. Two queries."""
    if participation is None:
        return False
    place = Participation.objects.filter(pk=participation)
    return (
        place.filter(pk__in=Participation.objects.of_member(user).order_by().values("pk")).exists()
        or place.filter(
            project__in=Application.objects.read_by_organiser(user).order_by().values("project")
        ).exists()
    )


def _has_words(document: Document) -> bool:
    return any(
        section["own"] or section["added"] or any(block["type"] == "quote" for block in section["blocks"])
        for section in document["sections"]
    )


def _sort_sources(document: Document) -> Mapping[str, set[str]]:
    """The ids in the document, by kind of source."""
    sources: dict[str, set[str]] = {}
    for section in document["sections"]:
        for block in section["blocks"]:
            for source in _list_sources(block):
                name, _colon, pk = source.partition(":")
                sources.setdefault(name, set()).add(pk)
    return sources


def _find_readable_ids(
    sources: Mapping[str, set[str]], kind: str, edition: Edition, user: User | None
) -> Mapping[str, Collection[str]]:
    """By kind of source, the ids that may be read. One query for each kind."""
    readable: dict[str, Collection[str]] = {}
    if "picture" in sources:
        pictures = GalleryItem.objects.visible_to(Audience.PUBLIC).filter(
            session__edition=edition, uid__in=sources["picture"]
        )
        readable["picture"] = {str(uid) for uid in pictures.order_by().values_list("uid", flat=True)}
    if kind == ReportKind.PARTNERS:
        for name, check in _checks.items():
            if name in sources:
                readable[name] = check(edition, user, sources[name])
    return readable


def _list_sources(block: Block) -> list[str]:
    items = [item["source"] for item in block.get("items", ())] if block["type"] == "list" else []
    return [source for source in (block.get("source", ""), *items, *block.get("row_sources", ())) if source]


def _filter_section(
    section: Section, filter_block: Callable[[Block], Block | None], words: SurveyWords | None
) -> Section | None:
    """The section without unreadable parts; ``None`` when nothing is left."""
    filtered = {**section, "blocks": [block for block in map(filter_block, section["blocks"]) if block]}
    if is_taken_back(filtered):
        return None
    if words:
        own, added = words.remove_citations(section["own"], section["added"])
        filtered |= {"own": own, "added": added}
    return filtered


def _filter_block(
    block: Block, *, words: SurveyWords | None, readable: Mapping[str, Collection[str]]
) -> Block | None:
    def is_readable(source: str) -> bool:
        name, _colon, pk = source.partition(":")
        return name not in readable or pk in readable[name]

    if (
        block["type"] == "quote"
        and words
        and not words.may_quote(block["text"], block["by"], block.get("named"))
    ):
        return None
    if not is_readable(block.get("source", "")):
        return None
    if block["type"] == "list":
        items = [item for item in block["items"] if is_readable(item["source"])]
        return {**block, "items": items} if items else None
    if block.get("row_sources"):
        pairs = [
            (row, source)
            for row, source in zip(block["rows"], block["row_sources"], strict=True)
            if is_readable(source)
        ]
        if not pairs:
            return None
        return {**block, "rows": [row for row, _s in pairs], "row_sources": [source for _r, source in pairs]}
    return block


def _renew_sheets(section: Section | None, edition: Edition) -> Section | None:
    """Update each public sheet to its present content. One query."""
    if section is None or section["key"] != PROJECTS or is_empty(section):
        return section
    named = {block["source"].partition(":")[2] for block in section["blocks"] if block["type"] == "card"}
    sheets = [sheet for sheet in gather_sheets(edition) if sheet["slug"] in named] if named else []
    return {**section, "blocks": [make_sheet_card(sheet) for sheet in sheets]}

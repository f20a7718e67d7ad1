"""A version as it may be read now: without what somebody took back since it was frozen.

A version is never written again; its page and its file ask, each time, whether people still agree.
"""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from accelerator.accounts.models import User
from coaching.attendance.enums import Audience
from coaching.models import GalleryItem
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.reports.document import Block, Document, Section, is_empty, is_taken_back
from coaching.synthesis.reports.retrospective import PROJECTS, make_sheet_card, sheet_facts
from coaching.synthesis.reports.said import Said, read_said
from programmes.models import Edition

Check = Callable[[Edition, Any, Collection[str]], Collection[str]]
"""Of the ids of one kind of source, those that this reader may be told of now; nobody: whoever reads the document."""

Recount = Callable[[Section, Collection[str]], Section | None]
"""A section over the sources that may be told, when some may not; ``None``: nothing of it may be read then."""

_checks: dict[str, Check] = {}
_recounts: dict[str, Recount] = {}


def register_check(kind: str, check: Check, recount: Recount) -> None:
    """For the partners' view: whose words are told there says, each time, whether they still are, and counts them."""
    _checks[kind] = check
    _recounts[kind] = recount


def withhold(document: Document, *, kind: str, edition: Edition, user: User | None = None) -> Document:
    """What ``user`` may read of it now. Eight queries at most; none for a project's own document."""
    if kind == ReportKind.PROJECT:
        return document
    said = read_said(edition) if _has_words(document) else None
    sources = _sort_sources(document)
    told = _find_told(sources, kind, edition, user)
    keep = partial(_keep, said=said, told=told)
    sections = [_withhold_section(section, keep, said) for section in document["sections"]]
    for name in told.keys() & _recounts.keys():
        if sources[name] - set(told[name]):
            sections = [section and _recounts[name](section, told[name]) for section in sections]
    if kind == ReportKind.RETROSPECTIVE:
        sections = [_renew_sheets(section, edition) for section in sections]
    return {**document, "sections": [section for section in sections if section is not None]}


def _has_words(document: Document) -> bool:
    return any(
        section["own"] or section["added"] or any(block["type"] == "quote" for block in section["blocks"])
        for section in document["sections"]
    )


def _sort_sources(document: Document) -> Mapping[str, set[str]]:
    """The ids that it names, by kind of source."""
    sources: dict[str, set[str]] = {}
    for section in document["sections"]:
        for block in section["blocks"]:
            for source in _list_sources(block):
                name, _colon, pk = source.partition(":")
                sources.setdefault(name, set()).add(pk)
    return sources


def _find_told(
    sources: Mapping[str, set[str]], kind: str, edition: Edition, user: User | None
) -> Mapping[str, Collection[str]]:
    """By kind of source, the ids that may be told. One query for each kind."""
    told: dict[str, Collection[str]] = {}
    if "picture" in sources:
        shown = GalleryItem.objects.visible_to(Audience.PUBLIC).filter(
            session__edition=edition, uid__in=sources["picture"]
        )
        told["picture"] = {str(uid) for uid in shown.order_by().values_list("uid", flat=True)}
    if kind == ReportKind.PARTNERS:
        for name, check in _checks.items():
            if name in sources:
                told[name] = check(edition, user, sources[name])
    return told


def _list_sources(block: Block) -> list[str]:
    items = [item["source"] for item in block.get("items", ())] if block["type"] == "list" else []
    return [source for source in (block.get("source", ""), *items, *block.get("row_sources", ())) if source]


def _withhold_section(
    section: Section, keep: Callable[[Block], Block | None], said: Said | None
) -> Section | None:
    """``None`` when all that it told was taken back."""
    shown = {**section, "blocks": [block for block in map(keep, section["blocks"]) if block]}
    if is_taken_back(shown):
        return None
    if said:
        own, added = said.withhold(section["own"], section["added"])
        shown |= {"own": own, "added": added}
    return shown


def _keep(block: Block, *, said: Said | None, told: Mapping[str, Collection[str]]) -> Block | None:
    def stands(source: str) -> bool:
        name, _colon, pk = source.partition(":")
        return name not in told or pk in told[name]

    if (
        block["type"] == "quote"
        and said
        and not said.may_quote(block["text"], block["by"], block.get("named"))
    ):
        return None
    if not stands(block.get("source", "")):
        return None
    if block["type"] == "list":
        items = [item for item in block["items"] if stands(item["source"])]
        return {**block, "items": items} if items else None
    if block.get("row_sources"):
        pairs = [
            (row, source)
            for row, source in zip(block["rows"], block["row_sources"], strict=True)
            if stands(source)
        ]
        if not pairs:
            return None
        return {**block, "rows": [row for row, _s in pairs], "row_sources": [source for _r, source in pairs]}
    return block


def _renew_sheets(section: Section | None, edition: Edition) -> Section | None:
    """Each public sheet in what it shows now. One query."""
    if section is None or section["key"] != PROJECTS or is_empty(section):
        return section
    named = {block["source"].partition(":")[2] for block in section["blocks"] if block["type"] == "card"}
    sheets = [sheet for sheet in sheet_facts(edition) if sheet["slug"] in named] if named else []
    return {**section, "blocks": [make_sheet_card(sheet) for sheet in sheets]}

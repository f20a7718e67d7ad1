"""A document as a page shows it to one person: the same sections as the PDF, each source a link they may open."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import get_language

from accelerator.charts import Chart
from coaching.synthesis.reports.document import Block, Document, Section, is_empty
from coaching.synthesis.reports.typed_figures import describe_authors
from coaching.synthesis.sources import find_links
from programmes.models import Edition

TEMPLATES = {
    "facts": "coaching/synthesis/blocks/_facts.html",
    "list": "coaching/synthesis/blocks/_list.html",
    "prose": "coaching/synthesis/blocks/_prose.html",
    "note": "coaching/synthesis/blocks/_note.html",
    "chips": "coaching/synthesis/blocks/_chips.html",
    "charts": "coaching/synthesis/blocks/_charts.html",
    "table": "coaching/synthesis/blocks/_table.html",
    "quote": "coaching/synthesis/blocks/_quote.html",
    "card": "coaching/synthesis/blocks/_card.html",
    "scheme": "coaching/synthesis/blocks/_scheme.html",
    "picture": "",
}
"""By type of block; pictures are grouped."""


def show_document(document: Document, request: HttpRequest, edition: Edition) -> dict[str, Any]:
    """The document without its empty sections, ``href`` beside each ``source``; its language is the active one."""
    sections = [section for section in document["sections"] if not is_empty(section)]
    links = find_links(request, edition, set(_list_sources(sections)))
    return {
        **document,
        "language": get_language(),
        "sections": [_show_section(section, links) for section in sections],
    }


def render_document(document: Document, request: HttpRequest, edition: Edition) -> str:
    """Its HTML, in the active language."""
    described = show_document(document, request, edition)
    return render_to_string("coaching/synthesis/_document.html", {"document": described})


def _list_sources(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        if value.get("source"):
            yield value["source"]
        for row in value.get("rows", ()) if value.get("type") in ("facts", "card") else ():
            yield row[2]
        for item in value.values():
            yield from _list_sources(item)
    elif isinstance(value, list):
        for item in value:
            yield from _list_sources(item)


def _show_section(section: Section, links: Mapping[str, str]) -> dict[str, Any]:
    blocks = [_show_block(block, links) for block in section["blocks"]]
    return {
        **section,
        **describe_authors(section),
        "text": [{**sentence, "href": links.get(sentence["source"], "")} for sentence in section["text"]],
        "pictures": [block for block in blocks if block["type"] == "picture" and block["href"]],
        "blocks": [block for block in blocks if block["type"] != "picture"],
    }


def _show_block(block: Block, links: Mapping[str, str]) -> dict[str, Any]:
    described = {
        **block,
        "template": TEMPLATES[block["type"]],
        "href": links.get(block.get("source", ""), ""),
    }
    if block["type"] in ("facts", "card"):
        described["rows"] = [
            {"label": label, "value": value, "href": links.get(source, "")}
            for label, value, source in block["rows"]
        ]
    if block["type"] == "list":
        described["items"] = [{**item, "href": links.get(item["source"], "")} for item in block["items"]]
    if block["type"] == "charts":
        described["charts"] = [Chart(**chart) for chart in block["charts"]]
    return described

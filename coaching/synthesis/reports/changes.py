"""The changes between two versions of a report: figures, old and new, and sentences added or removed. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from coaching.synthesis.reports.document import Block, Document, Section


@dataclass(frozen=True)
class FigureChange:
    """A figure by its name; "" where it is missing before, or after."""

    label: str
    before: str
    after: str


@dataclass
class SectionChange:
    title: str
    figures: list[FigureChange] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.figures or self.added or self.removed)


def compare_documents(before: Document, after: Document) -> list[SectionChange]:
    """Section by section, in the order of ``after``, then removed ones; only where something changed."""
    old = {section["key"]: section for section in before["sections"]}
    new = {section["key"]: section for section in after["sections"]}
    keys = [*new, *(key for key in old if key not in new)]
    changes = [_compare(old.get(key), new.get(key)) for key in keys]
    return [change for change in changes if change]


def _compare(before: Section | None, after: Section | None) -> SectionChange:
    section = after or before or {}
    old_figures, new_figures = dict(_list_figures(before)), dict(_list_figures(after))
    old_sentences, new_sentences = list(_list_sentences(before)), list(_list_sentences(after))
    labels = dict.fromkeys([*new_figures, *old_figures])
    return SectionChange(
        section["title"],
        figures=[
            FigureChange(label, old_figures.get(label, ""), new_figures.get(label, ""))
            for label in labels
            if old_figures.get(label, "") != new_figures.get(label, "")
        ],
        added=[sentence for sentence in new_sentences if sentence not in old_sentences],
        removed=[sentence for sentence in old_sentences if sentence not in new_sentences],
    )


def _list_figures(section: Section | None) -> Iterator[tuple[str, str]]:
    """Every named value: rows of facts, cells of tables, bars of charts."""
    for block in section["blocks"] if section else ():
        if block["type"] == "facts":
            yield from ((row[0], row[1]) for row in block["rows"])
        elif block["type"] == "card":
            yield from ((f"{block['title']} · {row[0]}", row[1]) for row in block["rows"])
        elif block["type"] == "table":
            yield from _list_cells(block["columns"], block["rows"])
        elif block["type"] == "charts":
            for chart in block["charts"]:
                yield from ((f"{chart['title']} · {row[0]}", row[-1]) for row in chart["rows"])


def _list_cells(columns: list[str], rows: list[list[str]]) -> Iterator[tuple[str, str]]:
    for row in rows:
        yield from ((f"{row[0]} · {column}", cell) for column, cell in zip(columns[1:], row[1:], strict=True))


def _list_sentences(section: Section | None) -> Iterator[str]:
    """Every sentence of a section, as readers see it."""
    if section is None:
        return
    if section["own"]:
        yield from section["own"].splitlines()
    else:
        yield from (sentence["text"] for sentence in section["text"])
    yield from section["added"].splitlines()
    for block in section["blocks"]:
        yield from _list_texts(block)


def _list_texts(block: Block) -> Iterator[str]:
    match block["type"]:
        case "list":
            yield from (item["text"] for item in block["items"])
        case "prose":
            yield from block["text"].splitlines()
        case "note":
            yield block["text"]
        case "chips":
            yield from block["words"]
        case "quote":
            yield f"{block['text']} {block['by']}".strip()
        case "card":
            yield from filter(None, [block["title"], block["about"], block["text"], *block["notes"]])
        case "scheme":
            yield from filter(None, [block["name"], block["why"]])
        case "picture":
            yield block["caption"] or block["alt"]

"""The parts of a report, as JSON values: one structure for the PDF, the web page and the comparison of two versions.

A document is ``{"title", "kind", "subtitle", "lead", "sections"}``. A section is ``{"key", "title", "text", "own",
"added", "blocks"}``: ``text`` is generated, sentence by sentence; ``own`` is an organiser's text in its place,
``added`` their text after it. Each sentence, row and block names its ``source``: ``kind:id`` of a row, or ``page:``
and the name of a page of the edition; "" without one. Days are stored in ISO 8601, "" for none.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from accelerator.charts import Chart
from accelerator.types import Json

OF_ONE = "project-"
"""The beginning of the key of a section of one project, in a report of many: it is removed with its blocks."""

Block = Json
Sentence = dict[str, str]
Section = Json
Document = Json


def make_sentence(text: str, source: str = "") -> Sentence:
    return {"text": text, "source": source}


def make_section(
    key: str,
    title: str,
    *,
    text: Iterable[Sentence] = (),
    blocks: Iterable[Block | None] = (),
) -> Section:
    """``text``: an organiser may replace it; blocks are facts, and other people's words."""
    return {
        "key": key,
        "title": title,
        "text": [sentence for sentence in text if sentence["text"]],
        "own": "",
        "added": "",
        "blocks": [block for block in blocks if block],
    }


def is_empty(section: Section) -> bool:
    return not (section["text"] or section["own"] or section["added"] or section["blocks"])


def is_taken_back(section: Section) -> bool:
    """Whether the section is of one project, which withdrew all of it: the text of an organiser is removed with it."""
    return section["key"].startswith(OF_ONE) and not section["blocks"]


def join_text(section: Section) -> str:
    """The generated sentences as one paragraph."""
    return " ".join(sentence["text"] for sentence in section["text"])


def list_facts(rows: Iterable[Sequence[str]], source: str = "") -> Block | None:
    """Rows of a label, a value and its source, if it has one; those without a value are left out. ``source``: of all
    of them."""
    filled = [[row[0], row[1], row[2] if len(row) > 2 else ""] for row in rows if row[1]]
    return {"type": "facts", "rows": filled, "source": source} if filled else None


def list_items(items: Iterable[Sentence], *, title: str = "") -> Block | None:
    listed = [item for item in items if item["text"]]
    return {"type": "list", "title": title, "items": listed} if listed else None


def write_prose(text: str, source: str = "", *, title: str = "") -> Block | None:
    """A text somebody typed, with its line breaks."""
    return {"type": "prose", "title": title, "text": text, "source": source} if text else None


def write_note(text: str, *, tone: str = "") -> Block | None:
    """A separate note; ``tone``: ``warning``, ``small`` or nothing."""
    return {"type": "note", "text": text, "tone": tone} if text else None


def list_chips(words: Iterable[str], *, title: str = "", after: str = "") -> Block | None:
    listed = list(words)
    return {"type": "chips", "title": title, "words": listed, "after": after} if listed else None


def make_charts(charts: Iterable[Chart], source: str = "") -> Block | None:
    listed = [chart.as_data() for chart in charts]
    return {"type": "charts", "charts": listed, "source": source} if listed else None


def make_table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    title: str = "",
    note: str = "",
    source: str = "",
    in_words: bool = False,
    row_sources: Sequence[str] = (),
) -> Block | None:
    """The first column names the row; the others are numbers, unless ``in_words``. ``row_sources``: of each row."""
    if not rows:
        return None
    return {
        "type": "table",
        "title": title,
        "columns": list(columns),
        "rows": [list(row) for row in rows],
        "note": note,
        "source": source,
        "in_words": "1" if in_words else "",
        "row_sources": list(row_sources),
    }


def quote(text: str, by: str, *, unnamed: str = "", about: str = "", source: str = "") -> Block:
    """``by``: a name, "" without one: ``unnamed`` replaces it."""
    named = "1" if by else ""
    return {
        "type": "quote",
        "text": text,
        "by": by or unnamed,
        "named": named,
        "about": about,
        "source": source,
    }


def make_card(
    title: str,
    *,
    about: str = "",
    text: str = "",
    notes: Iterable[str] = (),
    rows: Iterable[Sequence[str]] = (),
    chips: Iterable[str] = (),
    after: str = "",
    texts: Iterable[dict[str, str]] = (),
    source: str = "",
) -> Block:
    """A block with a title of its own: a project, an action, a need. ``texts``: its longer texts, under labels."""
    return {
        "type": "card",
        "title": title,
        "about": about,
        "text": text,
        "notes": [note for note in notes if note],
        "rows": [[row[0], row[1], row[2] if len(row) > 2 else ""] for row in rows if row[1]],
        "chips": list(chips),
        "after": after,
        "texts": list(texts),
        "source": source,
    }


def make_scheme(words: dict[str, object], source: str = "") -> Block:
    """``words``: the result of :func:`coaching.synthesis.reports.schemes.describe_scheme`."""
    return {"type": "scheme", "source": source, **words}


def show_picture(*, uid: str, alt: str, caption: str, author: str) -> Block:
    """A picture of the gallery, by its ``uid``: its file is read when it is printed or displayed."""
    return {"type": "picture", "alt": alt, "caption": caption, "author": author, "source": f"picture:{uid}"}


def freeze_day(value: date | None) -> str:
    return value.isoformat() if value else ""


def read_day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None

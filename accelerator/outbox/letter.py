"""A letter's body: Markdown rendered as text and as mail HTML, with inline styles, as mail readers need them."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True})

_TITLE_FACE = "'Bricolage Grotesque','Source Sans 3','Segoe UI',Roboto,Arial,sans-serif"
_TITLE = f"font-family:{_TITLE_FACE};color:#1b2036;font-weight:700;"
STYLES = {
    "p": "margin:0 0 16px;overflow-wrap:anywhere;word-break:break-word;",
    "h1": f"{_TITLE}margin:24px 0 8px;font-size:22px;line-height:1.2;",
    "h2": f"{_TITLE}margin:24px 0 8px;font-size:20px;line-height:1.2;",
    "h3": f"{_TITLE}margin:20px 0 8px;font-size:18px;line-height:1.25;",
    "ul": "margin:0 0 16px;padding-left:24px;",
    "ol": "margin:0 0 16px;padding-left:24px;",
    "li": "margin:0 0 4px;overflow-wrap:anywhere;word-break:break-word;",
    "a": "color:#24348b;overflow-wrap:anywhere;word-break:break-word;",
    "blockquote": "margin:0 0 16px;padding:2px 0 2px 16px;border-left:4px solid #f5b52e;",
    "hr": "margin:24px 0;border:0;border-top:1px solid #e2dbcb;",
    "code": "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:1.1em;font-weight:600;letter-spacing:.08em;"
    "overflow-wrap:anywhere;word-break:break-all;",
}


def parse(source: str) -> list[Token]:
    """The tokens of a body; line breaks remain, raw HTML is text."""
    return _MARKDOWN.parse(source.strip())


def in_one_line(source: str) -> str:
    """The text of one line of Markdown, such as a subject."""
    return " ".join(
        _extract_words(_MARKDOWN.parseInline(source.replace("\n", " "))[0].children or []).split()
    )


def body_html(tokens: Sequence[Token]) -> SafeString:
    """HTML for mail readers. The first paragraph that is only a link becomes the one button."""
    position = next((at for at in range(len(tokens) - 1) if _is_button(tokens, at)), None)
    if position is None:
        return mark_safe(_render_html(tokens))  # noqa: S308 (raw HTML is off: what people typed is escaped)
    children = tokens[position + 1].children or []
    button = render_to_string(
        "outbox/_button.html", {"href": children[0].attrGet("href"), "label": _extract_words(children[1:-1])}
    )
    return mark_safe(_render_html(tokens[:position]) + button + _render_html(tokens[position + 3 :]))  # noqa: S308


def body_text(tokens: Sequence[Token], colon: str = " : ") -> str:
    """The text alternative: links show their address after ``colon``, lists their marks."""
    lines: list[str] = []
    counters: list[int | None] = []
    mark = ""
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            counters.append(int(token.attrGet("start") or 1) if token.type.startswith("ordered") else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            counters.pop()
            lines.append("")
        elif token.type == "list_item_open":
            number = counters[-1]
            mark = "  " * (len(counters) - 1) + ("- " if number is None else f"{number}. ")
            counters[-1] = None if number is None else number + 1
        elif token.type == "inline":
            lines.append(
                mark + _extract_words(token.children or [], colon).replace("\n", "\n" + " " * len(mark))
            )
            mark = ""
        elif token.type in ("paragraph_close", "heading_close") and not token.hidden:
            lines.append("")
        elif token.type == "hr":
            lines += ["-- ", ""]
        elif token.type in ("fence", "code_block"):
            lines += [token.content.rstrip(), ""]
    return "\n".join(lines).strip() + "\n"


def _is_button(tokens: Sequence[Token], position: int) -> bool:
    if tokens[position].type != "paragraph_open" or tokens[position].hidden:
        return False
    children = tokens[position + 1].children or []
    links = [child for child in children if child.type == "link_open"]
    return len(links) == 1 and children[0].type == "link_open" and children[-1].type == "link_close"


def _render_html(tokens: Sequence[Token]) -> str:
    for token in tokens:
        for item in (token, *(token.children or ())):
            if item.nesting >= 0 and item.tag in STYLES:
                item.attrSet("style", STYLES[item.tag])
    html: str = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return html


def _extract_words(children: Sequence[Token], colon: str = "") -> str:
    """The words alone; with a ``colon``, each link's address after it."""
    words: list[str] = []
    opened: list[tuple[str, int]] = []
    for child in children:
        if child.type == "link_open":
            opened.append((str(child.attrGet("href") or ""), len(words)))
        elif child.type == "link_close":
            address, start = opened.pop()
            address = address.removeprefix("mailto:")
            if colon and "".join(words[start:]) != address:
                words.append(f"{colon}{address}")
        elif child.type in ("softbreak", "hardbreak"):
            words.append("\n")
        elif child.content:
            words.append(child.content)
    return "".join(words)

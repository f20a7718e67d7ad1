"""Words and dates as people read them: ``{% load prose %}``.

Dates are in Europe/Paris and in the language of the page, by the patterns of CLDR, with the spaces that do not break.
French typography is added here, on rendering, and never stored.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

import nh3
from babel.dates import format_date, format_time
from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import conditional_escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext as _
from markdown_it import MarkdownIt

from accelerator.amounts import describe_amount

register = template.Library()

PARIS = ZoneInfo("Europe/Paris")
NBSP = "\N{NO-BREAK SPACE}"
DATE = f"d{NBSP}MMMM y"
WHOLE_DATE = f"EEEE {DATE}"
HOUR = f"H{NBSP}'h'"
HOUR_AND_MINUTES = f"{HOUR}{NBSP}mm"
LONGEST_LABEL = 300
"""Characters; longer texts are what people wrote, and come once."""

_TAGS = re.compile(r"(<[^<>]*>)")
_MONTHS = (
    r"(?:janv(?:ier)?|févr(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|août|sept(?:embre)?|oct(?:obre)?"
    r"|nov(?:embre)?|déc(?:embre)?)\b"
)
"""A date has the « 1er » of :func:`_format_day`."""
_RULES = (
    (set(";!?"), re.compile(r"(?<![ \u00a0])[ \u00a0]+([;!?]+)"), rf"{NBSP}\1"),
    (set("!?"), re.compile(r"(?<=\w)([!?]+)(?=\s|$)"), rf"{NBSP}\1"),
    (set(":"), re.compile(r"(?<![ \u00a0])[ \u00a0]+:(?=\s|$)"), f"{NBSP}:"),
    (set("«"), re.compile(r"«[ \u00a0]*(?=\S)"), f"«{NBSP}"),
    (set("»"), re.compile(r"(?<=\S)[ \u00a0]*»"), f"{NBSP}»"),
    (set("1"), re.compile(rf"(?<![\w&#])1er(?=[ \u00a0](?!{_MONTHS}))"), "1ᵉʳ"),
    (set("1"), re.compile(r"(?<![\w&#])1re(?=[ \u00a0])"), "1ʳᵉ"),
    (set("0123456789"), re.compile(r"(?<![\w&#])([2-9]|[1-9][0-9]{1,2})e(?=[ \u00a0])"), r"\1ᵉ"),
    (set("0123456789"), re.compile(r"(?<=[0-9]) (?=(?:%|€|h\b|\d{3}(?!\d)))"), NBSP),
)
"""Each with the signs without which it changes nothing: a page of sentences has few."""
_FRENCH_SIGNS = re.compile(r" (?=: |»)|(?<=«) ")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])(?:'|&#x27;|&#39;)(?=[^\W\d_])")
_WORDS = re.compile(r"(\s+)")
_ARTICLE = re.compile(r"(?:(le|la|les)[ \u00a0]+|l['’] ?)(?=\S)", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]", re.IGNORECASE)
_VERBATIM = re.compile(r"<(/?)(?:code|pre)\b", re.IGNORECASE)
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_ALLOWED_TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}


def _is_french() -> bool:
    return (get_language() or "fr").startswith("fr")


def _convert_to_paris(value: date) -> date:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return value.astimezone(PARIS)
    return value


def _format_day(value: date, pattern: str) -> str:
    """A day by a pattern of CLDR, which has no sign for the « 1er » of French."""
    if _is_french():
        return format_date(value, pattern.replace("d", "'1er'") if value.day == 1 else pattern, locale="fr")
    return format_date(value, pattern, locale="en_GB")


def _format_clock(value: datetime | time) -> str:
    exact = value.time() if isinstance(value, datetime) else value
    if _is_french():
        return format_time(exact, HOUR_AND_MINUTES if value.minute else HOUR, locale="fr")
    return format_time(exact, f"h:mm{NBSP}a" if value.minute else f"h{NBSP}a", locale="en_GB")


@register.filter
def day(value: date | None) -> str:
    """« jeudi 13 décembre 2018 », without the time; nothing for no date."""
    return _format_day(_convert_to_paris(value), WHOLE_DATE) if value else ""


@register.filter
def short_day(value: date) -> str:
    """« 18 nov. 2026 », for the narrow columns of a list; it stays on one line."""
    return _format_day(_convert_to_paris(value), f"d{NBSP}MMM{NBSP}y")


@register.filter
def days(first: date | None, last: date | None = None) -> str:
    """« jeudi 13 et vendredi 14 décembre 2018 »: what two days share is written once; one day alone is a
    :func:`day`."""
    if not first or not last or first == last:
        return day(first)
    begins, ends = _convert_to_paris(first), _convert_to_paris(last)
    same_year = begins.year == ends.year
    same_month = same_year and begins.month == ends.month
    both = _("%(first)s et %(last)s") if (ends - begins).days == 1 else _("%(first)s au %(last)s")
    return both % {
        "first": _format_day(
            begins, "EEEE d" if same_month else f"EEEE d{NBSP}MMMM" if same_year else WHOLE_DATE
        ),
        "last": _format_day(ends, WHOLE_DATE),
    }


@register.filter(name="time")
def clock(value: datetime | time | None) -> str:
    """« 9 h 30 », or « 18 h » on the hour; in English “9:30 am”. A bare time is local already."""
    local = value if isinstance(value, time) else _convert_to_paris(value) if value else None
    return _format_clock(local) if isinstance(local, datetime | time) else ""


@register.filter
def longdate(value: date | None) -> str:
    """« jeudi 13 décembre 2018 à 9 h 30 »; a plain date has no time."""
    if not value:
        return ""
    local = _convert_to_paris(value)
    text = _format_day(local, WHOLE_DATE)
    if not isinstance(local, datetime):
        return text
    return _("%(day)s à %(time)s") % {"day": text, "time": _format_clock(local)}


@register.filter
def exactdate(value: datetime | None) -> str:
    """« jeudi 13 décembre 2018 à 9 h 30 min 05 s », for receipts; in English “at 9:30:05 am”."""
    if not value:
        return ""
    local = _convert_to_paris(value)
    assert isinstance(local, datetime)
    if _is_french():
        exact = format_time(local.time(), f"{HOUR_AND_MINUTES}{NBSP}'min'{NBSP}ss{NBSP}'s'", locale="fr")
    else:
        exact = format_time(local.time(), f"h:mm:ss{NBSP}a", locale="en_GB")
    return _("%(day)s à %(time)s") % {"day": _format_day(local, WHOLE_DATE), "time": exact}


@register.filter
def deadline(value: date | None, at: datetime | None = None) -> str:
    """« avant le 12 octobre à 18 h »; the year is written only when it is not the present one (that of ``at``)."""
    return _limit(value, at, _("avant le %(day)s"), _("avant le %(day)s à %(time)s"))


def until(value: date | None, at: datetime | None = None) -> str:
    """« jusqu’au 12 octobre à 18 h », for what is going on; the year as in :func:`deadline`."""
    return _limit(value, at, _("jusqu’au %(day)s"), _("jusqu’au %(day)s à %(time)s"))


def overdue(value: date | None, at: datetime | None = None) -> str:
    """« à faire avant le 12 octobre à 18 h, date passée »; the year as in :func:`deadline`."""
    return _limit(
        value,
        at,
        _("à faire avant le %(day)s, date passée"),
        _("à faire avant le %(day)s à %(time)s, heure passée"),
    )


def _limit(value: date | None, at: datetime | None, whole_day: str, hour: str) -> str:
    if not value:
        return ""
    local = _convert_to_paris(value)
    now = _convert_to_paris(at or timezone.now())
    text = _format_day(local, f"d{NBSP}MMMM" if local.year == now.year else DATE)
    if not isinstance(local, datetime):
        return whole_day % {"day": text}
    return hour % {"day": text, "time": _format_clock(local)}


@register.filter
def with_a(name: object) -> str:
    """« à » and a name: « au Dôme », « à la Cité », « à l’Usine », « aux Docks », « à Caen »; alone elsewhere."""
    return _insert_after(str(name), "à", "au", "aux")


@register.filter
def with_de(name: object) -> str:
    """« de » and a name: « du Dôme », « de la Cité », « des Docks », « de Caen », « d’Amiens »; alone elsewhere."""
    return _insert_after(str(name), "de", "du", "des")


def _insert_after(name: str, preposition: str, masculine: str, plural: str) -> str:
    if not name or not _is_french():
        return name
    article = _ARTICLE.match(name)
    if article is None:
        elides = preposition == "de" and _VOWEL.match(name)
        return f"d’{name}" if elides else f"{preposition} {name}"
    rest = name[article.end() :]
    return {"le": f"{masculine} {rest}", "les": f"{plural} {rest}", "la": f"{preposition} la {rest}"}.get(
        (article[1] or "").lower(), f"{preposition} l’{rest}"
    )


@register.filter
def typo(value: object) -> SafeString:
    """French spaces and apostrophes, in French pages only; elsewhere, the colon and quotes of a French text are not
    separated from their words. Text is escaped first unless it is already safe HTML."""
    text = conditional_escape("" if value is None else value)  # type: ignore[arg-type]
    return mark_safe(french_spaces(text) if _is_french() else _FRENCH_SIGNS.sub(NBSP, text))  # noqa: S308 (escaped just above)


def french_spaces(text: str) -> str:
    """The no-break spaces and curly apostrophes of French; the inside of tags is left alone."""
    return _label_spaced(text) if len(text) <= LONGEST_LABEL else _insert_space(text)


@lru_cache(maxsize=4096)
def _label_spaced(text: str) -> str:
    """Labels come back on every page: their spaces are computed once."""
    return _insert_space(text)


def _insert_space(text: str) -> str:
    parts = _TAGS.split(text) if "<" in text else [text]
    verbatim = 0
    for index, part in enumerate(parts):
        if index % 2:
            if tag := _VERBATIM.match(part):
                verbatim += -1 if tag[1] else 1
            continue
        signs = set(part)
        for of_signs, pattern, replacement in _RULES:
            if not signs.isdisjoint(of_signs):
                part = pattern.sub(replacement, part)
        parts[index] = part if verbatim > 0 else _replace_apostrophes(part)
    return "".join(parts)


def _replace_apostrophes(text: str) -> str:
    """« d’ici », written with the key that keyboards have; addresses of people and pages are left alone."""
    if not _APOSTROPHE.search(text):
        return text
    if "@" not in text and "://" not in text:
        return _APOSTROPHE.sub("’", text)
    return "".join(
        word if "@" in word or "://" in word else _APOSTROPHE.sub("’", word) for word in _WORDS.split(text)
    )


@register.filter
def plain(value: object) -> SafeString:
    """Paragraphs from a typed text: escaped, with its line breaks and French spaces."""
    html = linebreaks("" if value is None else str(value), autoescape=True)
    return typo(mark_safe(html))  # noqa: S308 (escaped by linebreaks)


@lru_cache(maxsize=512)
def _render_markdown(text: str, level: int) -> str:
    """Safe HTML from Markdown, its headings starting at ``level`` and never skipping one."""
    tokens = _MARKDOWN.parse(text)
    levels = [int(token.tag[1]) for token in tokens if token.type == "heading_open"]
    highest, previous = min(levels, default=1), level - 1
    for token in tokens:
        if token.type == "heading_open":
            previous = min(level + int(token.tag[1]) - highest, previous + 1, 6)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{previous}"
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return nh3.clean(
        html,
        tags=_ALLOWED_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )


@register.filter
def markdown(value: object, level: int = 2) -> SafeString:
    """Safe HTML from Markdown; raw HTML is displayed as text. ``level`` is that of its first heading."""
    return typo(mark_safe(_render_markdown(str(value), level))) if value else mark_safe("")  # noqa: S308


@register.filter
def euros(amount: Decimal | None, purpose: str = "") -> str:
    """« 1 500 € », with what it pays for: « 1 500 € · deux journées de consultante »; nothing without either."""
    return describe_amount(amount, purpose)


@register.filter
def filesize_fr(value: int | None) -> str:
    """« 1,4 Mo », « 320 ko »; in English “1.4 MB”."""
    if value is None:
        return ""
    unit = "o" if _is_french() else "B"
    if value < 1000:
        word = _("octets") if value > 1 else _("octet")
        return f"{value}{NBSP}{word}"
    if value < 999_500:
        return f"{round(value / 1000)}{NBSP}k{unit}"
    return f"{number_format(value / 1_000_000, decimal_pos=1)}{NBSP}M{unit}"

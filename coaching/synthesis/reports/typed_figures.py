"""Figures that an organiser typed where the site counts: beside a different one, the count is given too. Pure."""

import re
from collections.abc import Iterator

from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _

from coaching.synthesis.reports.document import Section, join_text

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
"""Beyond, one writes digits."""


def find_counted(section: Section, *names: str) -> str:
    """The counted sentences of this section, if one of these texts of an organiser (``own``, ``added``) gives a figure
    that nothing here counts; "" otherwise. The active language must be the document's: days and years are no figures.
    """
    counted = [sentence["text"] for sentence in section["text"] if _list_figures(sentence["text"])]
    typed = "\n".join(section[name] for name in names)
    if not typed.strip() or not counted:
        return ""
    known = _list_figures(" · ".join([join_text(section), *_list_texts(section["blocks"])]))
    if _list_figures(typed) <= known and not _miscounts(typed, " ".join(counted)):
        return ""
    return " ".join(counted)


def describe_authors(section: Section) -> dict[str, str]:
    """What stands under each text of an organiser, ``own_by`` and ``added_by``, "" without one: that they wrote it, and
    once what the site counts, where they give another figure.
    """
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
    return {_read_number(found) for found in NUMBER.findall(_leave_dates_out(text))}


def _miscounts(own: str, counted: str) -> bool:
    """Whether it gives in letters another number of what was counted: « douze dossiers »."""
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

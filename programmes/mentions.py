"""Find dates and places in a text that was copied from a former edition. Pure: text in, positions out."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from babel.dates import get_day_names, get_month_names


def _map_names(names: Callable[..., Mapping[int, str]], width: str, *locales: str) -> dict[str, int]:
    """Months or days by the names that CLDR knows, in small letters and without their full stop."""
    return {
        name.casefold().rstrip("."): number
        for locale in locales
        for number, name in names(width, locale=locale).items()
    }


LONG = _map_names(get_month_names, "wide", "fr", "en")
SHORT = _map_names(get_month_names, "abbreviated", "fr", "en", "en_GB") | {"fév": 2}
AMBIGUOUS = {"mars", "mai", "may", "march"}
"""Months that are other words too: without a day or a year, they count after a preposition only."""
UNITS = "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
TENS = [f"vingt-{unit}" for unit in UNITS[:8]] + ["vingt et un", "vingt-et-un", "trente et un", "trente"]
DAY_WORDS = ["premier", *TENS, "dix-sept", "dix-huit", "dix-neuf", "vingt", *UNITS]
WEEKDAYS = _map_names(get_day_names, "wide", "fr", "en")
MONTHS = SHORT | LONG
MIN_PLACE = 3
ARTICLE = re.compile(r"^(?:le|la|les|l[’']|au|aux|à|the)\s*(?=\S)", re.IGNORECASE)


def _match_any(words: Collection[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_DAY = rf"(?:\d{{1,2}}(?:er|st|nd|rd|th)?|{_match_any(DAY_WORDS)})\b"
_MONTH = rf"(?:(?:{_match_any(LONG)})\b|(?:{_match_any(SHORT)})\b\.?)"
_WEEKDAY = rf"(?:(?:{_match_any(WEEKDAYS)}),?\s+)?"
_YEAR = r"(?:19|20)\d{2}\b"
_JOIN = r"\s*(?:,|&|-|–|et|and|au|to)\s*"
_MORE_DAYS = rf"(?:{_JOIN}{_WEEKDAY}{_DAY})*"
_DAY_FIRST = (
    rf"{_WEEKDAY}(?:the\s+)?(?P<d1>{_DAY}){_MORE_DAYS}\s+(?:of\s+)?(?P<m1>{_MONTH})(?:,?\s+(?P<y1>{_YEAR}))?"
)
_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?\b"
_MONTH_FIRST = (
    rf"{_WEEKDAY}(?P<m2>{_MONTH})\s+(?P<d2>{_NUMBER})(?:{_JOIN}{_NUMBER})?(?:,?\s+(?P<y2>{_YEAR}))?"
)
_PATTERNS = [
    _DAY_FIRST,
    _MONTH_FIRST,
    rf"(?P<m3>{_MONTH})\s+(?P<y3>{_YEAR})",
    r"(?P<y4>\d{4})-(?P<m4>\d{2})-(?P<d4>\d{2})\b",
    r"(?P<d5>\d{1,2})(?P<sign>[/.])(?P<m5>\d{1,2})(?P=sign)(?P<y5>(?:20)?\d{2})\b",
    r"(?P<d6>\d{2})/(?P<m6>\d{2})\b(?!/)",
    rf"(?:en|de|début|mi|fin|dès|in|of|by|until|early|late|since)[\s-]+(?P<m7>{_match_any(AMBIGUOUS)})\b",
    rf"(?P<m8>{_match_any(LONG.keys() - AMBIGUOUS)})\b",
    rf"deux[ -]mille[ -](?:{_match_any(DAY_WORDS)})\b|two thousand (?:and )?twenty(?:-\w+)?|twenty[ -]twenty(?:-\w+)?",
    rf"(?P<y9>{_YEAR})",
]
_DATE = re.compile(r"(?<![\w/.-])(?:" + "|".join(_PATTERNS) + ")", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…](?=\s)|\n")


@dataclass(frozen=True)
class Mention:
    """A date or a place in a text. ``words`` stand at ``start``:``end`` of the text; ``before`` and ``after`` complete
    their sentence.
    """

    start: int
    end: int
    words: str
    before: str
    after: str


@dataclass(frozen=True)
class Period:
    """The days of the former edition and those of the new one, by which a date is old or not."""

    former: frozenset[date]
    new: frozenset[date]

    @property
    def years(self) -> range:
        """Years that may be the former edition's: a law of 1978 is not."""
        days = [day.year for day in self.former] or [day.year for day in self.new]
        return range(min(days) - 1, max(days) + 3) if days else range(0)


def find_mentions(text: str, *, period: Period, places: Collection[str]) -> list[Mention]:
    """Dates that are not the new edition's, and ``places``, in the order of the text."""
    spans = [
        (match.start(), match.end())
        for match in _DATE.finditer(text)
        if _may_be_old(_parse_date(match), period)
    ]
    names = [name for name in places if len(name) >= MIN_PLACE]
    if names:
        spans += [match.span() for match in re.finditer(rf"\b(?:{_match_any(names)})\b", text, re.IGNORECASE)]
    mentions, reached = [], 0
    for start, end in sorted(spans):
        if start >= reached:
            mentions.append(_cut_sentence(text, start, end))
            reached = end
    return mentions


def places_of(*names: str) -> list[str]:
    """The parts of « Le Dôme, Caen » that a text may contain: Dôme, Caen."""
    parts = [ARTICLE.sub("", part.strip()) for name in names for part in re.split(r"[,;·()\n]| – ", name)]
    return list(dict.fromkeys(part for part in parts if len(part) >= MIN_PLACE and not part.isdecimal()))


def _parse_date(match: re.Match[str]) -> tuple[int | None, int | None, int | None]:
    """Day, month and year, each if it is written in a comparable way."""
    parts = {name[0]: value for name, value in match.groupdict().items() if value and name != "sign"}
    day = re.sub(r"\D", "", parts.get("d", ""))
    month = parts.get("m", "").casefold().rstrip(".")
    year = parts.get("y", "")
    return (
        int(day) if day else None,
        MONTHS.get(month) or (int(month) if month.isdecimal() else None),
        (int(year) + 2000 if len(year) == 2 else int(year)) if year else None,
    )


def _may_be_old(parts: tuple[int | None, int | None, int | None], period: Period) -> bool:
    day, month, year = parts
    if year and year not in period.years:
        return False
    if (month and not 1 <= month <= 12) or (day and not 1 <= day <= 31):
        return False
    if day and month:
        return not any(
            (other.day, other.month) == (day, month) and year in (None, other.year) for other in period.new
        )
    if year and not month:
        return year not in {other.year for other in period.new} - {other.year for other in period.former}
    return True


def _cut_sentence(text: str, start: int, end: int) -> Mention:
    first = max((match.end() for match in _SENTENCE_END.finditer(text, 0, start)), default=0)
    then = _SENTENCE_END.search(text, end)
    last = then.end() if then else len(text)
    return Mention(start, end, text[start:end], text[first:start].lstrip(), text[end:last].rstrip())

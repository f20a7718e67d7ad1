"""Which ideas await a facilitator: none is dropped, and none that may hurt is visible unread. Pure."""

import re
from collections.abc import Iterable
from pathlib import Path

from accelerator.data_files import read_toml
from accelerator.web.search import UNSEEN, normalise
from coaching.ideas.enums import ModerationReason

_FILE = Path(__file__).with_suffix(".toml")
_WORDS = read_toml(_FILE, under=_FILE.parent)
USUAL = (*_WORDS["french"].split(), *_WORDS["english"].split(), *_WORDS["phrases"])


SPELT = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i", "€": "e"}
)
"""Digits and signs used as letters, if letters stand beside them."""
DISGUISED = re.compile(r"\w*[A-Za-zÀ-ÿ][\w@$!€*]*[\w@$€]|[@$€][\w@$!€*]+")
STRETCHED = re.compile(r"(\w)\1{2,}")
SPACED = re.compile(r"\b(?:\w[ .\-_*]){2,}\w\b")
LINK = re.compile(
    r"(?:https?:|www\.)\S|\b[\w-]{2,}\.(?:com|fr|net|org|io|eu|info|biz|ru|xyz|top)\b", re.IGNORECASE
)
MARKUP = re.compile(r"</?[a-z!][^>]*>|&#?\w+;|javascript:", re.IGNORECASE)
SHORT_WORD = 2
"""A word of so few letters has no plural: « PD » is not « PDS »."""
FEWEST_LETTERS = 12
"""In a shorter text, capitals are an acronym."""
MOST_CAPITALS = 0.7


def find_moderation_reason(
    text: str, words: Iterable[str] = (), *, but: Iterable[str] = ()
) -> tuple[ModerationReason, str] | None:
    """Why a text needs moderation, with the word if one matched; ``None`` when it may be visible.

    ``words`` are added to the usual ones, ``but`` removed: compared whole, without case nor accents, singular or
    plural, with signs for letters, stretched or spaced out.
    """
    text = UNSEEN.sub("", text)
    if MARKUP.search(text):
        return ModerationReason.MARKUP, ""
    if LINK.search(text):
        return ModerationReason.LINK, ""
    word = find_word(text, {*USUAL, *map(normalise, words)} - set(map(normalise, but)))
    if word:
        return ModerationReason.WORDS, word
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    if len(letters) >= FEWEST_LETTERS and capitals > MOST_CAPITALS * len(letters):
        return ModerationReason.CAPITALS, ""
    return None


def find_word(text: str, words: Iterable[str]) -> str:
    """The first of the normalised words that is in the text, else ""."""
    plain = {word for word in words if word}
    for reading in _read_aloud(text):
        single = [word.rstrip("sx") for word in reading.split()]
        padded, bare = f" {reading} ", f" {' '.join(single)} "
        for word in sorted(plain):
            if f" {word} " in padded or (len(word) > SHORT_WORD and f" {word.rstrip('sx')} " in bare):
                return word
    return ""


def _read_aloud(text: str) -> list[str]:
    """The text as written, and as pronounced: « c0nn4rd », « connaaaard », « c o n n a r d »."""
    spelt = DISGUISED.sub(lambda word: word[0].translate(SPELT), text.casefold())
    joined = SPACED.sub(lambda word: re.sub(r"[ .\-_*]", "", word[0]), spelt)
    readings = [text, spelt, joined, STRETCHED.sub(r"\1", joined), STRETCHED.sub(r"\1\1", joined)]
    return list(dict.fromkeys(map(normalise, readings)))


def list_words(typed: str) -> list[str]:
    """The words or expressions of a setting, one a line or between commas."""
    return [word.strip() for word in re.split(r"[\n,;]", typed) if word.strip()]

"""What makes an idea wait for a facilitator: nothing is dropped, and nothing that may hurt is shown unread. Pure."""

import re
from collections.abc import Iterable

from accelerator.web.search import UNSEEN, normalise
from coaching.ideas.enums import HeldBecause

DEFAULT_WORDS = (
    "abruti batard bite bordel bougnoule branleur chier con connard connasse conne couille couillon cretin crevure cul "
    "debile degage encule enfoire fdp foutre garce gouine gogol gueule idiot imbecile merde nazi negre niquer nique pd "
    "pede pouffiasse putain pute raclure racaille salaud salope tapette tocard tg youpin "
    "asshole bastard bitch bullshit cunt dick dumb fuck fucking idiot moron nigger retard shit slut stupid whore"
).split()
"""Insults of French and English, without accents; an edition adds its own."""
LINK = re.compile(
    r"(?:https?:|www\.)\S|\b[\w-]{2,}\.(?:com|fr|net|org|io|eu|info|biz|ru|xyz|top)\b", re.IGNORECASE
)
MARKUP = re.compile(r"</?[a-z!][^>]*>|&#?\w+;|javascript:", re.IGNORECASE)
FEWEST_LETTERS = 12
"""Below, capitals are an acronym."""
MOST_CAPITALS = 0.7


def find_hold_reason(text: str, words: Iterable[str] = ()) -> HeldBecause | None:
    """Why a text waits for somebody to read it; ``None`` when it may be shown at once.

    ``words`` are added to the usual ones: compared whole, without case nor accents, singular or plural.
    """
    # a word with invisible characters inside reads as the word
    text = UNSEEN.sub("", text)
    if MARKUP.search(text):
        return HeldBecause.MARKUP
    if LINK.search(text):
        return HeldBecause.LINK
    said = f" {normalise(text)} "
    # without plurals on either side: « abrutis » is found by « abruti », and « abrutir » is not
    bare = " ".join(word.rstrip("sx") for word in said.split())
    for word in [*DEFAULT_WORDS, *filter(None, map(normalise, words))]:
        if f" {word} " in said or f" {word.rstrip('sx')} " in f" {bare} ":
            return HeldBecause.WORDS
    letters = [letter for letter in text if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    if len(letters) >= FEWEST_LETTERS and capitals > MOST_CAPITALS * len(letters):
        return HeldBecause.CAPITALS
    return None


def list_words(typed: str) -> list[str]:
    """The words or expressions of a setting, one a line or between commas."""
    return [word.strip() for word in re.split(r"[\n,;]", typed) if word.strip()]

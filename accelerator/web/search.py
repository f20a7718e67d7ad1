"""Normalisation of texts for searching, in the column and in the query, and for comparing names."""

import re
import unicodedata
from difflib import SequenceMatcher
from functools import cache, partial
from itertools import filterfalse

MEDIAN_DOTS = re.compile("[·‧•]")
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
"""Invisible signs in a word: soft hyphens, joiners, directions, as texts copied from a page or a PDF have."""
UNSEEN = re.compile(f"[{INVISIBLE}]")
PARTS_OF_WORDS = re.compile(rf"[\w·‧•{INVISIBLE}\u0300-\u036f]+")
SPELT = str.maketrans({"œ": "oe", "æ": "ae", "ʼ": " ", "ʹ": " ", "ʻ": " ", "ʺ": " "})
"""Ligatures as most people type them; signs that some keyboards put for an apostrophe, and that count as letters."""
DIGITS = re.compile(r"(\d+)")
BETWEEN_WORDS = re.compile(r"[\W_]+")
LITTLE = frozenset(
    "l d j m t s c n qu le la les un une de des du et a au aux en ou the of an to in and or".split()
)
"""Stop words of French and English: « l’atelier » is an « atelier » all the same."""
LONGEST_SEARCH = 200
"""Characters that are read of what somebody types."""
LONGEST_WORD = 60
SHORT = 2
ALIKE = 0.8
"""The ratio of :mod:`difflib` from which a word is another one with a typing error."""
PLURAL = ("s", "x")
Sought = str | tuple[str, ...]
"""What somebody typed; or several texts, of which the words of one at least are looked for."""


def normalise(text: str) -> str:
    """Lower case, without accents, median dots or punctuation: « L’Atelier des salarié·es » → "l atelier des…".

    Tags and duplicates are stored under such keys, which must not change.
    """
    dotless = MEDIAN_DOTS.sub("", text)
    decomposed = unicodedata.normalize("NFKD", dotless.casefold())
    bare = "".join(filterfalse(unicodedata.combining, decomposed))
    return BETWEEN_WORDS.sub(" ", bare).strip()


def natural_key(text: str) -> list[int | str]:
    """Sort key for names that end in numbers: « Salle 2 » before « Salle 10 »."""
    return [int(part) if part.isdecimal() else part for part in DIGITS.split(normalise(text))]


def fold_words(text: str) -> list[str]:
    """The words of a text as they are searched, normalised further than stored keys."""
    seen = UNSEEN.sub("", text).casefold().translate(SPELT)
    return normalise(seen).casefold().split()  # taken apart, « 𝗔 » and « № » are capitals again


def words(text: str) -> list[str]:
    """The words to look for, the little ones apart; at most eight, so that a pasted page is not a costly question."""
    folded = fold_words(text.strip()[:LONGEST_SEARCH])
    return ([word for word in folded if word not in LITTLE] or folded)[:8]


def answering(word: str) -> list[tuple[str, bool]]:
    """The words that match a sought word, and whether a longer word that begins so does too.

    « atelier » finds « ateliers », and « ateliers » finds « atelier ». A word of one or two letters is searched as it
    is: « l » begins half of a dictionary.
    """
    word = word[:LONGEST_WORD]
    if len(word) <= SHORT:
        return [(word, False)]
    singular = [(word[:-1], False)] if len(word) > SHORT + 1 and word.endswith(PLURAL) else []
    return [(word, True), *singular]


def list_parts(word: str) -> list[str]:
    """The parts of words that match a sought word in names, even at the end of a longer one.

    « carpentier » finds « Lecarpentier ». A word of one or two letters is searched as it is, as above.
    """
    return [form if begins else f" {form} " for form, begins in answering(word)]


def list_alternatives(typed: Sought) -> list[list[str]]:
    """The words to look for of each text."""
    return [words(text) for text in ([typed] if isinstance(typed, str) else typed)]


def is_named(text: str, typed: Sought) -> bool:
    """Whether all the words typed are in the name ``text``, by the rule of :func:`list_parts`; never for none."""
    return has_parts(
        f" {' '.join(fold_words(text))} ",
        [[list_parts(word) for word in sought] for sought in list_alternatives(typed)],
    )


def has_parts(line: str, alternatives: list[list[list[str]]]) -> bool:
    """Whether a folded line has, for all words of one of the alternatives, one of the parts that match the word."""
    return any(sought and all(_has_part(line, parts) for parts in sought) for sought in alternatives)


def _has_part(line: str, parts: list[str]) -> bool:
    return any(part in line for part in parts)


class Likeness:
    """Compares words as :func:`is_named` does, with a typing error allowed in a word: « kervela » is like « Kervella
    ».
    """

    def __init__(self, typed: str) -> None:
        # names have many words in common: each is compared once
        self._measures = [
            cache(partial(_measure_word, word, SequenceMatcher(None, "", word))) for word in words(typed)
        ]

    def measure(self, text: str) -> float:
        """1 when all the words typed are there, less the further one is from a word of the text, 0 when one is like
        none."""
        folded = fold_words(text)
        return min(
            (max((measure(word) for word in folded), default=0.0) for measure in self._measures), default=0.0
        )


def _measure_word(typed: str, matcher: "SequenceMatcher[str]", word: str) -> float:
    """``matcher`` has ``typed`` as its second text, which is costly to change."""
    if _has_part(f" {word} ", list_parts(typed)):
        return 1.0
    matcher.set_seq1(word)
    ratio = matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0
    return ratio if ratio >= ALIKE else 0.0


def list_pieces(typed: str) -> list[str]:
    """Two pieces of the longest word typed: one of them is without error when there is one error."""
    word = max(words(typed), key=len, default="")
    length = max(len(word) // 2, SHORT + 1)
    return [word[:length], word[-length:]] if len(word) > SHORT + 1 else []


def is_searchable(typed: str) -> bool:
    """Whether a word of at least two characters was typed."""
    return any(len(word) >= SHORT for word in words(typed))


def places(text: str, typed: str) -> list[tuple[int, int]]:
    """The places of the words of ``text`` that match a typed word: start and end, in characters."""
    sought = [form for word in words(typed) for form in answering(word)]
    matches = PARTS_OF_WORDS.finditer(text) if sought else ()
    return [row.span() for row in matches if any(_is_answered(word, sought) for word in fold_words(row[0]))]


def _is_answered(word: str, sought: list[tuple[str, bool]]) -> bool:
    return any(word == form or (begins and word.startswith(form)) for form, begins in sought)

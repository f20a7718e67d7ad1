"""One way to write a text for searching, in the column and in the question asked of it."""

import re
import unicodedata

MEDIAN_DOTS = re.compile("[·‧•]")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
BETWEEN_WORDS = re.compile(r"[\W_]+")
LITTLE = frozenset(
    "l d j m t s c n qu le la les un une de des du et a au aux en ou the of an to in and or".split()
)
"""Words of French and English that tell nothing of what is sought: « l’atelier » is an « atelier » all the same."""


def normalise(text: str) -> str:
    """Lower case, without accents, median dots or punctuation: « L’Atelier des salarié·es » → "l atelier des…"."""
    dotless = MEDIAN_DOTS.sub("", text)
    decomposed = unicodedata.normalize("NFKD", dotless.casefold().translate(LIGATURES))
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return BETWEEN_WORDS.sub(" ", bare).strip()


def words(text: str) -> list[str]:
    """The words to look for, all of them; at most eight, so that a pasted page is not a costly question."""
    found = normalise(text[:200]).split()
    return ([word for word in found if word not in LITTLE] or found)[:8]

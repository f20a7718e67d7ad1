"""One way to write a text for searching, in the column and in the question asked of it."""

import re
import unicodedata

MEDIAN_DOTS = re.compile("[·‧•]")
BETWEEN_WORDS = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """Lower case, without accents, median dots or punctuation: « L’Atelier des salarié·es » → "l atelier des…"."""
    dotless = MEDIAN_DOTS.sub("", text)
    decomposed = unicodedata.normalize("NFKD", dotless.casefold())
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return BETWEEN_WORDS.sub(" ", bare).strip()


def words(text: str) -> list[str]:
    """The words to look for, all of them; at most eight, so that a pasted page is not a costly question."""
    return normalise(text[:200]).split()[:8]

"""Words to write with: as in a language, few of them are everywhere and most are rare (Zipf)."""

import random
from itertools import accumulate

COMMON = (
    "atelier partagé planning équipe relais usine coopérative soin logistique chantier formation écran tournée"
    " compagnonnage maintenance boulangerie imprimerie mutuelle salarié métier geste confiance dialogue numérique"
    " outil charge entrepôt"
).split()
ONSETS, VOWELS, CODAS = (
    "b c d f g j l m n p r s t v bl br cl cr dr fr gr pl pr tr vr".split(),
    "aeiouéè",
    " nrls",
)
SIZE = 20_000


def invent_words(size: int) -> list[str]:
    """Distinct words of two to four syllables; always the same."""
    draw, found = random.Random(0), dict.fromkeys(COMMON)
    while len(found) < size:
        syllables = [
            f"{draw.choice(ONSETS)}{draw.choice(VOWELS)}{draw.choice(CODAS).strip()}"
            for _turn in range(draw.randint(2, 4))
        ]
        found.setdefault("".join(syllables))
    return list(found)


WORDS = invent_words(SIZE)
WEIGHTS = list(accumulate(1 / (rank + 20) for rank in range(SIZE)))
FREQUENT, SELDOM = WORDS[60], WORDS[6000]
"""Words of long texts alone: about half of the dossiers have the first, one in a hundred the second."""


def sentence(draw: random.Random, characters: int) -> str:
    """About so many characters of common words: a title, a line."""
    return _write(draw.choices(COMMON, k=max(2, characters // 9)), characters)


def paragraph(draw: random.Random, characters: int) -> str:
    """About so many characters of all the words: a long answer."""
    return _write(draw.choices(WORDS, cum_weights=WEIGHTS, k=max(2, characters // 8)), characters)


def _write(words: list[str], characters: int) -> str:
    return " ".join(words)[:characters].strip().capitalize() + "."

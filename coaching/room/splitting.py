"""A text of the dossier, cut into what may each become a card. Knows neither Django nor models."""

import re

SHORTEST, LONGEST, MOST = 3, 400, 8
_LINES = re.compile(r"[\r\n]+")
_BULLET = re.compile(r"^\s*(?:[-–—•*·]|\d{1,2}[.)])\s*")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý«])")
_LEVERS = re.compile(r"(?:^|(?<=[.\n;]))\s*(?:les\s+|nos\s+)?(?:leviers?|levers?)\b[^:\n]*:", re.IGNORECASE)
_LABEL = re.compile(r"^\s*(?:les\s+|nos\s+)?(?:freins?|brakes?)\b[^:\n]{0,20}:\s*", re.IGNORECASE)
_LISTED = re.compile(r"\s*[;,]\s*|\s+et\s+")


def split_sentences(text: str) -> list[str]:
    """One item a bullet or a line when the text has several, else one a sentence; eight at most, without repeats."""
    lines = [_BULLET.sub("", line).strip() for line in _LINES.split(text)]
    found = [line[:1].upper() + line[1:] for line in lines if line]
    if len(found) == 1:
        found = [part.strip() for part in _SENTENCES.split(found[0])]
    return _keep(found)


def split_brakes(text: str) -> list[str]:
    """The same for what slows a project down: what helps it, listed under « Leviers », is left out."""
    brakes = _LEVERS.split(text)[0]
    return split_sentences(_LABEL.sub("", brakes))


def split_names(text: str) -> list[str]:
    """The same for a list of people or bodies: « clients, fournisseurs et élus » is three."""
    found: list[str] = []
    for sentence in split_sentences(text):
        short = sentence.rstrip(" .")
        parts = _LISTED.split(short) if len(short) < 160 else [short]
        found += [part[:1].upper() + part[1:] for part in parts if part]
    return _keep(found)


def _keep(found: list[str]) -> list[str]:
    kept = [item[:LONGEST].strip() for item in found if len(item.strip()) >= SHORTEST]
    return list(dict.fromkeys(kept))[:MOST]

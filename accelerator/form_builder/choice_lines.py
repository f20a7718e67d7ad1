"""Lists of choices as lines of text, the quickest thing to type: « Une idée | An idea »."""

from collections.abc import Mapping, Sequence

from django.utils.text import slugify
from django.utils.translation import gettext as _

MOST_LINES = 100
LONGEST_LABEL = 200
LONGEST_VALUE = 40


class LinesRefused(Exception):
    """The message is for people."""


def as_lines(choices: Sequence[Mapping[str, str]]) -> str:
    """The lines that :func:`read_lines` reads."""
    return "\n".join(
        " | ".join(filter(None, (choice.get("label_fr") or choice["value"], choice.get("label_en"))))
        for choice in choices
    )


def read_lines(text: str, existing: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The choices these lines name. Raises LinesRefused for too many, too long or twice the same.

    The stored value of an existing choice never changes. It is recognised by its French words on any line, else by its
    line when neither the words of the line nor the former choice there have another match.
    """
    lines = [_split_line(line) for line in text.splitlines() if line.strip(" |\t")]
    labels = [french for french, _english in lines]
    if len(lines) > MOST_LINES:
        raise LinesRefused(_("Écrivez %(most)s lignes au plus.") % {"most": MOST_LINES})
    twice = next((label for label in labels if labels.count(label) > 1), None)
    if twice:
        raise LinesRefused(_("« %(label)s » est écrit deux fois.") % {"label": twice})
    if any(len(item) > LONGEST_LABEL for line in lines for item in line):
        raise LinesRefused(_("Une ligne dépasse %(most)s caractères.") % {"most": LONGEST_LABEL})
    by_words = {str(row.get("label_fr") or row["value"]): str(row["value"]) for row in existing}
    used = set(by_words.values())
    choices = []
    for place, (french, english) in enumerate(lines):
        value = by_words.get(french) or _rename(place, labels, existing) or _make_value(french, used)
        used.add(value)
        choices.append({"value": value, "label_fr": french, "label_en": english})
    return choices


def _split_line(line: str) -> tuple[str, str]:
    french, _bar, english = line.partition("|")
    return " ".join(french.split()) or " ".join(english.split()), " ".join(english.split())


def _rename(place: int, labels: Sequence[str], existing: Sequence[Mapping[str, str]]) -> str:
    if place >= len(existing):
        return ""
    there = existing[place]
    return "" if (there.get("label_fr") or there["value"]) in labels else str(there["value"])


def _make_value(label: str, used: set[str]) -> str:
    stem = slugify(label).replace("-", "_")[:LONGEST_VALUE].strip("_") or "choix"
    return next(
        value for n in range(1, len(used) + 2) if (value := stem if n == 1 else f"{stem}_{n}") not in used
    )

"""What the committee of an edition is expert in: its own labels, typed as one text, and matched with what is typed."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accelerator.web.search import normalise
from programmes.models import ExpertiseTag
from programmes.models.committee import LONGEST_LABEL

MOST_TAGS = 60
SEPARATORS = re.compile(r"\s*[·•,;/\n]\s*")


def split_labels(text: str) -> list[str]:
    """« ergonomie, dialogue social » → its labels, without the empty ones."""
    return [label for part in SEPARATORS.split(text) if (label := " ".join(part.split()))]


def read_labels(text: str) -> list[str]:
    """The labels of an edition as its organisers type them.

    Raises ``ValidationError`` for one that is written twice, or too long, and for too many.
    """
    labels = split_labels(text)
    seen: set[str] = set()
    for label in labels:
        if len(label) > LONGEST_LABEL:
            message = _("« %(label)s » est trop long : %(most)s caractères au plus.")
            raise ValidationError(message, params={"label": label[:LONGEST_LABEL], "most": LONGEST_LABEL})
        if normalise(label) in seen:
            raise ValidationError(_("« %(label)s » est écrit deux fois."), params={"label": label})
        seen.add(normalise(label))
    if len(labels) > MOST_TAGS:
        raise ValidationError(_("%(most)s domaines au plus."), params={"most": MOST_TAGS})
    return labels


def match_labels(text: str, tags: Iterable[ExpertiseTag]) -> tuple[list[ExpertiseTag], list[str]]:
    """The tags that a text names, case and accents aside, and the labels that name none."""
    by_label = {normalise(tag.label): tag for tag in tags}
    matched: dict[int, ExpertiseTag] = {}
    unknown: list[str] = []
    for label in split_labels(text):
        if tag := by_label.get(normalise(label)):
            matched[tag.pk] = tag
        else:
            unknown.append(label)
    return list(matched.values()), unknown


def describe_unknown(labels: Iterable[str], tags: Iterable[ExpertiseTag]) -> str:
    """Which labels are no tag of the edition, and which it has."""
    words = {"labels": ", ".join(labels), "known": ", ".join(tag.label for tag in tags)}
    if not words["known"]:
        return (
            _("« %(labels)s » : le comité n’a pas encore de domaines, écrivez-les d’abord sur sa page.")
            % words
        )
    return _("« %(labels)s » n’est pas un domaine du comité. Les siens : %(known)s.") % words

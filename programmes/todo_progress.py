"""The bar of an edition: its parts in percentages of the whole."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class ProgressPart:
    """A part of the bar of an edition. ``rank``: its place in the bar, from 1; ``start`` and ``share`` are percentages
    of the whole.
    """

    label: "str | Promise"
    count: int
    rank: int
    start: float
    share: float


@dataclass(frozen=True)
class EditionProgress:
    """Where an edition stands: a bar of parts, and the page that lists them."""

    total: int
    title: str
    parts: list[ProgressPart]
    href: str


def build_progress(
    title: str, labels: "Mapping[str, str | Promise]", counts: Mapping[str, int], href: str
) -> EditionProgress:
    """The bar of these ``counts``, by code, in the order of the ``labels``; parts without rows are left out."""
    parts, start, total = [], 0.0, sum(counts.values())
    for rank, (code, label) in enumerate(labels.items(), start=1):
        count = counts.get(code, 0)
        if count:
            share = 100 * count / total
            parts.append(ProgressPart(label, count, rank, start, share))
            start += share
    return EditionProgress(total, title, parts, href)

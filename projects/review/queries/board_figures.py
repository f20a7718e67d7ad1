"""Counts of the assignment board over every duty of an edition, cached until duties change, or a few seconds.

Counting thirty thousand duties takes longer than drawing the board. An action that changes them clears the cache at
once, and again once its transaction has succeeded: somebody may have counted meanwhile. What else moves them, a
dossier withdrawn or a draft that became complete, shows within ``SECONDS``.
"""

from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db import transaction

from programmes.models import Edition
from projects.review.queries.assignment import BoardCounts, Load, board_counts, count_loads

SECONDS = 15


@dataclass(frozen=True)
class BoardFigures:
    """``loads`` is by reviewer."""

    loads: dict[int, Load]
    counts: BoardCounts


def board_figures(edition: Edition) -> BoardFigures:
    """Three queries, none when cached."""
    key = _key(edition.pk)
    cached: Any = cache.get(key)
    if cached:
        loads = {reviewer: Load(*numbers) for reviewer, *numbers in cached["loads"]}
        return BoardFigures(loads, BoardCounts(**cached["counts"]))
    figures = BoardFigures(count_loads(edition), board_counts(edition))
    rows = [[reviewer, *load] for reviewer, load in figures.loads.items()]
    cache.set(key, {"loads": rows, "counts": asdict(figures.counts)}, SECONDS)
    return figures


def clear_board_figures(edition_id: int) -> None:
    """Clear the cache; to be called in the transaction that changes a duty or sends a review."""
    cache.delete(_key(edition_id))
    transaction.on_commit(partial(cache.delete, _key(edition_id)), robust=True)


def _key(edition_id: int) -> str:
    return f"board-figures:{edition_id}"

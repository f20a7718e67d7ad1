"""How a juror scores beside their colleagues, once all of theirs are sent: for themselves alone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from accelerator.accounts.models import User
from programmes.models.call import LEVELS
from projects.models import ReviewState, Score
from projects.review.queries.queue import DECIDED, SENT, Duty

LEAST_SHARED = 3
"""Dossiers read by others too: fewer would compare single opinions."""


@dataclass(frozen=True)
class LevelShare:
    """How often a level is given, out of 100: by this person, and by the others on average."""

    level: int
    own: int
    others: int


@dataclass(frozen=True)
class Calibration:
    """The scores of one person in an edition, over the ``shared`` dossiers that others scored too."""

    edition: str
    shared: int
    shares: list[LevelShare]
    own_mean: float
    others_mean: float


def list_calibrations(user: User, duties: Sequence[Duty], at: datetime) -> list[Calibration]:
    """One for each edition where this person sent everything they may still send: one query, none without any.

    Compared on shared dossiers alone, with the mean of the others, who are not named: nothing that leads an opinion
    that is still to be given. Reviews that stepped aside count on neither side.
    """
    pending = {duty.call for duty in duties if duty.can_be_sent(at)}
    sent = [duty.application for duty in duties if duty.stage in (SENT, DECIDED) and duty.call not in pending]
    if not sent:
        return []
    rows = (
        Score.objects.filter(
            review__state=ReviewState.SUBMITTED,
            review__set_aside_at=None,
            review__application__in=sent,
            level__isnull=False,
        )
        .order_by("review__application__call", "pk")
        .values_list(
            "review__application__call__edition__name", "review__application", "review__reviewer", "level"
        )
    )
    return [
        calibration
        for edition, group in groupby(rows, key=itemgetter(0))
        if (calibration := _compare(edition, [(row[1], row[2], row[3] or 0) for row in group], user.pk))
    ]


def _compare(edition: str, scores: list[tuple[int, int, int]], user: int) -> Calibration | None:
    """``scores``: dossier, person, level."""
    own_dossiers = {dossier for dossier, person, _level in scores if person == user}
    shared = own_dossiers & {dossier for dossier, person, _level in scores if person != user}
    if len(shared) < LEAST_SHARED:
        return None
    own = Counter(level for dossier, person, level in scores if person == user and dossier in shared)
    others = Counter(level for dossier, person, level in scores if person != user and dossier in shared)
    shares = [LevelShare(level, _share(own, level), _share(others, level)) for level in LEVELS]
    return Calibration(edition, len(shared), shares, _compute_mean(own), _compute_mean(others))


def _share(levels: Counter[int], level: int) -> int:
    return round(100 * levels[level] / levels.total())


def _compute_mean(levels: Counter[int]) -> float:
    return sum(level * number for level, number in levels.items()) / levels.total()

"""The cut line at the number of places, and what is settled against it while reviews and dossiers are still to come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from heapq import nlargest

from django.utils import timezone

from programmes.models import Edition
from projects.application.states import READ_BY_JURY, SCORED, UNDECIDED
from projects.conflicts.queries.hidden import Conflicts
from projects.models import Application
from projects.review.solver.aggregate import UNREAD, Band, Standing, band, cut_line, find_standing


@dataclass(frozen=True)
class Line:
    """The line among the scores of now; nothing of it for a reader who does not compare all dossiers.

    ``standings``: by dossier, those that count or may still count. ``newcomers``: how many more must be reckoned with.
    """

    places: int
    scores: Mapping[int, Decimal] = field(default_factory=dict)
    standings: Mapping[int, Standing] = field(default_factory=dict)
    newcomers: int = 0

    @property
    def cut(self) -> Decimal | None:
        return cut_line(self.scores.values(), self.places)

    @property
    def tied_score(self) -> Decimal | None:
        """The score that the last dossier within the places shares with the first beyond; ``None`` when they differ."""
        around = sorted(self.scores.values(), reverse=True)[self.places - 1 : self.places + 1]
        return around[0] if len(around) == 2 and around[0] == around[1] else None

    @property
    def is_provisional(self) -> bool:
        """Whether a review or a dossier that is still to come may move it."""
        return bool(self.newcomers) or not all(standing.is_final for standing in self.standings.values())

    def find_band(self, application: Application) -> Band | None:
        """Where the dossier stands whatever is still to come; ``None`` for one that does not count, or no line."""
        if application.pk not in self.standings:
            return None
        rivals = [standing for key, standing in self._leading.items() if key != application.pk]
        return band(self.standings[application.pk], rivals, self.places)

    @cached_property
    def _leading(self) -> dict[int, Standing]:
        """By key, those that may end around the line, at their highest or at their lowest: the others change no band.

        One more than :func:`band` looks at, since one of them is the dossier itself; newcomers have keys below 0.
        """
        every = {**self.standings, **{-number: UNREAD for number in range(1, self.newcomers + 1)}}
        count = self.places + 2
        highest = nlargest(count, every, key=lambda key: every[key].highest)
        lowest = nlargest(count, every, key=lambda key: every[key].lowest)
        return {key: every[key] for key in [*highest, *lowest]}


def count_awaited(state: str, done: int, expected: int) -> int:
    """Reviews of a dossier that are still to come: none once it is announced."""
    return max(0, expected - done) if state in SCORED else 0


def find_line(edition: Edition, conflicts: Conflicts, at: datetime | None = None) -> Line:
    """The line of an edition as one reader knows it: one query, none for whom it is withheld."""
    if conflicts:
        return Line(edition.places)
    scores: dict[int, Decimal] = {}
    standings: dict[int, Standing] = {}
    rows = Application.objects.for_edition(edition).filter(state__in=READ_BY_JURY | UNDECIDED).order_by()
    columns = ("pk", "state", "score", "score_low", "score_high", "reviews_done", "reviews_expected")
    for key, state, score, low, high, done, expected in rows.values_list(*columns):
        if state not in READ_BY_JURY:
            standings[key] = UNREAD  # it may be declared eligible, then read
            continue
        if score is not None:
            scores[key] = score
        if score is not None or state in SCORED:
            awaited = count_awaited(state, done, expected)
            standings[key] = find_standing(score, low, high, done=done, awaited=awaited)
    call = getattr(edition, "call", None)
    is_open = call is not None and (at or timezone.now()) < call.closes_at
    # As many as there are places may still apply: none is assured, and a dossier out of reach stays so.
    return Line(edition.places, scores, standings, newcomers=edition.places if is_open else 0)

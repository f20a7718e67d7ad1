"""The cut line among the scores of a call, while reviews and dossiers are still to come."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from heapq import nlargest
from typing import Any

from django.db.models import F, FloatField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from programmes.models import Edition
from projects.application.enums import READ_BY_JURY, SCORED, UNDECIDED
from projects.conflicts.queries import Conflicts
from projects.models import Application, Review
from projects.review.queries.correction import StoredCorrection, find_correction
from projects.review.solver.aggregate import UNREAD, Band, Standing, band, cut_line, find_standing
from projects.review.solver.corrected import CorrectedDossier

COLUMNS = ("state", "score", "score_low", "score_high", "reviews_done", "reviews_expected")
RANKED = (F("score").desc(nulls_last=True), "pk")
"""The order of the index ``application_ranking``."""
HUNDRED = 100
PARTLY_READ = Q(state__in=SCORED, reviews_done__lt=F("reviews_expected"))
"""Of dossiers with a score: reviews are still to come."""


@dataclass(frozen=True)
class Line:
    """The line among the scores of now; nothing of it for a reader who does not compare all dossiers.

    ``scores``: the highest ones, some more than places. ``standings``: by dossier, those that count or may still
    count, at least all that may end around the line. ``newcomers``: how many more must be reckoned with.
    """

    places: int
    scores: Sequence[Decimal] = ()
    standings: Mapping[int, Standing] = field(default_factory=dict)
    newcomers: int = 0
    is_withheld: bool = False
    correction: StoredCorrection = field(default_factory=StoredCorrection)

    @cached_property
    def cut(self) -> Decimal | None:
        return cut_line(self.scores, self.places)

    @property
    def tied_score(self) -> Decimal | None:
        """The score that the last dossier within the places shares with the first beyond; ``None`` when they differ."""
        around = sorted(self.scores, reverse=True)[self.places - 1 : self.places + 1]
        return around[0] if len(around) == 2 and around[0] == around[1] else None

    @property
    def is_provisional(self) -> bool:
        """Whether a review or a dossier that is still to come may move it."""
        return bool(self.newcomers) or not all(standing.is_final for standing in self.standings.values())

    def find_band(self, application: Application) -> Band | None:
        """The band of the dossier, whatever is still to come; ``None`` for one that does not count, or without a
        line."""
        standing = None if self.is_withheld else self.find_standing(application)
        if standing is None:
            return None
        corrected = self.find_corrected(application)
        if corrected is not None and not self.is_provisional:
            return corrected.find_band(self.places)
        rivals = [rival for key, rival in self._leading.items() if key != application.pk]
        return band(standing, rivals, self.places)

    def find_standing(self, application: Application) -> Standing | None:
        """``None`` for one that does not count."""
        return self.standings.get(application.pk) or find_own_standing(application)

    def find_corrected(self, application: Application) -> CorrectedDossier | None:
        """``None`` until the correction took every review into account."""
        return self.correction.find(application.pk) if self.correction.is_current else None

    @cached_property
    def _leading(self) -> dict[int, Standing]:
        """By key, the dossiers that may end around the line, at their highest or at their lowest: the others change no
        band.

        One more than :func:`band` looks at, since one of them is the dossier itself; newcomers have keys below 0.
        """
        every = {**self.standings, **{-number: UNREAD for number in range(1, self.newcomers + 1)}}
        count = _count_leading(self.places)
        highest = nlargest(count, every, key=lambda key: every[key].highest)
        lowest = nlargest(count, every, key=lambda key: every[key].lowest)
        return {key: every[key] for key in [*highest, *lowest]}


def count_awaited(state: str, done: int, expected: int) -> int:
    """Reviews of a dossier that are still to come: none once it is announced."""
    return max(0, expected - done) if state in SCORED else 0


def find_line(edition: Edition, conflicts: Conflicts, at: datetime | None = None) -> Line:
    """The line of an edition as one reader knows it: one query of some more rows than places, however many apply, and
    one of the corrected scores; none for whom it is withheld.

    Where scores are medians, all dossiers with reviews to come are read, and one more query reads their totals, if any.
    """
    if conflicts:
        return Line(edition.places, is_withheld=True)
    every = Application.objects.for_call(edition.call)
    kinds = Q()
    by_median = edition.scores_by_median
    for rows in _select_each_kind(every, _count_leading(edition.places), by_median=by_median):
        kinds |= Q(pk__in=rows.values("pk"))
    # not narrowed to the call again: it costs as much as one of its parts
    leading = Application.objects.filter(kinds).order_by().only(*COLUMNS)
    awaits = any(count_awaited(row.state, row.reviews_done, row.reviews_expected) for row in leading)
    totals = _list_totals(every.filter(PARTLY_READ)) if by_median and awaits else {}
    standings = {
        row.pk: standing for row in leading if (standing := find_own_standing(row, totals.get(row.pk, ())))
    }
    scores = [row.score for row in leading if row.state in READ_BY_JURY and row.score is not None]
    is_open = (at or timezone.now()) < edition.call.closes_at
    # As many as there are places may still apply: none is clearly above, and a dossier clearly below stays so.
    newcomers = edition.places if is_open else 0
    return Line(edition.places, scores, standings, newcomers, correction=find_correction(edition.call))


def _count_leading(places: int) -> int:
    return places + 2


def _list_totals(applications: QuerySet[Application]) -> dict[int, list[Decimal]]:
    """By dossier, the totals of the reviews that count. One query."""
    reviews = Review.objects.in_score().filter(application__in=applications.values("pk"))
    totals: defaultdict[int, list[Decimal]] = defaultdict(list)
    for application, total in reviews.order_by().values_list("application", "total"):
        if total is not None:
            totals[application].append(total)
    return totals


def find_own_standing(application: Application, totals: Sequence[Decimal] = ()) -> Standing | None:
    """The standing of one dossier; ``None`` if it does not count: decided without a score, or out of the selection.

    ``totals``: see :func:`find_standing`.
    """
    if application.state not in READ_BY_JURY:
        # it may be declared eligible, then read
        return UNREAD if application.state in UNDECIDED else None
    if application.score is None and application.state not in SCORED:
        return None
    done = application.reviews_done
    awaited = count_awaited(application.state, done, application.reviews_expected)
    return find_standing(
        application.score,
        application.score_low,
        application.score_high,
        done=done,
        awaited=awaited,
        totals=totals,
    )


def _select_each_kind(
    every: QuerySet[Application], count: int, *, by_median: bool
) -> Iterator[QuerySet[Any]]:
    """So many dossiers of each kind that counts, those nearest to the line first: by score, those read to the end, the
    unread, those still read by their highest and by their lowest bound; all of these where scores are medians, whose
    bounds no column has.
    """
    scored = every.filter(state__in=READ_BY_JURY, score__isnull=False)
    yield scored.order_by(*RANKED)[:count]
    yield scored.exclude(PARTLY_READ).order_by(*RANKED)[:count]
    unread = Q(state__in=UNDECIDED - READ_BY_JURY) | Q(state__in=SCORED, score=None)
    yield every.filter(unread).order_by()[:count]
    partly_read = scored.filter(PARTLY_READ)
    if by_median:
        yield partly_read.order_by()
        return
    points = Cast("score", FloatField()) * F("reviews_done") / F("reviews_expected")
    most_so_far = HUNDRED * (F("reviews_done") * 1.0 / F("reviews_expected"))
    yield partly_read.order_by((points - most_so_far).desc())[:count]
    yield partly_read.order_by(points.desc())[:count]

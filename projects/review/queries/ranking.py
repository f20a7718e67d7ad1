"""The ranking, read from stored columns, and the cut line while reviews and dossiers are still to come."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from heapq import nlargest
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, F, FloatField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accelerator.web.paging import Counted
from programmes.models import Edition
from projects.application.enums import READ_BY_JURY, SCORED, UNDECIDED
from projects.conflicts.queries import Apart, Conflicts, find_apart
from projects.decision.enums import Outcome
from projects.models import Application
from projects.review.solver.aggregate import UNREAD, Band, Standing, band, cut_line, find_standing

COLUMNS = ("state", "score", "score_low", "score_high", "reviews_done", "reviews_expected")
HUNDRED = 100


@dataclass(frozen=True)
class Line:
    """The line among the scores of now; nothing of it for a reader who does not compare all dossiers.

    ``scores``: the highest ones, some more than places. ``standings``: by dossier, those that count or may still count,
    at least all that may end around the line. ``newcomers``: how many more must be reckoned with.
    """

    places: int
    scores: Sequence[Decimal] = ()
    standings: Mapping[int, Standing] = field(default_factory=dict)
    newcomers: int = 0
    is_withheld: bool = False

    @property
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
        standing = self.standings.get(application.pk) or find_own_standing(application)
        if standing is None or self.is_withheld:
            return None
        rivals = [rival for key, rival in self._leading.items() if key != application.pk]
        return band(standing, rivals, self.places)

    @cached_property
    def _leading(self) -> dict[int, Standing]:
        """By key, those that may end around the line, at their highest or at their lowest: the others change no band.

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
    """The line of an edition as one reader knows it: one query of some more rows than places, however many apply; none
    for whom it is withheld.
    """
    if conflicts:
        return Line(edition.places, is_withheld=True)
    call = getattr(edition, "call", None)
    if call is None:
        return Line(edition.places)
    every = Application.objects.for_call(call)
    kinds = Q()
    for rows in _rank_each_kind(every):
        kinds |= Q(pk__in=rows.values("pk")[: _count_leading(edition.places)])
    # not narrowed to the call again: it costs as much as one of its parts
    leading = Application.objects.filter(kinds).order_by().only(*COLUMNS)
    standings = {row.pk: standing for row in leading if (standing := find_own_standing(row))}
    scores = [row.score for row in leading if row.state in READ_BY_JURY and row.score is not None]
    is_open = (at or timezone.now()) < call.closes_at
    # As many as there are places may still apply: none is assured, and a dossier out of reach stays so.
    newcomers = edition.places if is_open else 0
    return Line(edition.places, scores, standings, newcomers)


def _count_leading(places: int) -> int:
    return places + 2


def find_own_standing(application: Application) -> Standing | None:
    """Of one dossier; ``None`` for one that does not count: decided without a score, or out of the selection."""
    if application.state not in READ_BY_JURY:
        # it may be declared eligible, then read
        return UNREAD if application.state in UNDECIDED else None
    if application.score is None and application.state not in SCORED:
        return None
    done = application.reviews_done
    awaited = count_awaited(application.state, done, application.reviews_expected)
    return find_standing(
        application.score, application.score_low, application.score_high, done=done, awaited=awaited
    )


def _rank_each_kind(every: QuerySet[Application]) -> list[QuerySet[Any]]:
    """Those that count, the first to end around the line first: by score, those read to the end, those still read by
    their highest and by their lowest bound, the unread.
    """
    scored = every.filter(state__in=READ_BY_JURY, score__isnull=False)
    awaited = Q(state__in=SCORED, reviews_done__lt=F("reviews_expected"))
    points = Cast("score", FloatField()) * F("reviews_done") / F("reviews_expected")
    most_so_far = HUNDRED * (F("reviews_done") * 1.0 / F("reviews_expected"))
    unread = Q(state__in=UNDECIDED - READ_BY_JURY) | Q(state__in=SCORED, score=None)
    return [
        scored.order_by("-score"),
        scored.exclude(awaited).order_by("-score"),
        scored.filter(awaited).order_by((points - most_so_far).desc()),
        scored.filter(awaited).order_by(points.desc()),
        every.filter(unread).order_by(),
    ]


PAGE_SIZE = 50
RANKED = (F("score").desc(nulls_last=True), "pk")
"""The order of the index ``application_ranking``."""
BANDS: dict[Band, tuple["str | Promise", str]] = {
    Band.ASSURED: (gettext_lazy("assuré"), "success"),
    Band.TO_DEBATE: (gettext_lazy("à débattre"), "accent"),
    Band.OUT_OF_REACH: (gettext_lazy("hors de portée"), "neutral"),
}
"""What a band is called, and the tone of its badge."""


@dataclass(frozen=True)
class Filters:
    """The filters of the URL; empty means all."""

    profile: str = ""
    department: str = ""


@dataclass
class RankedApplication:
    """A dossier in the ranking. ``ties`` are the references that share its score on this page.

    ``band`` is ``None`` for a reader from whom the cut line is hidden. ``follows_tie``: it is the first below the cut
    line, and more dossiers than places stand above: the last ones tie. ``line_is_elsewhere``: the line of now does not
    cross its interval.
    """

    application: Application
    rank: int
    band: Band | None
    ties: list[str] = field(default_factory=list)
    is_first_below: bool = False
    follows_tie: bool = False
    line_is_provisional: bool = False
    line_is_elsewhere: bool = False

    @property
    def band_label(self) -> "str | Promise":
        return BANDS[self.band][0] if self.band else ""

    @property
    def band_tone(self) -> str:
        return BANDS[self.band][1] if self.band else ""

    @property
    def missing_reviews(self) -> int:
        """Reviews of it that are still to come."""
        dossier = self.application
        return count_awaited(dossier.state, dossier.reviews_done, dossier.reviews_expected)

    @property
    def band_why(self) -> str:
        """Why the band is uncertain, or certain although reviews are awaited; empty when the interval explains it."""
        if self.missing_reviews:
            return self._why_awaited()
        if self.application.score_low is None:
            return _("un seul avis")
        if self.band != Band.TO_DEBATE:
            return ""
        if self.line_is_elsewhere:
            return _("d’autres dossiers restent à lire : les rangs peuvent changer")
        return _("le seuil passe dans l’intervalle")

    def _why_awaited(self) -> str:
        if self.band == Band.OUT_OF_REACH:
            return _("même avec la meilleure note aux avis qui manquent")
        if self.band == Band.ASSURED:
            return _("même avec la plus basse note aux avis qui manquent")
        return ngettext("%(n)s avis manque encore", "%(n)s avis manquent encore", self.missing_reviews) % {
            "n": self.missing_reviews
        }


@dataclass(frozen=True)
class Ranking:
    """One page of the ranking of an edition; ``apart`` are the dossiers hidden from its reader, by reference."""

    page: Page[Application]
    rows: list[RankedApplication]
    apart: Apart
    line: Line
    unscored: int
    departments: list[str]


def applications_by_score(edition: Edition, conflicts: Conflicts) -> QuerySet[Application]:
    """Dossiers with a score that this reader may compare, from the highest down."""
    rows = Application.objects.for_edition(edition).filter(state__in=READ_BY_JURY, score__isnull=False)
    return conflicts.comparable(rows).order_by(*RANKED)


def ranking(edition: Edition, filters: Filters, page_number: str | None, conflicts: Conflicts) -> Ranking:
    """One page, with ranks over the whole edition whatever the filters: five queries, six with filters, one more
    when some dossiers are hidden from the reader.
    """
    rows = applications_by_score(edition, conflicts)
    if filters.profile:
        rows = rows.filter(profile=filters.profile)
    if filters.department:
        rows = rows.filter(department=filters.department)
    readable = Application.objects.for_edition(edition).filter(state__in=READ_BY_JURY).order_by()
    # The filter offers the départements of the dossiers listed apart too: one that is missing would reveal where
    # they are.
    every = (
        {name for name in readable.values_list("department", flat=True).distinct() if name}
        if conflicts
        else set()
    )
    compared = conflicts.comparable(readable)
    counts = list(compared.values_list("department").annotate(Count("pk"), Count("score")))
    # ``Count("score")`` leaves NULL out: one query counts both the scored and the others.
    with_score = sum(scores for _name, _all, scores in counts)
    is_whole = not (filters.profile or filters.department)
    page = Counted(rows, PAGE_SIZE, total=with_score if is_whole else None).get_page(page_number)
    line = find_line(edition, conflicts)
    return Ranking(
        page=page,
        rows=_rows(edition, list(page.object_list), line, conflicts),
        apart=find_apart(edition, conflicts, profile=filters.profile, department=filters.department),
        line=line,
        unscored=sum(number for _name, number, _scores in counts) - with_score,
        departments=sorted(every | {name for name, _all, _scores in counts if name}),
    )


def deliberation(
    edition: Edition, choice: str, page_number: str | None, conflicts: Conflicts
) -> tuple[Page[Application], list[RankedApplication], Apart]:
    """One page of the dossiers to decide on, in ranking order, those without a score last, and those listed apart.

    Six queries at most. ``choice``: "undecided", one of the outcomes, or empty for all; lists of one outcome leave out
    the dossiers hidden from the reader, which they would reveal.
    """
    rows = conflicts.comparable(Application.objects.for_edition(edition).filter(state__in=READ_BY_JURY))
    rows = rows.select_related("decision").order_by(*RANKED)
    if choice == "undecided":
        rows = rows.filter(decision=None)
    elif choice in Outcome.values:
        rows = rows.filter(decision__outcome=choice)
    page = Counted(rows, PAGE_SIZE).get_page(page_number)
    line = find_line(edition, conflicts)
    apart = Apart() if choice else find_apart(edition, conflicts)
    applications = [conflicts.mark_outcome(application) for application in page.object_list]
    return page, _rows(edition, applications, line, conflicts), apart


def next_undecided(edition: Edition, application: Application, conflicts: Conflicts) -> Application | None:
    """The next dossier down the ranking that has no decision yet and may be compared, the first one after a dossier
    that is hidden from the reader: one query.
    """
    waiting = Application.objects.for_edition(edition).filter(state__in=SCORED, decision=None)
    rows = conflicts.comparable(waiting).exclude(pk=application.pk)
    if application.pk in conflicts.because:
        return rows.order_by(*RANKED).first()
    if application.score is None:
        # Those without a score come last, by key: nothing but them is further down.
        rows = rows.filter(score__isnull=True, pk__gt=application.pk)
    else:
        tied = Q(score=application.score, pk__gt=application.pk)
        rows = rows.filter(Q(score__lt=application.score) | tied | Q(score__isnull=True))
    return rows.order_by(*RANKED).first()


def _ranks(edition: Edition, applications: Sequence[Application], conflicts: Conflicts) -> dict[int, int]:
    """Rank of each of these among all those compared: two queries, which read no further than the page."""
    scores = [application.score for application in applications if application.score is not None]
    if not scores:
        return {application.pk: 1 for application in applications}
    rows, highest, lowest = applications_by_score(edition, conflicts).order_by(), max(scores), min(scores)
    above = rows.filter(score__gt=highest).count()
    # Scores between those of the page are all it takes: what is above is counted, what is below does not
    # matter.
    within = rows.filter(score__lte=highest, score__gt=lowest).values_list("score", flat=True)
    rising = sorted(score for score in within if score is not None)

    def better(score: Decimal) -> int:
        return above + len(rising) - bisect_right(rising, score)

    return {
        application.pk: 1 + (0 if application.score is None else better(application.score))
        for application in applications
    }


def _is_crossed(application: Application, cut: Decimal | None) -> bool:
    low, high = application.score_low, application.score_high
    return low is not None and high is not None and cut is not None and low <= cut <= high


def _rows(
    edition: Edition, applications: Sequence[Application], line: Line, conflicts: Conflicts
) -> list[RankedApplication]:
    ranks = _ranks(edition, applications, conflicts)
    sharing = Counter(application.score for application in applications)
    rows: list[RankedApplication] = []
    above, cut, is_provisional = None, line.cut, line.is_provisional
    for application in applications:
        ranked = RankedApplication(
            conflicts.mark(application),
            ranks[application.pk],
            line.find_band(application),
            line_is_provisional=is_provisional,
            line_is_elsewhere=not _is_crossed(application, cut),
        )
        if sharing[application.score] > 1:
            ranked.ties = [
                other.reference
                for other in applications
                if other.score == application.score and other.pk != application.pk
            ]
        is_above = cut is None or application.score is None or application.score >= cut
        ranked.is_first_below = above is True and not is_above
        # Its rank counts those above: more of them than places means that the last ones tie.
        ranked.follows_tie = ranked.is_first_below and ranked.rank > edition.places + 1
        above = is_above
        rows.append(ranked)
    return rows

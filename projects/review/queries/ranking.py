"""The ranking, read from stored columns."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from accelerator.accounts.models import User
from accelerator.web.paging import Counted, read_page
from programmes.enums import StructureProfile
from programmes.models import Edition
from projects.application.enums import READ_BY_JURY, SCORED
from projects.conflicts.queries import Apart, Conflicts, find_apart
from projects.decision.enums import Outcome
from projects.models import Application, Review
from projects.review.queries.line import RANKED, Line, count_awaited, find_line
from projects.review.solver.aggregate import Band, band_of_chance
from projects.review.solver.corrected import CorrectedDossier

PAGE_SIZE = 50
BANDS: dict[Band, tuple["str | Promise", str]] = {
    Band.ABOVE: (gettext_lazy("nettement au-dessus"), "success"),
    Band.TO_DEBATE: (gettext_lazy("à débattre"), "accent"),
    Band.BELOW: (gettext_lazy("nettement au-dessous"), "neutral"),
}
"""What a band is called, and the tone of its badge."""


@dataclass(frozen=True)
class Filters:
    """The filters of the URL; empty means all."""

    profile: str = ""
    department: str = ""


@dataclass(frozen=True)
class Swing:
    """The juror without whom a dossier would pass to the other side of the line, and the rank it would have."""

    juror: User
    rank: int


@dataclass
class RankedApplication:
    """A dossier in the ranking. ``ties`` are the references that share its score on this page.

    ``band`` is ``None`` for a reader from whom the cut line is hidden. ``follows_tie``: it is the first below the cut
    line, and more dossiers than places stand above: the last ones tie. ``line_is_elsewhere``: the line of now does
    not cross its interval.
    """

    application: Application
    rank: int
    band: Band | None
    ties: list[str] = field(default_factory=list)
    is_first_below: bool = False
    follows_tie: bool = False
    line_is_provisional: bool = False
    line_is_elsewhere: bool = False
    corrected: CorrectedDossier | None = None
    swing: "Swing | None" = None
    message_count: int = 0
    """Of the committee about it; of a dossier that its reader may discuss."""
    unread_count: int = 0

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
    def is_unsettled(self) -> bool:
        """Whether dossiers still to be read are all that makes its band uncertain: written once above the table."""
        is_corrected = bool(self.corrected) and not self.line_is_provisional
        return (
            self.band == Band.TO_DEBATE
            and self.line_is_elsewhere
            and self.application.score_low is not None
            and not (self.missing_reviews or is_corrected)
        )

    @cached_property
    def band_why(self) -> str:
        """Why the band is uncertain, or certain although reviews are awaited; empty when the interval, or
        :attr:`is_unsettled`, explains it."""
        if self.missing_reviews:
            return self._explain_awaited()
        if self.corrected and not self.line_is_provisional:
            return "" if self.band != Band.TO_DEBATE else self._explain_correction(self.corrected)
        if self.application.score_low is None:
            return _("un seul avis")
        if self.band != Band.TO_DEBATE or self.is_unsettled:
            return ""
        return _("le seuil passe dans l’intervalle")

    def _explain_correction(self, corrected: CorrectedDossier) -> str:
        text = _("%(n)s jurys sur 100 le placent") % {"n": corrected.chance_of_hundred}
        if band_of_chance(corrected.chance) == Band.TO_DEBATE:
            return text
        return _("%(chance)s, sa note corrigée dit le contraire") % {"chance": text}

    def _explain_awaited(self) -> str:
        if self.band == Band.BELOW:
            return _("même avec la meilleure note aux avis qui manquent")
        if self.band == Band.ABOVE:
            return _("même avec la plus basse note aux avis qui manquent")
        return ngettext("%(n)s avis manque encore", "%(n)s avis manquent encore", self.missing_reviews) % {
            "n": self.missing_reviews
        }


@dataclass(frozen=True)
class Mix:
    """The profiles and the territories of the dossiers above the line, each with how many; they weigh in no score."""

    count: int
    profiles: list[tuple[str, int]]
    departments: list[tuple[str, int]]


@dataclass(frozen=True)
class Ranking:
    """One page of the ranking of an edition; ``apart`` are the dossiers hidden from its reader, by reference.

    ``mix``: ``None`` for a reader from whom the line is hidden, or without a line.
    """

    page: Page[Application]
    rows: list[RankedApplication]
    apart: Apart
    line: Line
    unscored: int
    departments: list[str]
    mix: Mix | None = None

    @property
    def is_unsettled(self) -> bool:
        return any(row.is_unsettled for row in self.rows)


def has_sent_reviews(user: User, edition: Edition, at: datetime) -> bool:
    """Whether what others think can lead this member no more: they sent a review, or none is sent any more.

    Dossiers may still be given to a member who has none yet. One query at most.
    """
    if edition.reviews_are_closed(at) or edition.announced_at:
        return True
    sent = Review.objects.submitted().filter(reviewer=user, application__call__edition=edition)
    return edition.call.closes_at <= at and sent.exists()


def applications_by_score(edition: Edition, conflicts: Conflicts) -> QuerySet[Application]:
    """Dossiers with a score that this reader may compare, from the highest down."""
    rows = Application.objects.for_edition(edition).filter(state__in=READ_BY_JURY, score__isnull=False)
    return conflicts.comparable(rows).order_by(*RANKED)


def ranking(
    edition: Edition,
    filters: Filters,
    page_number: str | None,
    conflicts: Conflicts,
    *,
    explains_swings: bool = True,
) -> Ranking:
    """One page, with ranks over the whole edition whatever the filters: five queries for the first page, eight with
    filters, one more when some dossiers are hidden from the reader or reviews of medians are awaited.

    ``explains_swings``: whether the reader learns what a juror changes, which says something of their severity.
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
    line = find_line(edition, conflicts)
    tallies = _count_dossiers(compared, line)
    with_score = sum(tally.scored for tally in tallies)
    is_whole = not (filters.profile or filters.department)
    page = Counted(rows, PAGE_SIZE, total=with_score if is_whole else None).get_page(page_number)
    starts = is_whole and page.number == 1
    rows_of_page = _build_rows(edition, list(page.object_list), line, conflicts, starts=starts)
    if line.correction.is_current and explains_swings:
        jurors = {entry.juror.pk: entry.juror for entry in line.correction.jurors}
        for row in rows_of_page:
            row.swing = _find_swing(row.corrected, edition.places, jurors)
    return Ranking(
        page=page,
        rows=rows_of_page,
        apart=find_apart(edition, conflicts, profile=filters.profile, department=filters.department),
        line=line,
        unscored=sum(tally.dossiers for tally in tallies) - with_score,
        departments=sorted(every | {tally.department for tally in tallies if tally.department}),
        mix=None if line.cut is None else _find_mix(tallies),
    )


class _Tally(NamedTuple):
    """How many dossiers of a profile and a department there are, have a score, and stand above the line."""

    profile: str
    department: str
    dossiers: int
    scored: int
    above: int


def _count_dossiers(compared: QuerySet[Application], line: Line) -> list[_Tally]:
    """One query. ``Count("score")`` leaves NULL out."""
    above = Value(0) if line.cut is None else Count("pk", filter=Q(score__gte=line.cut))
    rows = compared.values_list("profile", "department").annotate(Count("pk"), Count("score"), above=above)
    return [_Tally(*row) for row in rows]


def _find_mix(tallies: Sequence[_Tally]) -> Mix:
    profiles, departments = Counter[str](), Counter[str]()
    for tally in tallies:
        profiles[tally.profile] += tally.above
        departments[tally.department] += tally.above
    labels = dict(StructureProfile.choices)
    return Mix(
        count=profiles.total(),
        profiles=[(str(labels[key]), profiles[key]) for key in StructureProfile.values],
        departments=sorted((name, number) for name, number in departments.items() if number),
    )


def list_readable(user: User, rows: Sequence[RankedApplication]) -> frozenset[int]:
    """The dossiers among these that a member of the committee was assigned to read: one query."""
    mine = Application.objects.read_by_juror(user).filter(pk__in=[row.application.pk for row in rows])
    return frozenset(mine.order_by().values_list("pk", flat=True))


def rank_whole(edition: Edition, conflicts: Conflicts) -> list[RankedApplication]:
    """The ranking of an edition on one page, each dossier with its decision as its reader may see it: three queries."""
    applications = list(applications_by_score(edition, conflicts).select_related("decision"))
    for application in applications:
        conflicts.mark_outcome(application)
    return _build_rows(edition, applications, find_line(edition, conflicts), conflicts, starts=True)


def deliberation(
    edition: Edition, choice: str, page_number: str | None, conflicts: Conflicts
) -> tuple[Page[Application], list[RankedApplication], Apart]:
    """One page of the dossiers to decide on, in ranking order, those without a score last, and those listed apart.

    Seven queries at most, three or four for a list of one page. ``choice``: "undecided", one of the outcomes, or empty
    for all; lists of one outcome leave out the dossiers hidden from the reader, which they would reveal.
    """
    rows = conflicts.comparable(Application.objects.for_edition(edition).filter(state__in=READ_BY_JURY))
    rows = rows.select_related("decision").order_by(*RANKED)
    if choice == "undecided":
        rows = rows.filter(decision=None)
    elif choice in Outcome.values:
        rows = rows.filter(decision__outcome=choice)
    page = read_page(rows, page_number, PAGE_SIZE)
    line = find_line(edition, conflicts)
    apart = Apart() if choice else find_apart(edition, conflicts)
    applications = [conflicts.mark_outcome(application) for application in page.object_list]
    rows_of_page = _build_rows(edition, applications, line, conflicts, starts=page.number == 1 and not choice)
    return page, rows_of_page, apart


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


def _compute_ranks(
    edition: Edition, applications: Sequence[Application], conflicts: Conflicts, *, starts: bool
) -> dict[int, int]:
    """Rank of each of these among all those compared: two queries, which read no further than the page, none when the
    ranking ``starts`` with them."""
    above, scores = 0, [application.score for application in applications if application.score is not None]
    if scores and not starts:
        rows, highest = applications_by_score(edition, conflicts).order_by(), max(scores)
        above = rows.filter(score__gt=highest).count()
        # Scores between those of the page are all it takes: what is above is counted, what is below does not
        # matter.
        within = rows.filter(score__lte=highest, score__gt=min(scores)).values_list("score", flat=True)
        scores = [score for score in within if score is not None]
    rising = sorted(scores)

    def better(score: Decimal) -> int:
        return above + len(rising) - bisect_right(rising, score)

    return {
        application.pk: 1 + (0 if application.score is None else better(application.score))
        for application in applications
    }


def _find_swing(corrected: CorrectedDossier | None, places: int, jurors: Mapping[int, User]) -> Swing | None:
    """The greatest change among those that cross the line."""
    if corrected is None:
        return None
    is_placed = corrected.rank <= places
    crossing = [
        Swing(jurors[juror], rank)
        for juror, rank in corrected.without.items()
        if juror in jurors and (rank <= places) != is_placed
    ]
    return max(crossing, key=lambda swing: abs(swing.rank - corrected.rank), default=None)


def _is_crossed(application: Application, cut: Decimal | None) -> bool:
    low, high = application.score_low, application.score_high
    return low is not None and high is not None and cut is not None and low <= cut <= high


def _build_rows(
    edition: Edition, applications: Sequence[Application], line: Line, conflicts: Conflicts, *, starts: bool
) -> list[RankedApplication]:
    ranks = _compute_ranks(edition, applications, conflicts, starts=starts)
    sharing: defaultdict[Decimal | None, list[str]] = defaultdict(list)
    for application in applications:
        sharing[application.score].append(application.reference)
    rows: list[RankedApplication] = []
    above, cut, is_provisional = None, line.cut, line.is_provisional
    for application in applications:
        ranked = RankedApplication(
            conflicts.mark(application),
            ranks[application.pk],
            line.find_band(application),
            line_is_provisional=is_provisional,
            line_is_elsewhere=not _is_crossed(application, cut),
            corrected=line.find_corrected(application),
        )
        ranked.ties = [other for other in sharing[application.score] if other != application.reference]
        is_above = cut is None or application.score is None or application.score >= cut
        ranked.is_first_below = above is True and not is_above
        # Its rank counts those above: more of them than places means that the last ones tie.
        ranked.follows_tie = ranked.is_first_below and ranked.rank > edition.places + 1
        above = is_above
        rows.append(ranked)
    return rows

"""The ranking, read from the columns that actions keep: nothing is computed over reviews here."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accelerator.accounts.models import User
from accelerator.web.paging import Counted
from programmes.models import Edition
from projects.enums import Outcome
from projects.models import Application
from projects.queries_decisions import judged, owes
from projects.selection.aggregate import Band, band, cut_line
from projects.states import READ_BY_JURY, SCORED

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
    """What the address asks to show; empty means all."""

    profile: str = ""
    department: str = ""


@dataclass
class Row:
    """A dossier in the ranking. ``ties`` are the references that share its score on this page.

    ``follows_tie``: it is the first below the cut line, and more dossiers than places stand above: the last ones tie.
    """

    application: Application
    rank: int
    band: Band
    ties: list[str] = field(default_factory=list)
    is_first_below: bool = False
    follows_tie: bool = False

    @property
    def band_label(self) -> "str | Promise":
        return BANDS[self.band][0]

    @property
    def band_tone(self) -> str:
        return BANDS[self.band][1]

    @property
    def band_why(self) -> str:
        """Why it is to be debated; empty for the others, whose interval tells."""
        if self.band != Band.TO_DEBATE:
            return ""
        awaited = self.application.reviews_expected - self.application.reviews_done
        if awaited > 0:
            return ngettext("%(n)s avis manque encore", "%(n)s avis manquent encore", awaited) % {
                "n": awaited
            }
        return (
            _("un seul avis") if self.application.score_low is None else _("le seuil passe dans l’intervalle")
        )


@dataclass(frozen=True)
class Ranking:
    """One page of the ranking of an edition."""

    page: Page[Application]
    rows: list[Row]
    cut: Decimal | None
    unscored: int
    departments: list[str]


def scored(edition: Edition) -> QuerySet[Application]:
    """Dossiers with a score, from the highest down."""
    rows = Application.objects.for_edition(edition).filter(state__in=READ_BY_JURY, score__isnull=False)
    return rows.order_by(*RANKED)


def cut_of(edition: Edition) -> Decimal | None:
    """The cut line at the number of places: one query."""
    around = list(scored(edition).values_list("score", flat=True)[edition.places - 1 : edition.places + 1])
    return cut_line(*around) if len(around) == 2 else None


def ranking(edition: Edition, filters: Filters, page_number: str | None, user: User) -> Ranking:
    """One page, with ranks over the whole edition whatever the filters: five queries, six with filters.

    Each dossier tells whether it is ``judged`` by ``user``, and whether they ``owes`` a review of it: neither its
    score nor where it stands is shown to somebody who judges it not, or has not given their own opinion yet.
    """
    rows: QuerySet[Any] = scored(edition).annotate(judged=judged(user, "pk"), owes=owes(user, "pk"))
    if filters.profile:
        rows = rows.filter(profile=filters.profile)
    if filters.department:
        rows = rows.filter(department=filters.department)
    readable = Application.objects.for_edition(edition).filter(state__in=READ_BY_JURY).order_by()
    counts = list(readable.values_list("department").annotate(Count("pk"), Count("score")))
    with_score = sum(scores for _name, _all, scores in counts)
    is_whole = not (filters.profile or filters.department)
    page = Counted(rows, PAGE_SIZE, total=with_score if is_whole else None).get_page(page_number)
    applications = list(page.object_list)
    cut = cut_of(edition)
    return Ranking(
        page=page,
        rows=_rows(applications, _ranks(edition, applications), cut, edition.places),
        cut=cut,
        unscored=sum(number for _name, number, _scores in counts) - with_score,
        departments=sorted(name for name, _all, _scores in counts if name),
    )


def deliberation(
    edition: Edition, shown: str, page_number: str | None, user: User
) -> tuple[Page[Application], list[Row]]:
    """One page of the dossiers to decide on, in ranking order, those without a score last: five queries.

    ``shown``: "undecided", one of the outcomes, or empty for all. Each tells whether it is ``judged`` by ``user`` and
    whether they ``owes`` a review; filters leave out those that ``user`` does not judge: a list would tell the outcome.
    """
    rows: QuerySet[Any] = (
        Application.objects.for_edition(edition)
        .filter(state__in=READ_BY_JURY)
        .annotate(judged=judged(user, "pk"), owes=owes(user, "pk"))
        .select_related("decision")
        .order_by(*RANKED)
    )
    if shown == "undecided":
        rows = rows.filter(decision=None, judged=True)
    elif shown in Outcome.values:
        rows = rows.filter(decision__outcome=shown, judged=True)
    page = Counted(rows, PAGE_SIZE).get_page(page_number)
    applications = list(page.object_list)
    return page, _rows(applications, _ranks(edition, applications), cut_of(edition), edition.places)


def next_undecided(edition: Edition, application: Application, user: User) -> Application | None:
    """The next dossier down the ranking that has no decision yet, and that ``user`` may decide on: one query."""
    rows = (
        Application.objects.for_edition(edition)
        .judged_by(user)
        .filter(state__in=SCORED, decision=None)
        .exclude(pk=application.pk)
    )
    if application.score is None:
        rows = rows.filter(score__isnull=True, pk__gt=application.pk)
    else:
        tied = Q(score=application.score, pk__gt=application.pk)
        rows = rows.filter(Q(score__lt=application.score) | tied | Q(score__isnull=True))
    return rows.order_by(*RANKED).first()


def _ranks(edition: Edition, applications: Sequence[Application]) -> dict[int, int]:
    """Rank of each of these dossiers among all those scored: two queries, which read no further than the page."""
    scores = [one.score for one in applications if one.score is not None]
    if not scores:
        return {one.pk: 1 for one in applications}
    rows, highest, lowest = scored(edition).order_by(), max(scores), min(scores)
    above = rows.filter(score__gt=highest).count()
    within = rows.filter(score__lte=highest, score__gt=lowest).values_list("score", flat=True)
    rising = sorted(score for score in within if score is not None)

    def better(score: Decimal) -> int:
        return above + len(rising) - bisect_right(rising, score)

    return {one.pk: 1 + (0 if one.score is None else better(one.score)) for one in applications}


def _band(one: Application, cut: Decimal | None) -> Band:
    return band(one.score_low, one.score_high, cut, complete=one.reviews_done >= one.reviews_expected)


def _rows(
    applications: Sequence[Application], ranks: dict[int, int], cut: Decimal | None, places: int
) -> list[Row]:
    sharing = Counter(one.score for one in applications)
    rows: list[Row] = []
    above = None
    for one in applications:
        row = Row(one, ranks[one.pk], _band(one, cut))
        if sharing[one.score] > 1:
            row.ties = [
                other.reference for other in applications if other.score == one.score and other.pk != one.pk
            ]
        is_above = cut is None or one.score is None or one.score >= cut
        row.is_first_below = above is True and not is_above
        row.follows_tie = row.is_first_below and row.rank > places + 1
        above = is_above
        rows.append(row)
    return rows

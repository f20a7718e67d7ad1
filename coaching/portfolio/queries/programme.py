"""The editions of a programme side by side: counts, without a ranking."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.charts import Chart
from accelerator.companies.departments import department_code
from coaching.followup.enums import Fulfilment, find_fulfilment
from coaching.models import Commitment, Need
from coaching.portfolio.enums import FollowUpState
from coaching.portfolio.queries.indicators import build_cell, build_open_cell, describe_measure
from coaching.portfolio.queries.small_multiples import (
    ELSEWHERE,
    CountedEdition,
    EditionCharts,
    build_small_multiples,
)
from coaching.support.enums import GIVES
from coaching.surveys.disclosure import write_cells
from coaching.surveys.enums import SurveyKind
from coaching.surveys.results.indicators import (
    IndicatorAnswer,
    IndicatorSeries,
    group_by_indicator,
    list_indicator_answers,
    list_project_states,
    list_shared_moments,
)
from programmes.capabilities import Capability
from programmes.models import Edition, Programme, ProgrammeRole, Role
from programmes.regions import RegionEditions, group_by_region, render_region_map
from projects.decision.enums import ParticipationState
from projects.models import Application, Participation

MOST = 12
"""The most editions side by side, the latest."""
NONE = "–"


@dataclass
class _Counts:
    """``is_open``: the reader organises the edition and may open each fact: none of its numbers is hidden."""

    is_open: bool = False
    received: int = 0
    places: Counter[str] = field(default_factory=Counter)
    needs: Counter[bool] = field(default_factory=Counter)
    commitments: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    departments: Counter[str] = field(default_factory=Counter)
    answers: list[IndicatorAnswer] = field(default_factory=list)


@dataclass(frozen=True)
class ComparedRow:
    """A row of a table that compares editions. ``cells``: one text for each edition."""

    label: str
    cells: Sequence[str]


@dataclass(frozen=True)
class SideBySide:
    """The editions of a programme side by side. ``regions``: the editions by region, in the order of ``editions``;
    ``map``: how many each has.
    """

    regions: list[RegionEditions]
    map: Chart | None
    groups: list[tuple[str, list[ComparedRow]]]
    """A heading, then its rows."""
    multiples: list[EditionCharts]
    managed: set[int]
    """Keys of the editions whose dashboard this person may open."""

    @property
    def editions(self) -> list[Edition]:
        return [edition for region in self.regions for edition in region.editions]


def list_compared_editions(user: User, programme: Programme) -> "QuerySet[Edition]":
    """The editions this person organises; all of them for those who run the site and for national readers."""
    rows = Edition.objects.filter(programme=programme).select_related("call")
    reads_all = ProgrammeRole.objects.programmes_read_by(user).filter(programme=programme)
    if not user.is_staff and not reads_all.exists():
        rows = rows.filter(pk__in=Role.objects.editions_where(user, Capability.MANAGE_EDITION))
    return rows


def compare_editions(user: User, programme: Programme, at: datetime) -> SideBySide:
    """The latest editions by region, in each the first one first. Outcomes only once they are announced.

    Of editions that this person does not organise, cells under five from answers of projects are hidden, and with one
    of two the other. Projects that this person stepped aside from, or is a member of, are not counted, as in the
    portfolios: a difference of two numbers would reveal them. Eleven queries at most.
    """
    latest = list_compared_editions(user, programme).order_by("-session_starts_on", "-pk")[:MOST]
    regions = group_by_region(latest)
    editions = [edition for region in regions for edition in region.editions]
    announced = [edition.pk for edition in editions if edition.announced_at and edition.announced_at <= at]
    counts = _count_by_edition(user, editions, announced)
    organised = set(Role.objects.editions_where(user, Capability.MANAGE_EDITION).filter(edition__in=editions))
    for edition in organised:
        counts[edition].is_open = True
    return SideBySide(
        regions,
        render_region_map(regions),
        _build_groups(editions, counts, set(announced)),
        build_small_multiples(
            [
                CountedEdition(edition, own.states, own.departments, own.is_open)
                for edition in editions
                if (own := counts.get(edition.pk))
            ]
        ),
        {edition.pk for edition in editions} if user.is_staff else organised,
    )


def _count_by_edition(
    user: User, editions: Sequence[Edition], announced: Sequence[int]
) -> dict[int, _Counts]:
    counts: dict[int, _Counts] = defaultdict(_Counts)
    received = Application.objects.received().filter(call__edition__in=editions).order_by()
    for edition in received.values_list("call__edition", flat=True):
        counts[edition].received += 1
    places = dict(_count_places(user, announced, counts))
    needs = Need.objects.active().filter(is_shared=True, participation__in=places).order_by()
    for place, outcome in needs.values_list("participation", "decision__outcome"):
        counts[places[place]].needs[outcome in GIVES] += 1  # no decision yet gives nothing either
    promised = Commitment.objects.filter(participation__in=places).order_by()
    for place, state, confirmation in promised.values_list("participation", "state", "confirmation"):
        counts[places[place]].commitments[find_fulfilment(state, confirmation) or ""] += 1
    for place, states in list_project_states(places).items():
        counts[places[place]].states[states[-1].code] += 1
    for answer in list_indicator_answers(places):
        counts[places[answer.place]].answers.append(answer)
    return counts


def _count_places(user: User, announced: Sequence[int], counts: dict[int, _Counts]) -> list[tuple[int, int]]:
    """Counts the places of each edition by state; returns the projects that came and that this person may judge, with
    their edition. One query."""
    judged = Application.objects.not_hidden_from(user).filter(project=OuterRef("project")).order_by()
    rows = Participation.objects.filter(edition__in=announced).order_by().annotate(is_read=Exists(judged))
    came = []
    columns = ("pk", "edition", "state", "is_read", "project__organisation__department")
    for pk, edition, state, is_read, department in rows.values_list(*columns):
        counts[edition].places[state] += 1
        if is_read and state == ParticipationState.CONFIRMED:
            came.append((pk, edition))
            counts[edition].departments[department_code(department) or ELSEWHERE] += 1
    return came


def _build_groups(
    editions: Sequence[Edition], counts: dict[int, _Counts], announced: set[int]
) -> list[tuple[str, list[ComparedRow]]]:
    all_of = [counts[edition.pk] if edition.pk in counts else _Counts() for edition in editions]
    are_announced = [edition.pk in announced for edition in editions]

    def compare(label: str, values: Sequence[int]) -> ComparedRow:
        return ComparedRow(
            label,
            [str(value) if public else NONE for value, public in zip(values, are_announced, strict=True)],
        )

    return [
        (
            _("Candidatures"),
            [
                ComparedRow(_("Dossiers reçus"), [str(edition.received) for edition in all_of]),
                compare(_("Projets retenus"), [edition.places.total() for edition in all_of]),
                compare(
                    _("Projets venus à la session"),
                    [edition.places[ParticipationState.CONFIRMED] for edition in all_of],
                ),
            ],
        ),
        (
            _("Besoins transmis aux partenaires"),
            _build_parts({True: _("avec un appui"), False: _("sans appui")}, all_of, "needs"),
        ),
        (
            _("Engagements des partenaires"),
            _build_parts(
                {
                    Fulfilment.CONFIRMED: Fulfilment.CONFIRMED.label,
                    Fulfilment.DECLARED: Fulfilment.DECLARED.label,
                    "": _("pas encore, ou abandonnés"),
                },
                all_of,
                "commitments",
            ),
        ),
        (
            _("Ce que les projets disent au dernier suivi"),
            _build_parts(dict(FollowUpState.choices), all_of, "states"),
        ),
        *_build_indicators(all_of),
    ]


def _build_indicators(counts: Sequence[_Counts]) -> list[tuple[str, list[ComparedRow]]]:
    """By indicator, a row for each moment in an edition; free surveys have no such moment."""
    every = [answer for edition in counts for answer in edition.answers]
    groups = []
    for indicator in group_by_indicator(every):
        rows = [
            ComparedRow(moment.label, cells)
            for moment in list_shared_moments()
            if any(cells := [_format_levels(indicator, edition, moment.slug) for edition in counts])
        ]
        if rows:
            visible = [ComparedRow(row.label, [cell or NONE for cell in row.cells]) for row in rows]
            groups.append((f"{indicator.question.label} ({describe_measure(indicator.ladder)})", visible))
    return groups


def _format_levels(indicator: IndicatorSeries, counts: _Counts, moment: str) -> str:
    """The levels as a text; "" without an answer."""
    levels = [
        answer.level
        for answer in counts.answers
        if answer.code == indicator.question.indicator
        and answer.moment.slug == moment
        and answer.ladder.codes == indicator.ladder.codes
    ]
    # answers to a debrief have no author
    build = build_open_cell if counts.is_open and moment != SurveyKind.DEBRIEF else build_cell
    return build(levels, indicator.ladder).text if levels else ""


def _build_parts(
    labels: Mapping[object, str | Promise], counts: Sequence[_Counts], name: str
) -> list[ComparedRow]:
    """The counter ``name`` of each edition: cells that add up, of which a small one hides another."""
    cells_by_edition = [
        write_cells([getattr(edition, name)[code] for code in labels], is_open=edition.is_open)
        for edition in counts
    ]
    return [
        ComparedRow(str(label), [cells[rank] or NONE for cells in cells_by_edition])
        for rank, label in enumerate(labels.values())
    ]

"""The results of an edition: states of its projects, changes, support. Descriptive only.

Organisers may open every fact one by one: nothing is hidden, however few projects it comes from.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.charts import ChangeLine, Chart, changes
from accelerator.questionnaires import kinds
from coaching.followup.enums import CommitmentState, Confirmation
from coaching.followup.queries.letters import list_places
from coaching.models import Commitment, Need
from coaching.portfolio.queries.amounts import list_amounts, list_commitments, list_decided_needs
from coaching.portfolio.queries.edition import WAVES
from coaching.portfolio.queries.indicators import IndicatorTable, build_tables
from coaching.portfolio.queries.small_multiples import (
    FILTER,
    count_departments,
    format_department,
    render_department_map,
)
from coaching.portfolio.queries.stories import ProjectStory, read_stories
from coaching.portfolio.queries.summary import (
    CountedRows,
    EditionSummary,
    ProjectFacts,
    ResultFigure,
    StateWave,
    SupportLine,
    count_support,
    summarise_edition,
)
from coaching.surveys.counting import QUOTE
from coaching.surveys.results.indicators import (
    IndicatorSeries,
    group_by_indicator,
    pair_answers,
    read_year_answers,
)
from coaching.surveys.results.responses import NAMED
from programmes.enums import NeedKind
from programmes.models import Edition

WORDS = ("lasts", "testimony", "evolution")
"""Questions of the follow-ups that may be quoted, the first preferred."""
QUOTES = 3


@dataclass(frozen=True)
class MatchedIndicator:
    """An indicator of the same ``pairs`` projects, at the first and at the last moment of their answers."""

    label: str
    first: str
    last: str
    before: str
    now: str
    pairs: int
    up: int
    down: int


@dataclass(frozen=True)
class ProjectQuote:
    """Words of a project that agreed to be quoted by name."""

    text: str
    project: str
    months: int
    at: datetime


@dataclass(frozen=True)
class ComparedWave:
    """Results the same number of months after two sessions; ``own`` is ``None`` without an answer, ``other`` also
    without a comparison.
    """

    months: int
    own: StateWave | None
    other: StateWave | None


@dataclass(frozen=True)
class EditionResults(EditionSummary):
    matched: list[MatchedIndicator]
    matched_chart: Chart | None
    quotes: list[ProjectQuote]
    by_kind: list[SupportLine]
    by_body: list[tuple[str, int, int, int]]
    """A body, its commitments, and how many are done, and confirmed by the project."""
    departments: list[CountedRows]
    department_map: Chart | None
    stories: list[ProjectStory]
    tables: list[IndicatorTable]
    """Every moment of the year side by side, with every project that answered."""
    other: EditionSummary | None
    """The edition for comparison."""

    @property
    def compared_figures(self) -> list[tuple[ResultFigure, ResultFigure | None]]:
        """Each figure with that of the other edition."""
        other = self.other
        return [(figure, other.find_figure(figure.name) if other else None) for figure in self.figures]

    @property
    def compared_waves(self) -> list[ComparedWave]:
        """The waves with an answer in one of the editions."""
        waves = (
            ComparedWave(months, self.find_wave(months), self.other.find_wave(months) if self.other else None)
            for months in WAVES
        )
        return [wave for wave in waves if wave.own or wave.other]


def read_results(user: User, edition: Edition, other: Edition | None = None) -> EditionResults:
    """The results of the projects that came and that this organiser may read. Six queries, seven with stories; as
    many when they are compared with those of ``other``, one of :func:`list_comparable`."""
    rows = list_places(user, edition, *([other] if other else [])).select_related(
        "edition", "project__organisation", "story"
    )
    everywhere = {place.pk: place for place in rows.order_by("project__title", "pk")}
    answers = read_year_answers(everywhere, [QUOTE, *WORDS])
    needs, commitments = list_decided_needs(everywhere), list_commitments(everywhere)
    amounts = list_amounts(everywhere, needs, commitments)
    all_facts = ProjectFacts(everywhere, answers.states, needs, commitments, amounts)
    facts = all_facts.narrow(edition.pk)
    places = facts.places
    indicators = group_by_indicator([answer for answer in answers.indicators if answer.place in places])
    matched = [match for series in indicators if (match := _match(series))]
    departments = count_departments(places.values())
    quotes = _list_quotes(places, answers.words)
    words = {key: quote.text for key, quote in quotes.items()}
    stories = read_stories(edition, places, indicators, facts.states, words, facts.commitments)
    for story in stories:  # their words are in their story
        quotes.pop(story.place, None)
    page = reverse("coaching:manage_portfolio", args=[edition.slug])
    return EditionResults(
        **vars(summarise_edition(edition, facts)),
        matched=[match for match, _change in matched],
        matched_chart=_render_changes([change for _match, change in matched]),
        quotes=sorted(quotes.values(), key=lambda quote: quote.at, reverse=True)[:QUOTES],
        by_kind=_count_by_kind(facts.needs, facts.commitments),
        by_body=_count_by_body(facts.commitments),
        departments=[
            CountedRows(format_department(code), count, f"{page}?{urlencode({'show': f'{FILTER}{code}'})}")
            for code, count in departments.items()
        ],
        department_map=render_department_map(departments),
        stories=stories,
        tables=build_tables(list(places), indicators),
        other=summarise_edition(other, all_facts.narrow(other.pk), is_named=True) if other else None,
    )


# --- what changed, for the same projects ---


def _match(series: IndicatorSeries) -> tuple[MatchedIndicator, ChangeLine] | None:
    """The indicators with a project that answered twice."""
    paired, ladder = pair_answers(series), series.ladder
    if paired is None:
        return None
    before, now = paired.means

    def write(level: float) -> str:
        return number_format(level, 1) if ladder.is_scale else str(ladder.describe_level(round(level)))

    span = (ladder.highest - ladder.lowest) or 1
    match = MatchedIndicator(
        label=series.question.label,
        first=paired.first.label,
        last=paired.last.label,
        before=write(before),
        now=write(now),
        pairs=len(paired.levels),
        up=sum(later > earlier for earlier, later in paired.levels),
        down=sum(later < earlier for earlier, later in paired.levels),
    )
    before_place, now_place = ((level - ladder.lowest) / span for level in (before, now))
    return match, ChangeLine(match.label, before_place, now_place, match.before, match.now)


def _render_changes(lines: Sequence[ChangeLine]) -> Chart | None:
    if not lines:
        return None
    return changes(
        lines,
        title=_("Avant, et au dernier suivi"),
        description=" · ".join(f"{line.label} {line.before_text} → {line.now_text}" for line in lines),
        columns=[_("Question"), _("Avant"), _("Dernier suivi")],
    )


# --- in their words ---


def _list_quotes(places: Mapping[int, Any], answers: Iterable[Any]) -> dict[int, ProjectQuote]:
    """One quote for each project that agreed, of its latest follow-up, by participation. No query."""
    by_answer: dict[tuple[int, int], dict[str, Any]] = defaultdict(dict)
    for row in answers:
        invitation = row.sheet.survey_invitation
        if invitation.participation_id in places and kinds.is_answer(row.question, row.value):
            by_answer[invitation.participation_id, invitation.survey.wave][row.question.key] = row
    latest: dict[int, ProjectQuote] = {}
    for (place, months), own in sorted(by_answer.items()):
        if QUOTE in own and own[QUOTE].value != NAMED:
            latest.pop(place, None)  # the last consent is valid for earlier words too
        words = next((own[key] for key in WORDS if key in own), None)
        if words is not None and QUOTE in own and own[QUOTE].value == NAMED:
            at = words.sheet.survey_invitation.sent_at
            latest[place] = ProjectQuote(str(words.value), places[place].project.title, months, at)
    return latest


# --- support ---


def _count_by_kind(needs: Sequence[Need], commitments: Sequence[Commitment]) -> list[SupportLine]:
    lines = [
        count_support(capfirst(str(label)), [need for need in needs if need.kind == kind], commitments)
        for kind, label in [*NeedKind.choices, ("", _("sans type"))]
    ]
    return [line for line in lines if line.requested]


def _count_by_body(commitments: Sequence[Commitment]) -> list[tuple[str, int, int, int]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in commitments:
        counts[str(row.body)]["all"] += 1
        if row.state == CommitmentState.DONE:
            counts[str(row.body)]["done"] += 1
            counts[str(row.body)]["confirmed"] += row.confirmation == Confirmation.YES
    return [(body, own["all"], own["done"], own["confirmed"]) for body, own in sorted(counts.items())]

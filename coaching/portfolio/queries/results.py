"""What an edition produced: where its projects stand, what changed for them, what support they got.

It describes, no more. Organisers may open every fact one by one: nothing is hidden, however few projects it comes from.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import mean
from typing import Any
from urllib.parse import urlencode

from django.db.models import F
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.accounts.models import User
from accelerator.amounts import format_euros
from accelerator.charts import Bar, ChangeLine, Chart, changes, stack
from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Answer
from coaching.followup.enums import CommitmentState, Confirmation
from coaching.followup.queries.letters import list_places
from coaching.models import Commitment, Need, SurveyInvitation
from coaching.portfolio.enums import ALIVE, FollowUpState
from coaching.portfolio.queries.amounts import (
    AmountKind,
    AmountSummary,
    list_amounts,
    list_commitments,
    list_decided_needs,
    summarise_amounts,
)
from coaching.portfolio.queries.departments import (
    FILTER,
    count_departments,
    format_department,
    render_department_map,
)
from coaching.portfolio.queries.edition import UNANSWERED, WAVES
from coaching.portfolio.queries.indicators import IndicatorTable, build_tables
from coaching.portfolio.queries.stories import ProjectStory, read_stories
from coaching.support.enums import GIVES
from coaching.surveys.counting import QUOTE
from coaching.surveys.enums import SurveyKind
from coaching.surveys.results.indicators import (
    IndicatorMoment,
    IndicatorSeries,
    ProjectState,
    group_by_indicator,
    list_indicator_answers,
    list_project_states,
)
from coaching.surveys.results.responses import NAMED
from programmes.enums import NeedKind
from programmes.models import Edition

WORDS = ("lasts", "testimony", "evolution")
"""Questions of the follow-ups whose words are quoted, the first preferred."""
QUOTES = 3


@dataclass(frozen=True)
class CountedRows:
    """``href`` lists the rows that are counted."""

    label: str
    count: int
    href: str


@dataclass(frozen=True)
class StateWave:
    """Where the projects stood so many ``months`` after the session."""

    months: int
    answered: int
    parts: list[CountedRows]
    chart: Chart


@dataclass(frozen=True)
class MatchedIndicator:
    """The same projects, ``pairs`` of them, at the first and at the last moment when they answered the question."""

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
    """Words that the project agreed to see quoted under its name."""

    text: str
    project: str
    months: int
    at: datetime


@dataclass(frozen=True)
class SupportLine:
    """Of needs: how many were passed on, granted, followed by something done, confirmed by the project."""

    label: str
    requested: int
    granted: int
    done: int
    confirmed: int


@dataclass(frozen=True)
class ResultFigure:
    """A number or an amount that sums up the edition, the words that follow it, and the name of the page that details
    it, with its ``query``.
    """

    count: int | str
    label: str
    page: str
    query: str = ""


@dataclass(frozen=True)
class EditionResults:
    projects: int
    alive: int
    """At their last answer."""
    waves: list[StateWave]
    matched: list[MatchedIndicator]
    matched_chart: Chart | None
    quotes: list[ProjectQuote]
    support: SupportLine
    by_kind: list[SupportLine]
    by_body: list[tuple[str, int, int, int]]
    """A body, its commitments, how many are done, and confirmed by the project."""
    amounts: AmountSummary | None
    """``None`` where nobody named an amount."""
    departments: list[CountedRows]
    department_map: Chart | None
    stories: list[ProjectStory]
    tables: list[IndicatorTable]
    """Every moment of the year side by side, with every project that answered."""

    @property
    def figures(self) -> list[ResultFigure]:
        """Those that something was counted for: none before the first project came."""
        if not self.projects:
            return []
        welcomed = ngettext("projet accueilli", "projets accueillis", self.projects)
        figures = [ResultFigure(self.projects, welcomed, "coaching:manage_portfolio")]
        if self.waves:
            alive = ngettext(
                "vivant ou abouti au dernier suivi", "vivants ou aboutis au dernier suivi", self.alive
            )
            figures.append(ResultFigure(self.alive, alive, "coaching:manage_portfolio"))
        needs = self.support
        if needs.requested:
            granted = ngettext(
                "besoin appuyé sur %(requested)d", "besoins appuyés sur %(requested)d", needs.granted
            ) % {"requested": needs.requested}
            done = ngettext("besoin où l’appui a eu lieu", "besoins où l’appui a eu lieu", needs.done)
            figures += [
                ResultFigure(needs.granted, granted, "coaching:manage_support_board"),
                ResultFigure(needs.done, done, "coaching:manage_commitments"),
            ]
        if self.amounts:
            labels = {AmountKind.GRANTED: _("accordés"), AmountKind.PAID: _("versés")}
            totals = ((self.amounts.find_total(kind), label) for kind, label in labels.items())
            figures += [
                ResultFigure(format_euros(total.amount), label, "coaching:manage_amounts", total.query)
                for total, label in totals
                if total
            ]
        return figures


def read_results(user: User, edition: Edition) -> EditionResults:
    """Over the projects that came and that this organiser may read. Nine queries, ten with stories."""
    rows = list_places(user, edition).select_related("project__organisation", "story")
    rows = rows.order_by("project__title", "pk")
    places = {place.pk: place for place in rows}
    states = list_project_states(places)
    indicators = group_by_indicator(list_indicator_answers(places, by_name=True))
    matched = [match for series in indicators if (match := _match(series))]
    needs, commitments = list_decided_needs(edition, places), list_commitments(places)
    amounts = list_amounts(edition, places, needs, commitments)
    departments = count_departments(places.values())
    quotes = _list_quotes(places)
    words = {key: quote.text for key, quote in quotes.items()}
    stories = read_stories(edition, places, indicators, states, words, commitments)
    for story in stories:  # their words are in their story
        quotes.pop(story.place, None)
    return EditionResults(
        projects=len(places),
        alive=sum(bool(answers) and answers[-1].code in ALIVE for answers in states.values()),
        waves=_build_waves(edition, len(places), states),
        matched=[match for match, _change in matched],
        matched_chart=_render_changes([change for _match, change in matched]),
        quotes=sorted(quotes.values(), key=lambda quote: quote.at, reverse=True)[:QUOTES],
        support=_count_support(_("Tous les besoins"), needs, commitments),
        by_kind=_count_by_kind(needs, commitments),
        by_body=_count_by_body(commitments),
        amounts=summarise_amounts(amounts) if amounts else None,
        departments=_link_departments(edition, departments),
        department_map=render_department_map(departments),
        stories=stories,
        tables=build_tables(list(places), indicators),
    )


def _link_departments(edition: Edition, counts: Mapping[str, int]) -> list[CountedRows]:
    page = reverse("coaching:manage_portfolio", args=[edition.slug])
    return [
        CountedRows(format_department(code), count, f"{page}?{urlencode({'show': f'{FILTER}{code}'})}")
        for code, count in counts.items()
    ]


# --- where the projects stand ---


def _build_waves(
    edition: Edition, projects: int, states: Mapping[int, Sequence[ProjectState]]
) -> list[StateWave]:
    """Those that one project at least answered."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for answers in states.values():
        for answer in answers:
            counts[answer.months][answer.code] += 1
    return [_build_wave(edition, months, projects, counts[months]) for months in WAVES if counts[months]]


def _build_wave(edition: Edition, months: int, projects: int, counts: Counter[str]) -> StateWave:
    page, answered = reverse("coaching:manage_portfolio", args=[edition.slug]), counts.total()
    labels = [*FollowUpState.choices, (UNANSWERED, _("sans réponse"))]
    numbers = {**counts, UNANSWERED: projects - answered}
    parts = [
        CountedRows(str(label), numbers[code], f"{page}?{urlencode({'show': f'{months}-{code}'})}")
        for code, label in labels
        if numbers.get(code)
    ]
    title = _("À %(months)d mois") % {"months": months}
    chart = stack(
        [Bar(str(label), numbers.get(code, 0), marked=code in ALIVE) for code, label in labels],
        title=title,
        description=", ".join(f"{part.count} {part.label}" for part in parts),
        columns=(_("État"), _("Projets")),
    )
    return StateWave(months, answered, parts, chart)


# --- what changed, for the same projects ---


def _match(series: IndicatorSeries) -> tuple[MatchedIndicator, ChangeLine] | None:
    """Nothing without a project that answered twice."""
    levels: dict[int, dict[IndicatorMoment, int]] = defaultdict(dict)
    for moment, answers in series.answers.items():
        for answer in answers:
            levels[answer.place][moment] = answer.level
    moments = sorted(series.answers)
    first, ladder = moments[0], series.ladder
    last = next((moment for moment in reversed(moments) if _list_pairs(levels, first, moment)), first)
    pairs = _list_pairs(levels, first, last)
    if last == first or not pairs:
        return None
    before, now = (mean(levels) for levels in zip(*pairs, strict=True))

    def write(level: float) -> str:
        return number_format(level, 1) if ladder.is_scale else str(ladder.say(round(level)))

    span = (ladder.highest - ladder.lowest) or 1
    match = MatchedIndicator(
        label=series.question.label,
        first=first.label,
        last=last.label,
        before=write(before),
        now=write(now),
        pairs=len(pairs),
        up=sum(later > earlier for earlier, later in pairs),
        down=sum(later < earlier for earlier, later in pairs),
    )
    before_place, now_place = ((level - ladder.lowest) / span for level in (before, now))
    return match, ChangeLine(match.label, before_place, now_place, match.before, match.now)


def _list_pairs(
    levels: Mapping[int, Mapping[IndicatorMoment, int]], first: IndicatorMoment, last: IndicatorMoment
) -> list[tuple[int, int]]:
    return [(own[first], own[last]) for own in levels.values() if first in own and last in own]


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


def _list_quotes(places: Mapping[int, Any]) -> dict[int, ProjectQuote]:
    """One for each project that agreed, of its latest follow-up, by participation. One query."""
    link = "sheet__survey_invitation"
    sent = SurveyInvitation.objects.sent().filter(survey__kind=SurveyKind.FOLLOW_UP, participation__in=places)
    rows: Any = (
        Answer.objects.filter(
            **{f"{link}__in": sent.order_by().values("pk")}, question__key__in=[QUOTE, *WORDS]
        )
        .select_related("question")
        .annotate(
            place=F(f"{link}__participation"), months=F(f"{link}__survey__wave"), at=F(f"{link}__sent_at")
        )
        .order_by("pk")
    )
    by_answer: dict[tuple[int, int], dict[str, Any]] = defaultdict(dict)
    for row in rows:
        if kinds.is_answer(row.question, row.value):
            by_answer[row.place, row.months][row.question.key] = row
    latest: dict[int, ProjectQuote] = {}
    for (place, months), own in sorted(by_answer.items()):
        if QUOTE in own and own[QUOTE].value != NAMED:
            latest.pop(place, None)  # what they say last holds for what they wrote before
        words = next((own[key] for key in WORDS if key in own), None)
        if words is not None and QUOTE in own and own[QUOTE].value == NAMED:
            latest[place] = ProjectQuote(str(words.value), places[place].project.title, months, words.at)
    return latest


# --- support ---


def _count_support(label: str, needs: Sequence[Need], commitments: Iterable[Commitment]) -> SupportLine:
    """A need is followed by something done once one of its commitments is."""
    keys = {need.pk for need in needs}
    own = [commitment for commitment in commitments if commitment.need_id in keys]
    done = {row.need_id for row in own if row.state == CommitmentState.DONE}
    confirmed = {row.need_id for row in own if row.need_id in done and row.confirmation == Confirmation.YES}
    granted = sum(getattr(getattr(need, "decision", None), "outcome", None) in GIVES for need in needs)
    return SupportLine(label, len(needs), granted, len(done), len(confirmed))


def _count_by_kind(needs: Sequence[Need], commitments: Sequence[Commitment]) -> list[SupportLine]:
    lines = [
        _count_support(capfirst(str(label)), [need for need in needs if need.kind == kind], commitments)
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

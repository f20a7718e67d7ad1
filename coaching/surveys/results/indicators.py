"""The answers of projects to questions with an indicator, and their states during the year."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.indicators import Ladder, read_ladder
from accelerator.questionnaires.models import Answer, Question
from coaching.models import SurveyInvitation
from coaching.surveys.enums import SurveyKind, list_fixed_waves
from coaching.surveys.results.responses import OF_A_PROJECT
from projects.models import Application

LINK = "sheet__survey_invitation"
STATE = "state"
"""The question of the follow-ups about the state: continues, changed, paused, abandoned, finished."""


@dataclass(frozen=True)
class ProjectState:
    """The state that a project declared ``months`` after the session; ``code`` is the answer, ``label`` its words."""

    months: int
    code: str
    label: str


def list_project_states(places: Iterable[int]) -> dict[int, list[ProjectState]]:
    """By participation, its states, first wave first. One query."""
    sent = SurveyInvitation.objects.sent().filter(
        survey__kind=SurveyKind.FOLLOW_UP, participation__in=list(places)
    )
    rows = Answer.objects.filter(**{f"{LINK}__in": sent.order_by().values("pk")}, question__key=STATE)
    return _read_states(rows.select_related("question", f"{LINK}__survey"))


def _read_states(rows: Iterable[Any]) -> dict[int, list[ProjectState]]:
    states: dict[int, list[ProjectState]] = {}
    for row in sorted(rows, key=lambda row: (row.sheet.survey_invitation.survey.wave, row.pk)):
        if kinds.is_answer(row.question, row.value):
            invitation, label = row.sheet.survey_invitation, str(kinds.readable(row.question, row.value))
            state = ProjectState(invitation.survey.wave, str(row.value), label)
            states.setdefault(invitation.participation_id, []).append(state)
    return states


def select_last_answer() -> Subquery:
    """When a participation last sent a survey."""
    sent = SurveyInvitation.objects.sent().filter(participation=OuterRef("pk")).order_by()
    return Subquery(sent.values("participation").annotate(last=Max("sent_at")).values("last"))


IN_ORDER = ("question__section__position", "question__position", "pk")
APPLICATION = "application"
EVERYBODY = frozenset(AnswerAudience) - {AnswerAudience.LOGISTICS}


@dataclass(frozen=True, order=True)
class IndicatorMoment:
    """A moment of the year. ``order`` sorts the moments of an edition; ``slug`` is the same in every edition."""

    order: float
    slug: str
    label: str


@dataclass(frozen=True)
class IndicatorAnswer:
    """``level``: the rung of ``ladder`` in the answer of the participation ``place``."""

    place: int
    moment: IndicatorMoment
    question: Question
    ladder: Ladder
    level: int

    @property
    def code(self) -> str:
        return self.question.indicator


@dataclass(frozen=True)
class IndicatorSeries:
    """The answers to one indicator over the year. ``question``: its last wording. ``answers`` by moment, on its ladder
    alone.
    """

    question: Question
    ladder: Ladder
    answers: dict[IndicatorMoment, list[IndicatorAnswer]]


def list_indicator_answers(
    places: Iterable[int],
    *,
    dossier: Collection[AnswerAudience] = EVERYBODY,
    surveys: bool = True,
    by_name: bool = False,
) -> list[IndicatorAnswer]:
    """Those of the dossier that the ``dossier`` audiences may read, and those of the ``surveys``; with ``by_name``,
    only of surveys whose answers have the name of the project. One query, or two."""
    keys = list(places)
    return [*_list_of_dossiers(keys, dossier), *(_list_of_surveys(keys, by_name) if surveys else ())]


def group_by_indicator(answers: Sequence[IndicatorAnswer]) -> list[IndicatorSeries]:
    """The answers by indicator, in the order of the year. Answers on another ladder than the last are left out: they
    measure something else.
    """
    answers_by_code: dict[str, list[IndicatorAnswer]] = defaultdict(list)
    for answer in sorted(answers, key=lambda answer: answer.moment):
        answers_by_code[answer.code].append(answer)
    grouped = []
    for entries in answers_by_code.values():
        last = entries[-1]
        moments: dict[IndicatorMoment, list[IndicatorAnswer]] = defaultdict(list)
        for answer in entries:
            if answer.ladder.codes == last.ladder.codes:
                moments[answer.moment].append(answer)
        grouped.append(IndicatorSeries(last.question, last.ladder, dict(moments)))
    return grouped


@dataclass(frozen=True)
class PairedAnswers:
    """The levels of the same projects at two moments: a change is computed over projects that answered at both."""

    first: IndicatorMoment
    last: IndicatorMoment
    levels: list[tuple[int, int]]

    @property
    def means(self) -> tuple[float, float]:
        before, now = (mean(levels) for levels in zip(*self.levels, strict=True))
        return before, now


def pair_answers(series: IndicatorSeries, *, least: int = 1) -> PairedAnswers | None:
    """The answers at the first and at the last moment when at least ``least`` of the projects answered again."""
    levels: dict[int, dict[IndicatorMoment, int]] = defaultdict(dict)
    for moment, answers in series.answers.items():
        for answer in answers:
            levels[answer.place][moment] = answer.level
    first, *later = sorted(series.answers)
    for last in reversed(later):
        pairs = [(own[first], own[last]) for own in levels.values() if first in own and last in own]
        if len(pairs) >= least:
            return PairedAnswers(first, last, pairs)
    return None


def list_shared_moments() -> list[IndicatorMoment]:
    """The moments that every edition may have, with common names."""
    waves = [
        IndicatorMoment(float(rank), wave.slug, wave.title)
        for rank, wave in enumerate(list_fixed_waves(), start=1)
    ]
    return [_find_moment_of_application(), *waves]


def _find_moment_of_application() -> IndicatorMoment:
    return IndicatorMoment(0.0, APPLICATION, _("Candidature"))


@dataclass(frozen=True)
class YearAnswers:
    """What projects answered in the follow-ups. ``states``: as :func:`list_project_states`; ``words``: the answers to
    other questions of the follow-ups, with their question and ``sheet.survey_invitation.survey``.
    """

    states: dict[int, list[ProjectState]]
    indicators: list[IndicatorAnswer]
    words: list[Answer]


def read_year_answers(places: Iterable[int], keys: Collection[str]) -> YearAnswers:
    """All answers of projects under their name: indicators of their dossiers and surveys, their states and their
    words on the questions ``keys`` of the follow-ups. One query."""
    ids = list(places)
    sent = SurveyInvitation.objects.sent().filter(participation__in=ids, survey__kind__in=OF_A_PROJECT)
    dossiers = Application.objects.filter(project__participation__in=ids, submitted_at__isnull=False)
    sheets = dossiers.order_by().values("sheet").union(sent.order_by().values("sheet"), all=True)
    of_follow_ups = Q(**{f"{LINK}__survey__kind": SurveyKind.FOLLOW_UP}, question__key__in=[STATE, *keys])
    is_read = Q(**{f"{LINK}__isnull": False}) | Q(question__audience__in=list(EVERYBODY))
    # not a path: three more joins, and PostgreSQL would no longer begin by the sheets (join_collapse_limit)
    place = Application.objects.filter(sheet=OuterRef("sheet")).order_by().values("project__participation")
    rows = list(
        Answer.objects.annotate(
            is_rated=ExpressionWrapper(_is_rated() & is_read, output_field=BooleanField()),
            place=Subquery(place),
        )
        .filter(Q(is_rated=True) | of_follow_ups, sheet__in=sheets)
        .select_related("question", f"{LINK}__survey")
        .order_by(*IN_ORDER)
    )
    surveyed = [row for row in rows if row.place is None]
    others = [row for row in surveyed if row.sheet.survey_invitation.survey.kind == SurveyKind.FOLLOW_UP]
    of_dossiers = _read_dossier_rows(row for row in rows if row.place is not None)
    return YearAnswers(
        _read_states(row for row in others if row.question.key == STATE),
        [*of_dossiers, *_read_survey_rows(row for row in surveyed if row.is_rated)],
        sorted((row for row in others if row.question.key in keys), key=lambda row: row.pk),
    )


def _list_of_dossiers(places: list[int], audiences: Collection[AnswerAudience]) -> list[IndicatorAnswer]:
    path = "sheet__application__project__participation"
    rows = _list_rated().filter(
        **{f"{path}__in": places, "question__audience__in": list(audiences)},
        sheet__application__submitted_at__isnull=False,
    )
    return _read_dossier_rows(rows.annotate(place=F(path)))


def _read_dossier_rows(rows: Iterable[Any]) -> list[IndicatorAnswer]:
    moment = _find_moment_of_application()
    return _read((row, row.place, moment) for row in rows)


def _list_of_surveys(places: list[int], by_name: bool) -> list[IndicatorAnswer]:
    sent = SurveyInvitation.objects.sent().filter(participation__in=places).order_by()
    if by_name:
        sent = sent.filter(survey__kind__in=OF_A_PROJECT)
    # while a debrief is open, its mean before and after one answer would reveal that answer
    sent = sent.exclude(survey__kind=SurveyKind.DEBRIEF, survey__closes_at__gt=timezone.now())
    rows = _list_rated().filter(**{f"{LINK}__in": sent.values("pk")})
    return _read_survey_rows(rows.select_related(f"{LINK}__survey"))


def _read_survey_rows(rows: Iterable[Answer]) -> list[IndicatorAnswer]:
    carried = []
    for row in rows:
        invitation: Any = row.sheet.survey_invitation
        survey = invitation.survey
        moment = IndicatorMoment(survey.opens_at.timestamp(), survey.slug, survey.heading)
        carried.append((row, invitation.participation_id, moment))
    return _read(carried)


def _is_rated() -> Q:
    """Condition on answers: valid, to questions with an indicator. Such questions have no condition of their own."""
    stands = Q(question__revision=F("sheet__revision"), value__isnull=False)
    return stands & Q(question__kind__in=kinds.kinds_where("is_rated")) & ~Q(question__indicator="")


def _list_rated() -> "QuerySet[Answer]":
    return Answer.objects.filter(_is_rated()).select_related("question", "sheet").order_by(*IN_ORDER)


def _read(rows: Iterable[tuple[Answer, int, IndicatorMoment]]) -> list[IndicatorAnswer]:
    ladders: dict[int, Ladder] = {}
    answers = []
    for row, place, moment in rows:
        ladder = ladders.setdefault(row.question_id, read_ladder(row.question))
        level = ladder.find_level(row.value)
        if level is not None:
            answers.append(IndicatorAnswer(place, moment, row.question, ladder, level))
    return answers

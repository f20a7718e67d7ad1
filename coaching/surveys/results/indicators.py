"""What projects answered to the questions that carry an indicator, and the states they declared in the year."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.indicators import Ladder, read_ladder
from accelerator.questionnaires.models import Answer, Question
from coaching.models import SurveyInvitation
from coaching.surveys.enums import SurveyKind, list_fixed_waves
from coaching.surveys.results.responses import OF_A_PROJECT

STATE = "state"
"""The question of the follow-ups: goes on, differently, on hold, given up, finished."""


@dataclass(frozen=True)
class ProjectState:
    """The state that a project declared ``months`` after the session; ``code`` is the answer, ``label`` its words."""

    months: int
    code: str
    label: str


def list_project_states(places: Iterable[int]) -> dict[int, list[ProjectState]]:
    """By participation, the first wave first. One query."""
    link = "sheet__survey_invitation"
    sent = SurveyInvitation.objects.sent().filter(
        survey__kind=SurveyKind.FOLLOW_UP, participation__in=list(places)
    )
    rows: Any = (
        Answer.objects.filter(**{f"{link}__in": sent.order_by().values("pk")}, question__key=STATE)
        .select_related("question")
        .annotate(place=F(f"{link}__participation"), months=F(f"{link}__survey__wave"))
        .order_by("months", "pk")
    )
    found: dict[int, list[ProjectState]] = {}
    for row in rows:
        if kinds.is_answer(row.question, row.value):
            label = str(kinds.readable(row.question, row.value))
            found.setdefault(row.place, []).append(ProjectState(row.months, str(row.value), label))
    return found


def last_answers() -> Subquery:
    """When a participation last sent a survey."""
    sent = SurveyInvitation.objects.sent().filter(participation=OuterRef("pk")).order_by()
    return Subquery(sent.values("participation").annotate(last=Max("sent_at")).values("last"))


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
    """``level``: the rung of ``ladder`` on which the project of the participation ``place`` stood."""

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
    """``question``: its last wording. ``answers`` by moment, on its ladder alone."""

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
    """Those of the dossier that the ``dossier`` audiences may read, and those of the ``surveys``: only of surveys whose
    answers carry the name of the project, if ``by_name``. One query, or two.
    """
    keys = list(places)
    return [*_list_of_dossiers(keys, dossier), *(_list_of_surveys(keys, by_name) if surveys else ())]


def group_by_indicator(answers: Sequence[IndicatorAnswer]) -> list[IndicatorSeries]:
    """In the order of the year; answers on another ladder than the last are left out: they measure something else."""
    found: dict[str, list[IndicatorAnswer]] = defaultdict(list)
    for answer in sorted(answers, key=lambda answer: answer.moment):
        found[answer.code].append(answer)
    grouped = []
    for entries in found.values():
        last = entries[-1]
        moments: dict[IndicatorMoment, list[IndicatorAnswer]] = defaultdict(list)
        for answer in entries:
            if answer.ladder.codes == last.ladder.codes:
                moments[answer.moment].append(answer)
        grouped.append(IndicatorSeries(last.question, last.ladder, dict(moments)))
    return grouped


def list_shared_moments() -> list[IndicatorMoment]:
    """Those that every edition may have, under names that fit them all."""
    waves = [
        IndicatorMoment(float(rank), wave.slug, wave.title)
        for rank, wave in enumerate(list_fixed_waves(), start=1)
    ]
    return [_of_application(), *waves]


def _of_application() -> IndicatorMoment:
    return IndicatorMoment(0.0, APPLICATION, _("Candidature"))


def _list_of_dossiers(places: list[int], audiences: Collection[AnswerAudience]) -> list[IndicatorAnswer]:
    path = "sheet__application__project__participation"
    rows = _carrying().filter(
        **{f"{path}__in": places, "question__audience__in": list(audiences)},
        sheet__application__submitted_at__isnull=False,
    )
    moment = _of_application()
    return _read((row, row.place, moment) for row in rows.annotate(place=F(path)))


def _list_of_surveys(places: list[int], by_name: bool) -> list[IndicatorAnswer]:
    path = "sheet__survey_invitation"
    sent = SurveyInvitation.objects.sent().filter(participation__in=places).order_by()
    if by_name:
        sent = sent.filter(survey__kind__in=OF_A_PROJECT)
    # while a debrief is open, its mean before and after one answer would reveal that answer
    sent = sent.exclude(survey__kind=SurveyKind.DEBRIEF, survey__closes_at__gt=timezone.now())
    rows = _carrying().filter(**{f"{path}__in": sent.values("pk")}).select_related(f"{path}__survey")
    carried = []
    for row in rows:
        invitation: Any = row.sheet.survey_invitation
        survey = invitation.survey
        carried.append(
            (
                row,
                invitation.participation_id,
                IndicatorMoment(survey.opens_at.timestamp(), survey.slug, survey.heading),
            )
        )
    return _read(carried)


def _carrying() -> "QuerySet[Answer]":
    """Answers that stand, to questions that carry an indicator. Such questions have no condition."""
    return (
        Answer.objects.filter(
            question__revision=F("sheet__revision"),
            question__kind__in=kinds.kinds_where("is_rated"),
            value__isnull=False,
        )
        .exclude(question__indicator="")
        .select_related("question", "sheet")
        .order_by("question__section__position", "question__position", "pk")
    )


def _read(rows: Iterable[tuple[Answer, int, IndicatorMoment]]) -> list[IndicatorAnswer]:
    ladders: dict[int, Ladder] = {}
    found = []
    for row, place, moment in rows:
        ladder = ladders.setdefault(row.question_id, read_ladder(row.question))
        level = ladder.find_level(row.value)
        if level is not None:
            found.append(IndicatorAnswer(place, moment, row.question, ladder, level))
    return found

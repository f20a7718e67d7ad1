"""What projects said of themselves in the surveys of the year, one project at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, OuterRef, Subquery

from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Answer
from coaching.models import SurveyInvitation
from coaching.surveys.enums import SurveyKind

STATE = "state"
"""The question of the follow-ups: goes on, differently, on hold, given up, finished."""


@dataclass(frozen=True)
class ToldState:
    """``months`` after the session, the project said that it stands so; ``code`` is the answer, ``label`` its words."""

    months: int
    code: str
    label: str


def list_told_states(places: Iterable[int]) -> dict[int, list[ToldState]]:
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
    found: dict[int, list[ToldState]] = {}
    for row in rows:
        if kinds.is_answer(row.question, row.value):
            label = str(kinds.readable(row.question, row.value))
            found.setdefault(row.place, []).append(ToldState(row.months, str(row.value), label))
    return found


def last_answers(path: str = "pk") -> Any:
    """When the participation at ``path`` last sent a survey."""
    sent = SurveyInvitation.objects.sent().filter(participation=OuterRef(path)).order_by()
    return Subquery(sent.values("participation").annotate(last=Max("sent_at")).values("last"))


@dataclass(frozen=True)
class ToldScale:
    """An answer of a project to a scale. ``order`` puts the moments of the year in theirs."""

    place: int
    order: int
    moment: str
    value: int
    scale: tuple[int, int]


def list_told_scales(places: Iterable[int], key: str) -> list[ToldScale]:
    """What projects answered to the scale of that key, survey after survey. One query."""
    link = "sheet__survey_invitation"
    sent = SurveyInvitation.objects.sent().filter(participation__in=list(places))
    rows: Any = (
        Answer.objects.filter(
            **{f"{link}__in": sent.order_by().values("pk")},
            question__key=key,
            question__kind=QuestionKind.SCALE,
        )
        .select_related("question", f"{link}__survey", "sheet")
        .order_by(f"{link}__survey__opens_at", "pk")
    )
    found = []
    for row in rows:
        invitation, options = row.sheet.survey_invitation, row.question.options
        if isinstance(row.value, int) and not isinstance(row.value, bool):
            wave = invitation.survey.of_wave
            found.append(
                ToldScale(
                    invitation.participation_id,
                    wave.number,
                    invitation.survey.heading,
                    row.value,
                    (options.get("min", 1), options.get("max", 5)),
                )
            )
    return found

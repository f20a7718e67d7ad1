"""The states that projects declared in the surveys of the year."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, OuterRef, Subquery

from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Answer
from coaching.models import SurveyInvitation
from coaching.surveys.enums import SurveyKind

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


def last_answers(path: str = "pk") -> Any:
    """When the participation at ``path`` last sent a survey."""
    sent = SurveyInvitation.objects.sent().filter(participation=OuterRef(path)).order_by()
    return Subquery(sent.values("participation").annotate(last=Max("sent_at")).values("last"))

"""The needs of one project with what the reader’s body answers, and what is decided."""

from dataclasses import dataclass
from typing import Any

from coaching.models import Stance, SupportDecision
from coaching.support.access import BoardReader
from coaching.support.enums import OUTCOME_TONES, StanceKind, SupportOutcome
from projects.models import Participation


@dataclass(frozen=True)
class AnswerBadge:
    """The text and tone of a badge."""

    label: Any
    tone: str = "info"


def list_needs_with_answers(reader: BoardReader, participation: Participation) -> list[object]:
    """Those that this reader may answer, each with ``answered`` and ``decided`` (:class:`AnswerBadge`, or ``None``).

    Three queries.
    """
    needs = list(reader.list_needs().filter(participation=participation))
    decided = dict(SupportDecision.objects.filter(need__in=needs).order_by().values_list("need", "outcome"))
    answers = dict(
        Stance.objects.filter(need__in=needs, organisation=reader.body).order_by().values_list("need", "kind")
    )
    for need in needs:
        outcome, kind = decided.get(need.pk), answers.get(need.pk)
        need.decided = (
            AnswerBadge(SupportOutcome(outcome).label, OUTCOME_TONES[SupportOutcome(outcome)])
            if outcome
            else None
        )
        need.answered = AnswerBadge(StanceKind(kind).label) if kind else None
    return needs

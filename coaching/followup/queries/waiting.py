"""What waits for those who write for these projects: lines of a letter to answer, commitments to confirm."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from coaching.followup.models import Commitment, LetterLine, SupportLetter
from coaching.followup.models.commitments import CommitmentQuerySet
from coaching.support.enums import GIVES
from projects.models import Participation


def list_lines_to_answer(projects: Any) -> QuerySet[LetterLine]:
    """What the last letter of each project that comes proposes, and nobody answered."""
    newer = SupportLetter.objects.sent().filter(
        participation=OuterRef("letter__participation"), number__gt=OuterRef("letter__number")
    )
    coming = Participation.objects.confirmed().filter(project__in=projects).order_by().values("pk")
    return LetterLine.objects.filter(
        letter__participation__in=coming,
        letter__in=SupportLetter.objects.sent().order_by().values("pk"),
        outcome__in=sorted(GIVES),
        answer="",
    ).exclude(Exists(newer.order_by()))


def list_commitments_to_confirm(projects: Any) -> CommitmentQuerySet:
    """Told done by their body, of projects that come."""
    coming = Participation.objects.confirmed().filter(project__in=projects).order_by().values("pk")
    return Commitment.objects.filter(participation__in=coming).to_confirm()

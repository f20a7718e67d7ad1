"""What waits: for those who write for projects, lines of a letter to answer and commitments to confirm; for bodies,
commitments that await news.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accelerator.accounts.models import User
from coaching.followup.models import Commitment, CommitmentQuerySet, LetterLine, NudgeDelays, SupportLetter
from coaching.support.enums import GIVES
from coaching.support.queries.waiting import find_bodies_of
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
    """Declared done by their body, of projects that come."""
    coming = Participation.objects.confirmed().filter(project__in=projects).order_by().values("pk")
    return Commitment.objects.filter(participation__in=coming).to_confirm()


def awaits_news(moved_at: datetime, days: int, at: datetime) -> bool:
    """Whether a commitment has had no news for as long as the first nudge waits."""
    return timezone.localdate(moved_at) <= timezone.localdate(at) - timedelta(days=days)


def list_quiet_editions(user: User, at: datetime) -> list[int]:
    """The edition of each commitment of the bodies that this person speaks for that awaits news. One query.

    Without commitments to a project that they are or were a member of.
    """
    coming = Participation.objects.confirmed().order_by().values("pk")
    rows = Commitment.objects.open().without_projects_of(user).filter(participation__in=coming)
    own = rows.filter(body__in=find_bodies_of(user, OuterRef("participation__edition")))
    rows_by_edition = own.order_by("pk").values_list(
        "participation__edition", "moved_at", "participation__edition__nudge_delays__person_days"
    )
    usual = NudgeDelays().person_days
    return [
        edition for edition, moved_at, days in rows_by_edition if awaits_news(moved_at, days or usual, at)
    ]

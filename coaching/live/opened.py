"""What is open in a session now, and whether its timetable changed: one row for its cockpit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from coaching.broadcasts.models import is_active
from coaching.ideas.models import is_open
from coaching.live.models import stands
from coaching.models import (
    AttendeeResponse,
    Broadcast,
    BroadcastReader,
    MixRound,
    Rotation,
    Session,
    SessionCode,
    SlotShift,
    Survey,
)
from coaching.session.releases import select_unpublished_changes
from coaching.surveys.enums import InvitationState, SurveyKind


@dataclass(frozen=True)
class OpenedNow:
    """What is open in a session at one instant, as its cockpit displays it."""

    code: str
    """Of the session; empty when none is valid."""
    has_tables: bool
    """Whether it was planned who sits where in the mix."""
    debrief: Survey | None
    debrief_sent: int
    """How many answered it in the room."""
    mix_round: MixRound | None
    last_shift: SlotShift | None
    """Of today."""
    late: int
    """Minutes by which today is late."""
    messages: list[tuple[Broadcast, int]]
    """The messages that are displayed, the latest first; how many of those ``expected`` saw each."""
    expected: int
    may_have_changes: bool
    """Whether the draft is to be compared with the release: the log has changes, or leaves the session out."""


def read_opened(session: Session, at: datetime) -> OpenedNow:
    """What is open in this session at this instant. One query."""
    codes = SessionCode.objects.valid(at).filter(session=session).order_by("-valid_from")
    expected = session.attendees.expected()
    readers = BroadcastReader.objects.filter(broadcast=OuterRef("message__pk"), attendee__in=expected)
    answers = AttendeeResponse.objects.filter(
        survey__edition=OuterRef("edition"), survey__kind=SurveyKind.DEBRIEF, state=InvitationState.SENT
    )
    columns: Mapping[str, Any] = {
        "code": Subquery(codes.values("code")[:1]),
        "has_tables": Exists(Rotation.objects.filter(session=session)),
        "debrief": FilteredRelation(
            "edition__surveys", condition=Q(edition__surveys__kind=SurveyKind.DEBRIEF)
        ),
        "debrief_sent": _count(answers, "survey"),
        "mix_round": FilteredRelation("mix_rounds", condition=is_open("mix_rounds__")),
        "shift": FilteredRelation(
            "days__shifts",
            condition=Q(days__date=timezone.localdate(at)) & stands("days__shifts__"),
        ),
        "message": FilteredRelation("broadcasts", condition=is_active(at, "broadcasts__")),
        "seen": _count(readers, "broadcast"),
        "expected": _count(expected, "session"),
        "changed": Exists(select_unpublished_changes([session.edition])),
    }
    selected: Any = Session.objects.filter(pk=session.pk).order_by().annotate(**columns)
    # a row for each shift and message
    rows = list(selected.select_related("debrief", "mix_round", "shift", "message"))
    shifts = {row.shift.pk: row.shift for row in rows if hasattr(row, "shift")}.values()
    messages = {row.message.pk: (row.message, row.seen or 0) for row in rows if hasattr(row, "message")}
    row = rows[0]
    return OpenedNow(
        row.code or "",
        row.has_tables,
        getattr(row, "debrief", None),
        row.debrief_sent or 0,
        getattr(row, "mix_round", None),
        max(shifts, key=lambda shift: (shift.at, shift.pk), default=None),
        sum(shift.minutes for shift in shifts),
        sorted(messages.values(), key=lambda pair: (pair[0].sent_at, pair[0].pk), reverse=True),
        row.expected or 0,
        session.edition.rehearsal_of_id is not None or row.changed,
    )


def _count(rows: "QuerySet[Any]", by: str) -> Subquery:
    return Subquery(rows.order_by().values(by).annotate(count=Count("pk")).values("count"))

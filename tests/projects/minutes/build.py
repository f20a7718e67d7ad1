"""A meeting of the committee as its screens would have left it, and its minutes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import now

from projects.decision.actions.deliberation import decide
from projects.decision.enums import Outcome
from projects.deliberation.enums import AgendaBlock, VoteChoice
from projects.minutes.actions import draft_minutes, publish_minutes
from projects.models import (
    AgendaItem,
    Application,
    Discussion,
    Meeting,
    MeetingAttendance,
    Objection,
    PendingDecision,
    StepOut,
    Vote,
)
from tests.factories import World, edition_with, role

OUTCOMES = (Outcome.SELECTED, Outcome.RESERVE, Outcome.NOT_SELECTED)


def hold_meeting(
    world: World, outcomes: Sequence[Outcome] = OUTCOMES, *, absent: int = 0, at: datetime | None = None
) -> Meeting:
    """All jurors came but the last ``absent``; the first dossiers are decided so."""
    closed = at or now()
    opened = closed - timedelta(hours=3)
    meeting = Meeting.objects.create(
        edition=world.edition,
        opened_at=opened,
        opened_by=world.organiser,
        closed_at=closed,
        closed_by=world.organiser,
        quorum=2,
        bodies=len(world.reviewers),
    )
    present = world.reviewers[: len(world.reviewers) - absent]
    for juror in present:
        seat = juror.roles.get(edition=world.edition, name="reviewer")
        MeetingAttendance.objects.create(
            meeting=meeting,
            user=juror,
            organisation=seat.organisation,
            arrived_at=opened,
            left_at=closed,
            recorded_by=juror,
        )
    for number, (application, outcome) in enumerate(zip(world.applications, outcomes, strict=False), start=1):
        began = opened + timedelta(minutes=10 * number)
        AgendaItem.objects.create(
            meeting=meeting, application=application, block=AgendaBlock.DEBATE, position=number
        )
        Discussion.objects.create(
            meeting=meeting, application=application, began_at=began, ended_at=began + timedelta(minutes=9)
        )
        for juror in present:
            seat = juror.roles.get(edition=world.edition, name="reviewer")
            Vote.objects.create(
                meeting=meeting,
                application=application,
                organisation=seat.organisation,
                user=juror,
                choice=VoteChoice.FOR,
                at=began,
            )
        decide(
            application=application,
            outcome=outcome,
            reason=f"Raison {number}",
            actor=world.organiser,
            at=closed,
        )
        PendingDecision.objects.create(
            meeting=meeting,
            application=application,
            outcome=outcome,
            reason=f"Raison {number}",
            explanation=f"Phrase {number}",
            by=world.organiser,
            at=began,
        )
    draft_minutes(meeting=meeting, at=closed)
    return meeting


def step_out(meeting: Meeting, application: Application, user: Any) -> None:
    discussion = Discussion.objects.get(meeting=meeting, application=application)
    StepOut.objects.create(discussion=discussion, user=user, at=discussion.began_at)


def object_to(meeting: Meeting, application: Application, user: Any, reason: str) -> None:
    Objection.objects.create(
        meeting=meeting,
        application=application,
        block=AgendaBlock.ACCEPT,
        user=user,
        reason=reason,
        at=meeting.opened_at,
    )


def build_world(**fields: Any) -> World:
    """Three dossiers decided by a meeting of three bodies, a secretary; nothing is published."""
    world = edition_with(applications=3, reviewers=3, assigned=False, **fields)
    world.meeting = hold_meeting(world)  # type: ignore[attr-defined]
    world.secretary = role(world.edition, "secretary")  # type: ignore[attr-defined]
    return world


def publish(world: Any, **fields: Any) -> Any:
    values = {"preamble": "", "remarks": "", "actor": world.organiser, "at": now(), **fields}
    values.setdefault("seen", world.meeting.minutes_draft.version)
    world.meeting.refresh_from_db()
    return publish_minutes(meeting=world.meeting, **values)

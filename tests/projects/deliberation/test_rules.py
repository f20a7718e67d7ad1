"""What the database refuses of a meeting, whatever the code does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from projects.decision.enums import Outcome
from projects.deliberation.enums import AgendaBlock, VoteChoice
from projects.models import (
    AgendaItem,
    Discussion,
    Meeting,
    MeetingAttendance,
    Objection,
    PendingDecision,
    StepOut,
    Vote,
)
from tests import factories
from tests.factories import World, edition_with

pytestmark = pytest.mark.django_db
Rule = Callable[[Meeting, World], Any]


def add_meeting(world: World, **fields: Any) -> Meeting:
    return Meeting.objects.create(edition=world.edition, opened_at=now(), opened_by=world.organiser, **fields)


def attend(meeting: Meeting, world: World, **fields: Any) -> MeetingAttendance:
    return MeetingAttendance.objects.create(
        meeting=meeting, user=world.reviewer, recorded_by=world.reviewer, arrived_at=now(), **fields
    )


def discuss(meeting: Meeting, world: World, **fields: Any) -> Discussion:
    return Discussion.objects.create(
        meeting=meeting, application=world.applications[0], began_at=now(), **fields
    )


def vote(meeting: Meeting, world: World, **fields: Any) -> Vote:
    return Vote.objects.create(
        meeting=meeting,
        application=world.applications[0],
        choice=VoteChoice.FOR,
        at=now(),
        **{"user": world.reviewer, **fields},
    )


def decide(meeting: Meeting, world: World, outcome: Outcome) -> PendingDecision:
    return PendingDecision.objects.create(
        meeting=meeting, application=world.applications[0], outcome=outcome, by=world.organiser, at=now()
    )


def object_to(meeting: Meeting, world: World, block: AgendaBlock) -> Objection:
    return Objection.objects.create(
        meeting=meeting, application=world.applications[0], block=block, user=world.reviewer, at=now()
    )


def vote_twice_for_a_body(meeting: Meeting, world: World) -> None:
    body = factories.organisation()
    vote(meeting, world, organisation=body)
    vote(meeting, world, organisation=body, user=factories.user())


def step_out_twice(meeting: Meeting, world: World) -> None:
    discussion = discuss(meeting, world)
    for _time in range(2):
        StepOut.objects.create(discussion=discussion, user=world.reviewer, at=now())


def list_twice(meeting: Meeting, world: World) -> None:
    for block in (AgendaBlock.ACCEPT, AgendaBlock.DEBATE):
        AgendaItem.objects.create(meeting=meeting, application=world.applications[0], block=block)


def repeat(act: Callable[..., Any], *args: Any) -> Rule:
    return lambda meeting, world: [act(meeting, world, *args) for _time in range(2)]


EARLIER = timedelta(hours=1)
RULES: dict[str, Rule] = {
    "meeting_open_once": lambda meeting, world: add_meeting(world),
    "meeting_closed_by_somebody": lambda meeting, world: Meeting.objects.update(closed_at=now()),
    "meeting_adjourned_is_closed": lambda meeting, world: Meeting.objects.update(adjourned_because="Panne"),
    "meeting_attendance_once": repeat(attend),
    "meeting_attendance_in_order": lambda meeting, world: attend(meeting, world, left_at=now() - EARLIER),
    "discussion_one_at_a_time": repeat(discuss),
    "discussion_in_order": lambda meeting, world: discuss(meeting, world, ended_at=now() - EARLIER),
    "step_out_once": step_out_twice,
    "step_out_in_order": lambda meeting, world: StepOut.objects.create(
        discussion=discuss(meeting, world), user=world.reviewer, at=now(), back_at=now() - EARLIER
    ),
    "agenda_item_once": list_twice,
    "vote_once_per_body": vote_twice_for_a_body,
    "vote_once_per_person": repeat(vote),
    "pending_decision_once": repeat(decide, Outcome.SELECTED),
    "pending_refusal_has_reason": lambda meeting, world: decide(meeting, world, Outcome.NOT_SELECTED),
    "objection_once": repeat(object_to, AgendaBlock.ACCEPT),
    "objection_to_a_block": lambda meeting, world: object_to(meeting, world, AgendaBlock.DEBATE),
}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_holds_in_the_database(rule: str) -> None:
    world = edition_with(applications=1, reviewers=1)
    meeting = add_meeting(world)

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        RULES[rule](meeting, world)

    # SQLite names the columns of a unique constraint, not the constraint
    assert rule in str(refused.value) or "UNIQUE constraint failed" in str(refused.value)


def test_a_second_meeting_opens_once_the_first_is_closed() -> None:
    world = edition_with(applications=1, reviewers=1)
    first = add_meeting(world)
    Meeting.objects.filter(pk=first.pk).update(closed_at=now(), closed_by=world.organiser)

    second = add_meeting(world)

    assert [*Meeting.objects.open()] == [second]
    assert [*Meeting.objects.concluded()] == [first]

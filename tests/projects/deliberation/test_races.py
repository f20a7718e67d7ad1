"""Two people of a meeting act at the same instant: one of them, or one after the other, never half of each."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils.timezone import now

from projects.decision.enums import Outcome
from projects.deliberation.actions.decisions import decide_block, decide_in_meeting
from projects.deliberation.actions.discussions import CurrentDossierMoved, take_dossier
from projects.deliberation.actions.meetings import close_meeting, open_meeting
from projects.deliberation.actions.votes import object_to_block
from projects.deliberation.checks import DeliberationRefused
from projects.deliberation.enums import AgendaBlock
from projects.deliberation.queries.members import read_assembly
from projects.models import AgendaItem, Decision, Discussion, Meeting, PendingDecision, Recusal, Vote
from tests.factories import World
from tests.support.meetings import answer, committee_with, decide_pending, start_meeting, step_aside, take
from tests.support.races import run_together

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
TIMES = 3


@pytest.fixture
def world() -> World:
    return committee_with(95, 72, 71, 70, 20, places=2)


def count_refused(results: list[Any], kind: type[Exception]) -> int:
    unexpected = [
        result for result in results if isinstance(result, Exception) and not isinstance(result, kind)
    ]
    assert not unexpected
    return sum(isinstance(result, kind) for result in results)


@pytest.mark.parametrize("time", range(TIMES))
def test_a_decision_while_another_window_takes_the_next_dossier_is_in_time_or_refused(
    world: World, time: int
) -> None:
    meeting = start_meeting(world)
    _above, current, following, *_others = world.applications
    take(meeting, current)

    results = run_together(
        lambda: decide_in_meeting(
            meeting=meeting, application=current, outcome=Outcome.SELECTED, actor=world.organiser, at=now()
        ),
        lambda: take_dossier(meeting=meeting, application=following, seen=current.pk, at=now()),
    )

    assert PendingDecision.objects.count() + count_refused(results, CurrentDossierMoved) == 1


@pytest.mark.parametrize("time", range(TIMES))
def test_the_vote_of_a_member_who_recuses_while_voting_does_not_count(world: World, time: int) -> None:
    meeting = start_meeting(world)
    dossier, member = world.applications[1], world.reviewers[0]
    take(meeting, dossier)

    results = run_together(lambda: answer(meeting, dossier, member), lambda: step_aside(dossier, member))

    count_refused(results, DeliberationRefused)
    assert Recusal.objects.count() == 1
    assert not Vote.objects.exists()
    assert [out.user for out in read_assembly(meeting).out] == [member]


@pytest.mark.parametrize("time", range(TIMES))
def test_a_vote_while_the_chair_closes_counts_before_or_is_refused(world: World, time: int) -> None:
    meeting = start_meeting(world)
    dossier = world.applications[1]
    take(meeting, dossier)
    decide_pending(meeting, world.applications[2], Outcome.RESERVE, world.organiser)

    results = run_together(
        lambda: close_meeting(meeting=meeting, actor=world.organiser, at=now()),
        *(lambda member=member: answer(meeting, dossier, member) for member in world.reviewers),
    )

    refused = count_refused(results, DeliberationRefused)
    meeting.refresh_from_db()
    assert Vote.objects.count() + refused == 3
    assert (meeting.is_open, Decision.objects.count()) == (False, 1)


def test_two_windows_move_the_current_dossier_once(world: World) -> None:
    meeting = start_meeting(world)
    acts: list[Callable[[], None]] = [
        lambda dossier=dossier: take_dossier(meeting=meeting, application=dossier, seen=None, at=now())
        for dossier in world.applications[1:3]
    ]

    results = run_together(*acts)

    assert count_refused(results, CurrentDossierMoved) == 1
    meeting.refresh_from_db()
    assert Discussion.objects.get().application == meeting.current


@pytest.mark.parametrize("time", range(TIMES))
def test_an_objection_while_the_block_is_decided_is_in_time_or_refused(world: World, time: int) -> None:
    meeting = start_meeting(world)
    above = world.applications[0]

    results = run_together(
        lambda: decide_block(
            meeting=meeting, block=AgendaBlock.ACCEPT, seen=[above.pk], actor=world.organiser, at=now()
        ),
        lambda: object_to_block(meeting=meeting, application=above, user=world.reviewers[0], at=now()),
    )

    assert count_refused(results, DeliberationRefused) == 1
    is_debated = AgendaItem.objects.get(application=above).block == AgendaBlock.DEBATE
    assert is_debated is not PendingDecision.objects.exists()


def test_two_people_open_the_meeting_once(world: World) -> None:
    results = run_together(
        *(lambda: open_meeting(edition=world.edition, actor=world.organiser, at=now()) for _n in range(2))
    )

    assert count_refused(results, DeliberationRefused) == 1
    assert Meeting.objects.count() == 1


def test_members_who_vote_together_are_all_counted(world: World) -> None:
    meeting = start_meeting(world)
    dossier = world.applications[1]
    take(meeting, dossier)

    results = run_together(
        *(lambda member=member: answer(meeting, dossier, member) for member in world.reviewers)
    )

    assert count_refused(results, DeliberationRefused) == 0
    assert Vote.objects.count() == 3

"""Mentors and projects at the same instant: of two answers to a proposal one is saved, the other is refused with the
reason; nobody is paired whose role ends."""

from datetime import timedelta
from typing import Any

import pytest

from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from coaching.models import MentorMeeting, Pairing
from coaching.pairing.actions import meetings as actions, pairing as pairings
from coaching.pairing.enums import MeetingKind, MentorMeetingState
from programmes.actions.roles import end_role
from programmes.enums import RoleName
from projects.models import ProjectMember
from tests import factories
from tests.support.races import at_once, in_turn

pytestmark = pytest.mark.django_db(transaction=True)
AT = factories.NOW
DATES = [AT + timedelta(days=8), AT + timedelta(days=9)]
ROUNDS = 6


@pytest.fixture
def world() -> factories.World:
    return factories.edition_with(participations=1, mentors=1)


def propose(world: factories.World) -> MentorMeeting:
    pairing = world.participations[0].pairings.first()
    if pairing is None:
        pairing = pairings.propose(
            participation=world.participations[0], mentor=world.mentors[0], actor=world.organiser, at=AT
        )
        pairings.answer(pairing=pairing, accepted=True, actor=pairing.mentor, at=AT)
    return actions.propose_meeting(
        pairing=pairing,
        dates=DATES,
        minutes=60,
        kind=MeetingKind.PHONE,
        place="",
        actor=pairing.mentor,
        at=AT,
    )


def check_one_won(meeting: MentorMeeting, results: list[Any]) -> None:
    refused = [result for result in results if isinstance(result, TransitionRefused)]
    assert sorted(result is None for result in results) == [False, True]
    assert len(refused) == 1
    assert str(refused[0].message)
    meeting.refresh_from_db()
    assert meeting.state == MentorMeetingState.CONFIRMED
    assert meeting.starts_at in DATES
    assert not meeting.dates.exists()
    sent = OutgoingMail.objects.filter(template="coaching/pairing/meeting_confirmed")
    assert (
        sent.filter(dedupe_key__contains=f":{meeting.pk}:").values("user").distinct().count()
        == sent.filter(dedupe_key__contains=f":{meeting.pk}:").count()
    )


@pytest.mark.parametrize("who", ["one person in two tabs", "two who hold the project"])
def test_of_two_confirmations_one_wins_and_the_other_is_refused(world: factories.World, who: str) -> None:
    people = [world.holder, world.holder]
    if who != "one person in two tabs":
        people[1] = factories.user()
        ProjectMember.objects.create(project=world.participations[0].project, user=people[1], joined_at=AT)

    for _round in range(ROUNDS):
        meeting = propose(world)

        def confirm(tab: int, meeting: MentorMeeting = meeting) -> None:
            actions.confirm_meeting(meeting=meeting, starts_at=DATES[tab], actor=people[tab], at=AT)

        check_one_won(meeting, at_once(confirm, tabs=2))


def test_a_holder_confirms_while_the_mentor_names_other_dates(world: factories.World) -> None:
    later = AT + timedelta(days=20)
    for _round in range(ROUNDS):
        meeting = propose(world)

        def act(tab: int, meeting: MentorMeeting = meeting) -> None:
            if tab == 0:
                actions.confirm_meeting(meeting=meeting, starts_at=DATES[0], actor=world.holder, at=AT)
            else:
                actions.move_meeting(
                    meeting=meeting, dates=[later], minutes=30, kind=MeetingKind.PHONE, place="",
                    actor=world.mentors[0], at=AT,
                )  # fmt: skip

        confirmed, moved = at_once(act, tabs=2)

        # Either the date was gone, and the holder reads it, or it was agreed upon first, and then moved for both.
        assert moved is None
        assert confirmed is None or isinstance(confirmed, TransitionRefused)
        meeting.refresh_from_db()
        assert meeting.state == MentorMeetingState.PROPOSED
        assert [date.starts_at for date in meeting.dates.all()] == [later]


def end_mentor_role(world: factories.World) -> None:
    role = world.mentors[0].roles.get(edition=world.edition, name=RoleName.MENTOR)
    end_role(role=role, actor=world.organiser, at=AT)


def propose_by_hand(world: factories.World) -> None:
    pairings.propose(
        participation=world.participations[0], mentor=world.mentors[0], actor=world.organiser, at=AT
    )


def propose_for_all(world: factories.World) -> None:
    choices = {world.participations[0].pk: world.mentors[0].pk}
    sent = pairings.propose_all(edition=world.edition, choices=choices, actor=world.organiser, at=AT)
    if sent.skipped:
        raise TransitionRefused(sent.skipped[0][1])


@pytest.mark.parametrize("pair", [propose_by_hand, propose_for_all])
def test_nobody_is_proposed_whose_role_ends_at_that_moment(world: factories.World, pair) -> None:
    _ended, proposed = in_turn(lambda: end_mentor_role(world), lambda: pair(world))

    assert isinstance(proposed, TransitionRefused)
    assert not Pairing.objects.exists()


@pytest.mark.parametrize("pair", [propose_by_hand, propose_for_all])
def test_a_role_that_ends_during_a_proposal_ends_the_pairing(world: factories.World, pair) -> None:
    in_turn(lambda: pair(world), lambda: end_mentor_role(world))

    assert not Pairing.objects.current().exists()

"""Two answers to one proposal of dates at the same instant: one is saved, the other is refused with the reason."""

from datetime import timedelta
from typing import Any

import pytest

from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from coaching.models import MentorMeeting
from coaching.pairing.actions import meetings as actions, pairing as pairings
from coaching.pairing.enums import MeetingKind, MentorMeetingState
from projects.models import ProjectMember
from tests import factories
from tests.support.races import at_once

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

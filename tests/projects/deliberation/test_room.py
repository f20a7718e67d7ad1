"""The meeting as it goes: presence, the current dossier, who is out of the room, voices and objections."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from programmes.actions.roles import end_role, give_role
from programmes.enums import RoleName
from projects.conflicts.queries import Conflicts
from projects.decision.actions.deliberation import mark_of
from projects.decision.enums import Outcome
from projects.deliberation.actions.attendance import arrive, leave
from projects.deliberation.actions.decisions import decide_block
from projects.deliberation.actions.discussions import (
    CurrentDossierMoved,
    DecisionNoted,
    postpone_dossier,
    take_dossier,
)
from projects.deliberation.actions.meetings import pause_meeting, resume_meeting
from projects.deliberation.actions.votes import object_to_block
from projects.deliberation.checks import DeliberationRefused, MeetingPaused
from projects.deliberation.enums import AgendaBlock, VoteChoice
from projects.deliberation.queries.dossiers import arrange_agenda, list_dossiers
from projects.deliberation.queries.members import BodyAnswer, read_assembly
from projects.models import AgendaItem, Discussion, Meeting, PendingDecision, StepOut, Vote
from tests import factories
from tests.factories import World
from tests.support.meetings import (
    add_juror,
    answer,
    committee_with,
    decide_pending,
    start_meeting,
    step_aside,
    take,
)
from tests.support.reviews import plain
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
FOR, AGAINST = VoteChoice.FOR, VoteChoice.AGAINST


def build() -> World:
    return committee_with(95, 72, 71, 70, 20, places=2)


built, world = share_world(build)


@pytest.fixture
def meeting(world: World) -> Meeting:
    return start_meeting(world)


def read_version(meeting: Meeting) -> int:
    return Meeting.objects.get(pk=meeting.pk).version


def test_presence_is_counted_by_body(world: World) -> None:
    first, second, _third = world.reviewers
    body = first.roles.get(name=RoleName.REVIEWER).organisation
    colleague = add_juror(world, body)
    meeting = start_meeting(world, present=[first, colleague], quorum=2)

    alone = read_assembly(meeting)
    arrive(meeting=meeting, user=second, actor=world.organiser, at=now())
    together = read_assembly(meeting)

    assert (alone.present, alone.total, alone.has_quorum) == (1, 3, False)
    assert plain(together.presence_text) == "2 organismes sur 3 présents, quorum 2"
    assert together.has_quorum


def test_a_member_leaves_and_comes_back_in_two_periods(world: World, meeting: Meeting) -> None:
    member = world.reviewers[0]
    leave(meeting=meeting, user=member, at=now())
    arrive(meeting=meeting, user=member, actor=member, at=now())
    arrive(meeting=meeting, user=member, actor=member, at=now())

    periods = meeting.attendances.filter(user=member)

    assert [period.left_at is None for period in periods] == [False, True]


def test_a_seat_that_ends_during_the_meeting_ends_the_presence(world: World, meeting: Meeting) -> None:
    member, before = world.reviewers[0], read_version(meeting)
    later = now() + timedelta(minutes=5)

    end_role(role=member.roles.get(name=RoleName.REVIEWER), actor=world.organiser, at=later)

    [period] = meeting.attendances.filter(user=member)
    assert period.left_at == later
    assert read_version(meeting) > before


def test_a_vote_of_a_former_seat_is_not_that_of_another_body(world: World, meeting: Meeting) -> None:
    member, disputed = world.reviewers[0], world.applications[1]
    seat = member.roles.get(name=RoleName.REVIEWER)
    take(meeting, disputed)
    answer(meeting, disputed, member)
    end_role(role=seat, actor=world.organiser, at=now())
    give_role(
        edition=world.edition,
        user=member,
        name=RoleName.REVIEWER,
        organisation=factories.organisation("Autre organisme"),
        actor=world.organiser,
        at=now(),
    )

    arrive(meeting=meeting, user=member, actor=member, at=now())

    assert read_assembly(meeting).votes == []


def test_a_person_who_does_not_sit_is_not_present(world: World, meeting: Meeting) -> None:
    with pytest.raises(DeliberationRefused, match="ne siège pas"):
        arrive(meeting=meeting, user=world.organiser, actor=world.organiser, at=now())


def test_two_windows_of_the_chair_move_the_current_dossier_once(world: World, meeting: Meeting) -> None:
    first, second = world.applications[1:3]
    take_dossier(meeting=meeting, application=first, seen=None, at=now())

    with pytest.raises(CurrentDossierMoved):
        take_dossier(meeting=meeting, application=second, seen=None, at=now())

    meeting.refresh_from_db()
    assert meeting.current == first
    assert Discussion.objects.filter(meeting=meeting, ended_at=None).get().application == first


def test_members_with_a_conflict_are_out_while_it_is_discussed(world: World, meeting: Meeting) -> None:
    member, dossier, other = world.reviewers[0], *world.applications[1:3]
    step_aside(dossier, member)

    take(meeting, dossier)
    during = read_assembly(meeting)
    take(meeting, other)
    after = read_assembly(meeting)

    assert [out.user for out in during.out] == [member]
    assert (during.in_room, during.present) == (2, 3)
    assert (after.out, after.in_room) == ([], 3)
    assert StepOut.objects.get().discussion.application == dossier


def test_a_person_who_arrives_during_the_discussion_of_their_dossier_is_out_at_once(world: World) -> None:
    member, dossier = world.reviewers[0], world.applications[1]
    step_aside(dossier, member)
    meeting = start_meeting(world, present=world.reviewers[1:])
    take(meeting, dossier)

    arrive(meeting=meeting, user=member, actor=member, at=now())

    assert [out.user for out in read_assembly(meeting).out] == [member]


def test_one_voice_for_each_body_the_last_answer_counts(world: World, meeting: Meeting) -> None:
    member, dossier = world.reviewers[0], world.applications[1]
    body = member.roles.get(name=RoleName.REVIEWER).organisation
    colleague = add_juror(world, body)
    arrive(meeting=meeting, user=colleague, actor=colleague, at=now())
    take(meeting, dossier)

    answer(meeting, dossier, member, FOR)
    answer(meeting, dossier, colleague, AGAINST)

    vote = Vote.objects.get()
    assert (vote.choice, vote.user, vote.organisation) == (AGAINST, colleague, body)
    voter = read_assembly(meeting).find_voter(member)
    assert voter
    [theirs] = [item for item in voter.members if item.user == colleague]
    assert voter.vote == BodyAnswer(theirs, AGAINST)


def test_a_deputy_answers_only_while_nobody_they_stand_in_for_is_there(
    world: World, meeting: Meeting
) -> None:
    member, dossier = world.reviewers[0], world.applications[1]
    seat = member.roles.get(name=RoleName.REVIEWER)
    deputy = add_juror(world, seat.organisation)
    deputy.roles.update(is_deputy=True)
    arrive(meeting=meeting, user=deputy, actor=deputy, at=now())
    take(meeting, dossier)

    with pytest.raises(DeliberationRefused, match="titulaire"):
        answer(meeting, dossier, deputy)
    leave(meeting=meeting, user=member, at=now())
    answer(meeting, dossier, deputy, AGAINST)

    assert Vote.objects.get().user == deputy


def test_two_members_without_a_body_have_two_voices(world: World, meeting: Meeting) -> None:
    dossier = world.applications[1]
    alone = [add_juror(world, None) for _n in range(2)]
    take(meeting, dossier)
    for member in alone:
        arrive(meeting=meeting, user=member, actor=member, at=now())
        answer(meeting, dossier, member)
    answer(meeting, dossier, alone[0], AGAINST)

    assert sorted(Vote.objects.values_list("choice", flat=True)) == ["against", "for"]


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ("absent", "présence"),
        ("aside", "hors de la salle"),
        ("elsewhere", "autre dossier"),
        ("decided", "décision est prise"),
        ("stranger", "ne siégez pas"),
    ],
)
def test_invalid_votes_are_refused(world: World, meeting: Meeting, case: str, why: str) -> None:
    member, dossier = world.reviewers[0], world.applications[1]
    take(meeting, dossier)
    if case == "absent":
        leave(meeting=meeting, user=member, at=now())
    if case == "aside":
        step_aside(dossier, member)
    if case == "elsewhere":
        take(meeting, world.applications[2])
    if case == "decided":
        decide_pending(meeting, dossier, Outcome.RESERVE, world.organiser, reason="Ensuite")

    with pytest.raises(DeliberationRefused, match=why):
        answer(meeting, dossier, world.organiser if case == "stranger" else member)

    assert not Vote.objects.exists()


def test_a_member_who_recuses_in_the_middle_leaves_the_room_and_the_count(
    world: World, meeting: Meeting
) -> None:
    member, dossier = world.reviewers[0], world.applications[1]
    take(meeting, dossier)
    answer(meeting, dossier, member)
    answer(meeting, dossier, world.reviewers[1], AGAINST)
    before = read_version(meeting)

    step_aside(dossier, member)

    assembly = read_assembly(meeting)
    assert [vote.member.user for vote in assembly.votes] == [world.reviewers[1]]
    assert ([out.user for out in assembly.out], assembly.in_room) == ([member], 2)
    assert read_version(meeting) > before


def test_a_recusal_pulls_the_dossier_out_of_its_block(world: World, meeting: Meeting) -> None:
    dossier = world.applications[0]
    assert AgendaItem.objects.get(application=dossier).block == AgendaBlock.ACCEPT

    step_aside(dossier, world.reviewers[0])

    assert AgendaItem.objects.get(application=dossier).block == AgendaBlock.DEBATE


def test_one_objection_pulls_a_dossier_out_of_its_block(world: World, meeting: Meeting) -> None:
    below, member = world.applications[-1], world.reviewers[0]

    object_to_block(meeting=meeting, application=below, user=member, reason="Seul de son secteur", at=now())

    agenda = arrange_agenda(list_dossiers(meeting, Conflicts()))
    assert (agenda.set_aside, agenda.debate[-1].pk) == ([], below.pk)
    with pytest.raises(DeliberationRefused, match="déjà à débattre"):
        object_to_block(meeting=meeting, application=below, user=world.reviewers[1], at=now())


def test_an_objection_comes_too_late_once_the_block_is_decided(world: World, meeting: Meeting) -> None:
    above, member = world.applications[0], world.reviewers[0]
    decide_block(meeting=meeting, block=AgendaBlock.ACCEPT, seen=[above.pk], actor=world.organiser, at=now())

    with pytest.raises(DeliberationRefused, match="déjà décidé"):
        object_to_block(meeting=meeting, application=above, user=member, at=now())


def test_a_recused_person_does_not_object(world: World, meeting: Meeting) -> None:
    above, member = world.applications[0], world.reviewers[0]
    step_aside(above, member)
    AgendaItem.objects.filter(application=above).update(block=AgendaBlock.ACCEPT)

    with pytest.raises(DeliberationRefused, match="hors de la salle"):
        object_to_block(meeting=meeting, application=above, user=member, at=now())


def test_a_paused_meeting_takes_neither_votes_nor_decisions_and_resumes_at_its_dossier(
    world: World, meeting: Meeting
) -> None:
    dossier = world.applications[1]
    take(meeting, dossier)
    pause_meeting(meeting=meeting, at=now())

    with pytest.raises(MeetingPaused):
        answer(meeting, dossier, world.reviewers[0])
    with pytest.raises(MeetingPaused):
        decide_pending(meeting, dossier, Outcome.SELECTED, world.organiser)
    assert not Discussion.objects.filter(ended_at=None).exists()

    resume_meeting(meeting=meeting, at=now())
    answer(meeting, dossier, world.reviewers[0])

    assert Discussion.objects.filter(application=dossier).count() == 2


def test_a_postponed_dossier_is_the_last_to_debate_and_undecided_again(
    world: World, meeting: Meeting
) -> None:
    dossier = world.applications[1]
    take(meeting, dossier)
    decide_pending(meeting, dossier, Outcome.RESERVE, world.organiser, reason="Ensuite")

    postpone_dossier(
        meeting=meeting, application=dossier, seen=mark_of(PendingDecision.objects.get()), at=now()
    )

    agenda = arrange_agenda(list_dossiers(meeting, Conflicts()))
    meeting.refresh_from_db()
    assert [item.pk for item in agenda.to_debate][-1] == dossier.pk
    assert meeting.current is None
    assert not PendingDecision.objects.exists()


def test_a_page_from_before_a_decision_does_not_withdraw_it(world: World, meeting: Meeting) -> None:
    dossier = world.applications[1]
    take(meeting, dossier)
    decided = decide_pending(meeting, dossier, Outcome.RESERVE, world.organiser, reason="Ensuite")

    with pytest.raises(DecisionNoted) as refused:
        postpone_dossier(meeting=meeting, application=dossier, seen="", at=now())

    assert str(world.organiser) in str(refused.value.message)
    assert PendingDecision.objects.get() == decided


def test_a_period_that_another_window_ended_first_is_empty_and_not_negative(
    world: World, meeting: Meeting
) -> None:
    """The instant of a click is read before its turn comes."""
    clicked = now() - timedelta(minutes=1)
    take(meeting, world.applications[1])

    pause_meeting(meeting=meeting, at=clicked)
    leave(meeting=meeting, user=world.reviewers[0], at=clicked)

    discussion = Discussion.objects.get()
    assert discussion.ended_at == discussion.began_at


def test_each_change_lets_screens_be_rendered_again(world: World, meeting: Meeting) -> None:
    dossier, member = world.applications[1], world.reviewers[0]
    acts = [
        lambda: take(meeting, dossier),
        lambda: answer(meeting, dossier, member),
        lambda: leave(meeting=meeting, user=member, at=now()),
        lambda: arrive(meeting=meeting, user=member, actor=member, at=now()),
        lambda: decide_pending(meeting, dossier, Outcome.SELECTED, world.organiser),
        lambda: postpone_dossier(
            meeting=meeting, application=dossier, seen=mark_of(PendingDecision.objects.get()), at=now()
        ),
        lambda: object_to_block(meeting=meeting, application=world.applications[0], user=member, at=now()),
        lambda: pause_meeting(meeting=meeting, at=now()),
        lambda: resume_meeting(meeting=meeting, at=now()),
        lambda: step_aside(dossier, member),
    ]
    for act in acts:
        before = read_version(meeting)
        act()
        assert read_version(meeting) > before

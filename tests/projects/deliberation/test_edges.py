"""A meeting at its edges: a conflict lifted meanwhile, what others left open, a close in the middle of a discussion."""

import pytest
from django.utils.timezone import now

from programmes.models import Edition
from projects.application.enums import ApplicationState
from projects.conflicts.actions import lift_recusal
from projects.decision.actions.refusals import PlacesTaken
from projects.decision.enums import Outcome
from projects.deliberation.actions.meetings import adjourn_meeting, close_meeting, pause_meeting
from projects.deliberation.actions.votes import object_to_block
from projects.deliberation.checks import DeliberationRefused
from projects.deliberation.queries.members import read_assembly
from projects.models import AgendaItem, Application, Decision, Discussion, Meeting, ReviewAssignment, StepOut
from tests.factories import World
from tests.support.meetings import answer, committee_with, decide_pending, start_meeting, step_aside, take
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
built, world = share_world(committee_with, 95, 72, 71, 70, 20, places=2)


@pytest.fixture
def meeting(world: World) -> Meeting:
    return start_meeting(world)


def test_a_member_is_back_in_the_room_once_their_conflict_is_lifted(world: World, meeting: Meeting) -> None:
    dossier, (anne, boris, _clara) = world.applications[1], world.reviewers
    take(meeting, dossier)
    recusal = step_aside(dossier, anne)
    step_aside(dossier, boris)
    assert {out.user for out in read_assembly(meeting).out} == {anne, boris}

    lift_recusal(recusal=recusal, reason="Une erreur", author=world.organiser, at=now())

    assert [out.user for out in read_assembly(meeting).out] == [boris]
    assert {step.user: step.back_at is not None for step in StepOut.objects.all()} == {
        anne: True,
        boris: False,
    }


def test_a_person_who_has_a_review_left_to_send_does_not_vote(world: World, meeting: Meeting) -> None:
    member, dossier = world.reviewers[0], world.applications[1]
    ReviewAssignment.objects.create(application=dossier, reviewer=member, assigned_at=now())
    Edition.objects.filter(pk=world.edition.pk).update(reviews_due_at=None)
    take(meeting, dossier)

    with pytest.raises(DeliberationRefused, match="hors de la salle"):
        answer(meeting, dossier, member)


def test_reserves_have_the_ranks_of_the_meeting_when_it_closes(world: World, meeting: Meeting) -> None:
    _above, better, lower, unranked, _below = world.applications
    for dossier, rank in ((unranked, None), (better, 2), (lower, 1)):
        decide_pending(meeting, dossier, Outcome.RESERVE, world.organiser, "Ensuite", reserve_rank=rank)

    close_meeting(meeting=meeting, actor=world.organiser, at=now())

    ranks = Decision.objects.order_by("reserve_rank").values_list("application", flat=True)
    assert list(ranks) == [lower.pk, better.pk, unranked.pk]


def test_problems_of_other_dossiers_do_not_stop_a_decision(world: World, meeting: Meeting) -> None:
    above, first, second, *_others = world.applications
    for dossier in (above, first):
        decide_pending(meeting, dossier, Outcome.SELECTED, world.organiser)
    Edition.objects.filter(pk=world.edition.pk).update(places=1)
    Application.objects.filter(pk=above.pk).update(state=ApplicationState.WITHDRAWN)
    meeting.refresh_from_db()

    assert decide_pending(meeting, second, Outcome.SELECTED, world.organiser, explanation="Une table de plus")


def test_a_person_who_gave_the_last_place_is_named_with_the_project_that_has_it(
    world: World, meeting: Meeting
) -> None:
    above, first, second, third, _below = world.applications
    for dossier in (above, first):
        decide_pending(meeting, dossier, Outcome.SELECTED, world.organiser)
    decide_pending(meeting, third, Outcome.RESERVE, world.organiser, "Ensuite")

    with pytest.raises(PlacesTaken) as taken:
        decide_pending(meeting, second, Outcome.SELECTED, world.organiser, places_seen=1)

    assert first.title in taken.value.message


def test_an_objection_leaves_the_agenda_of_a_former_meeting(world: World, meeting: Meeting) -> None:
    dossier, member = world.applications[0], world.reviewers[0]
    adjourn_meeting(meeting=meeting, reason="Il est tard", actor=world.organiser, at=now())
    following = start_meeting(world)

    object_to_block(meeting=following, application=dossier, user=member, at=now())

    blocks = AgendaItem.objects.filter(application=dossier).order_by("meeting")
    assert list(blocks.values_list("block", flat=True)) == ["accept", "debate"]


@pytest.mark.parametrize("is_paused", [False, True])
def test_a_close_ends_the_discussion_and_the_pause(world: World, meeting: Meeting, is_paused: bool) -> None:
    decide_pending(meeting, world.applications[2], Outcome.RESERVE, world.organiser)
    take(meeting, world.applications[1])
    if is_paused:
        pause_meeting(meeting=meeting, at=now())

    close_meeting(meeting=meeting, actor=world.organiser, at=now())

    meeting.refresh_from_db()
    assert (meeting.current, meeting.current_since, meeting.paused_at) == (None, None, None)
    assert not Discussion.objects.filter(ended_at=None).exists()

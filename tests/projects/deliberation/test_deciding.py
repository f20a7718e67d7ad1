"""What a meeting decides waits for its close, which writes all of it or nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accelerator.audit.models import AuditEntry
from projects.application.actions.submission import withdraw_application
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide, mark_of, move_reserve
from projects.decision.actions.refusals import DecisionMoved, DecisionRefused, PlacesTaken
from projects.decision.enums import Outcome
from projects.deliberation.actions.attendance import leave
from projects.deliberation.actions.decisions import decide_block
from projects.deliberation.actions.discussions import postpone_dossier
from projects.deliberation.actions.meetings import adjourn_meeting, close_meeting
from projects.deliberation.actions.votes import object_to_block
from projects.deliberation.checks import DecisionsRefused, DeliberationRefused, MeetingClosed, Obstacle
from projects.deliberation.enums import AgendaBlock
from projects.models import Decision, Meeting, PendingDecision
from tests.factories import World
from tests.support.meetings import answer, committee_with, decide_pending, start_meeting, step_aside, take
from tests.support.shared import share_world
from tests.support.todo import find_line
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
SELECTED, RESERVE, NOT_SELECTED = Outcome.SELECTED, Outcome.RESERVE, Outcome.NOT_SELECTED


def build() -> World:
    return committee_with(95, 72, 71, 70, 20, places=2)


built, world = share_world(build)


@pytest.fixture
def meeting(world: World) -> Meeting:
    return start_meeting(world)


def close(meeting: Meeting, world: World) -> int:
    return close_meeting(meeting=meeting, actor=world.organiser, at=now())


def list_obstacles(refused: "pytest.ExceptionInfo[DecisionsRefused]") -> list[Obstacle]:
    return [refusal.obstacle for refusal in refused.value.refusals]


def test_nothing_is_decided_before_the_close_which_writes_it_in_the_name_of_who_took_it(
    world: World, meeting: Meeting
) -> None:
    above, first, second, third, below = world.applications
    decide_block(meeting=meeting, block=AgendaBlock.ACCEPT, seen=[above.pk], actor=world.organiser, at=now())
    decide_pending(meeting, first, SELECTED, world.organiser)
    decide_pending(meeting, third, RESERVE, world.organiser)
    decide_pending(meeting, second, RESERVE, world.organiser)
    decide_block(
        meeting=meeting,
        block=AgendaBlock.SET_ASIDE,
        seen=[below.pk],
        reason="Trop tôt",
        actor=world.organiser,
        at=now(),
    )
    assert not Decision.objects.exists()

    assert close(meeting, world) == 5

    rows = Decision.objects.order_by("application__reference").values_list(
        "outcome", "reserve_rank", "reason"
    )
    assert [*rows] == [
        (SELECTED, None, ""), (SELECTED, None, ""), (RESERVE, 1, ""), (RESERVE, 2, ""),
        (NOT_SELECTED, None, "Trop tôt"),
    ]  # fmt: skip
    meeting.refresh_from_db()
    assert (meeting.is_open, meeting.closed_by) == (False, world.organiser)
    assert not meeting.attendances.present().exists()
    assert AuditEntry.objects.filter(verb="decide").count() == 5
    assert AuditEntry.objects.get(verb="close_committee_meeting").data["decisions"] == 5


def test_the_second_of_two_people_who_give_the_last_place_learns_who_took_it(
    world: World, meeting: Meeting
) -> None:
    above, first, second, *_others = world.applications
    decide_pending(meeting, above, SELECTED, world.organiser, places_seen=2)
    decide_pending(meeting, first, SELECTED, world.organiser, places_seen=1)

    with pytest.raises(PlacesTaken) as taken:
        decide_pending(meeting, second, SELECTED, world.organiser, places_seen=1)

    assert str(world.organiser) in taken.value.message
    assert PendingDecision.objects.count() == 2


def test_one_project_more_than_places_takes_a_sentence(world: World, meeting: Meeting) -> None:
    above, first, second, *_others = world.applications
    for application in (above, first):
        decide_pending(meeting, application, SELECTED, world.organiser)

    with pytest.raises(DecisionsRefused) as refused:
        decide_pending(meeting, second, SELECTED, world.organiser, places_seen=0)
    decide_pending(
        meeting,
        second,
        SELECTED,
        world.organiser,
        places_seen=0,
        explanation="La salle compte une table de plus",
    )

    assert list_obstacles(refused) == [Obstacle.PLACES]
    assert close(meeting, world) == 3


def test_each_project_beyond_the_places_takes_a_sentence_of_its_own(world: World, meeting: Meeting) -> None:
    above, first, second, third, _below = world.applications
    for application in (above, first):
        decide_pending(meeting, application, SELECTED, world.organiser)
    decide_pending(meeting, second, SELECTED, world.organiser, explanation="Une table de plus")

    with pytest.raises(DecisionsRefused) as refused:
        decide_pending(meeting, third, SELECTED, world.organiser)

    assert list_obstacles(refused) == [Obstacle.PLACES]


@pytest.mark.parametrize("order", ["lower first", "higher first"])
def test_a_project_selected_before_a_better_scored_one_takes_a_sentence(
    world: World, meeting: Meeting, order: str
) -> None:
    _above, higher, lower, *_others = world.applications
    outcomes = {lower: SELECTED, higher: RESERVE}
    first, second = (lower, higher) if order == "lower first" else (higher, lower)
    decide_pending(meeting, first, outcomes[first], world.organiser)

    with pytest.raises(DecisionsRefused) as refused:
        decide_pending(meeting, second, outcomes[second], world.organiser)
    decide_pending(
        meeting, second, outcomes[second], world.organiser, explanation="Un territoire sans projet jusqu’ici"
    )

    assert list_obstacles(refused) == [Obstacle.ORDER]
    assert close(meeting, world) == 2


def test_a_tie_at_the_line_is_parted_in_writing() -> None:
    world = committee_with(80, 71, 71, 50, places=2)
    meeting = start_meeting(world)
    _above, first, second, _below = world.applications
    decide_pending(meeting, first, SELECTED, world.organiser)

    with pytest.raises(DecisionsRefused) as refused:
        decide_pending(meeting, second, RESERVE, world.organiser)
    decide_pending(meeting, second, RESERVE, world.organiser, reason="Un an de moins")

    assert list_obstacles(refused) == [Obstacle.TIE]
    assert close(meeting, world) == 2


def test_a_tie_may_be_turned_over_at_the_close() -> None:
    """What was decided before is compared once everything is written, not between two rows."""
    world = committee_with(80, 71, 71, 50, places=2)
    _above, first, second, _below = world.applications
    decide(application=first, outcome=SELECTED, actor=world.organiser, at=now())
    meeting = start_meeting(world)
    decide_pending(meeting, first, RESERVE, world.organiser)
    decide_pending(meeting, second, RESERVE, world.organiser)

    assert close(meeting, world) == 2


def test_a_refusal_has_a_reason(world: World, meeting: Meeting) -> None:
    with pytest.raises(DecisionRefused, match="raison"):
        decide_pending(meeting, world.applications[1], NOT_SELECTED, world.organiser)
    with pytest.raises(DecisionRefused, match="raison"):
        decide_block(
            meeting=meeting,
            block=AgendaBlock.SET_ASIDE,
            seen=[world.applications[-1].pk],
            actor=world.organiser,
            at=now(),
        )


def test_without_the_quorum_nothing_is_decided_nor_closed(world: World) -> None:
    meeting = start_meeting(world, quorum=3)
    dossier = world.applications[1]
    decide_pending(meeting, dossier, SELECTED, world.organiser)
    leave(meeting=meeting, user=world.reviewers[0], at=now())

    with pytest.raises(DecisionsRefused) as refused:
        decide_pending(meeting, world.applications[2], RESERVE, world.organiser)
    with pytest.raises(DecisionsRefused) as not_closed:
        close(meeting, world)

    assert list_obstacles(refused) == list_obstacles(not_closed) == [Obstacle.QUORUM]
    assert not Decision.objects.exists()


def test_a_dossier_withdrawn_meanwhile_stops_the_close_until_it_is_postponed(
    world: World, meeting: Meeting
) -> None:
    gone, stays = world.applications[1:3]
    for application in (gone, stays):
        decide_pending(meeting, application, RESERVE, world.organiser)
    lead = gone.project.members.get().user
    withdraw_application(application=gone, actor=lead, at=now())

    with pytest.raises(DecisionsRefused) as refused:
        close(meeting, world)
    assert not Decision.objects.exists()
    seen = mark_of(PendingDecision.objects.get(application=gone))
    postpone_dossier(meeting=meeting, application=gone, seen=seen, at=now())

    assert list_obstacles(refused) == [Obstacle.GONE]
    assert close(meeting, world) == 1


def test_a_person_who_decided_and_recused_since_is_replaced_before_the_close(
    world: World, meeting: Meeting
) -> None:
    dossier = world.applications[1]
    decide_pending(meeting, dossier, SELECTED, world.organiser)
    step_aside(dossier, world.organiser)

    with pytest.raises(DecisionsRefused) as refused:
        close_meeting(meeting=meeting, actor=world.reviewers[0], at=now())

    assert list_obstacles(refused) == [Obstacle.CONFLICT]
    assert not Decision.objects.exists()


def test_every_obstacle_is_listed_and_nothing_is_half_written(world: World) -> None:
    meeting = start_meeting(world, quorum=2)
    gone, stays = world.applications[1:3]
    for application in (gone, stays):
        decide_pending(meeting, application, RESERVE, world.organiser)
    withdraw_application(application=gone, actor=gone.project.members.get().user, at=now())
    for member in world.reviewers:
        leave(meeting=meeting, user=member, at=now())

    with pytest.raises(DecisionsRefused) as refused:
        close(meeting, world)

    assert list_obstacles(refused) == [Obstacle.QUORUM, Obstacle.GONE]
    assert Meeting.objects.open().exists()
    assert not Decision.objects.exists()


def test_a_decision_of_another_window_is_not_written_over(world: World, meeting: Meeting) -> None:
    dossier = world.applications[1]
    first = decide_pending(meeting, dossier, RESERVE, world.organiser, seen="")

    with pytest.raises(DecisionMoved, match="liste complémentaire"):
        decide_pending(meeting, dossier, SELECTED, world.organiser, seen="")
    decide_pending(meeting, dossier, SELECTED, world.organiser, seen=mark_of(first))

    assert PendingDecision.objects.get().outcome == SELECTED


def test_a_block_leaves_out_what_an_objection_pulled_out(world: World) -> None:
    world = committee_with(96, 95, 60, 59, 58, 20, 19, places=3)
    meeting = start_meeting(world)
    low, lower = world.applications[-2:]
    object_to_block(meeting=meeting, application=low, user=world.reviewers[0], at=now())

    written = decide_block(
        meeting=meeting,
        block=AgendaBlock.SET_ASIDE,
        seen=[low.pk, lower.pk],
        reason="Trop tôt",
        actor=world.organiser,
        at=now(),
    )

    assert written == 1
    decision = PendingDecision.objects.get()
    assert (decision.application, decision.in_block, decision.reason) == (lower, True, "Trop tôt")


def test_while_a_meeting_is_open_nobody_decides_elsewhere(world: World, meeting: Meeting) -> None:
    acts = [
        lambda: decide(application=world.applications[1], outcome=SELECTED, actor=world.organiser, at=now()),
        lambda: announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now()),
        lambda: move_reserve(
            application=world.applications[1], up=True, rank=1, actor=world.organiser, at=now()
        ),
    ]
    for act in acts:
        with pytest.raises(DecisionRefused, match="séance du comité est ouverte"):
            act()

    adjourn_meeting(meeting=meeting, reason="Panne", actor=world.organiser, at=now())
    decide(application=world.applications[1], outcome=SELECTED, actor=world.organiser, at=now())


def test_a_meeting_adjourned_writes_nothing_and_another_may_open(world: World, meeting: Meeting) -> None:
    decide_pending(meeting, world.applications[1], SELECTED, world.organiser)

    with pytest.raises(DeliberationRefused, match="pourquoi"):
        adjourn_meeting(meeting=meeting, reason=" ", actor=world.organiser, at=now())
    adjourn_meeting(meeting=meeting, reason="Quorum perdu", actor=world.organiser, at=now())
    again = start_meeting(world)

    assert not Decision.objects.exists()
    assert again.decisions.count() == 0
    assert [*Meeting.objects.concluded()] == []


def test_nothing_changes_in_a_closed_meeting(world: World, meeting: Meeting) -> None:
    dossier = world.applications[1]
    take(meeting, dossier)
    decide_pending(meeting, world.applications[2], RESERVE, world.organiser)
    close(meeting, world)

    for act in (
        lambda: answer(meeting, dossier, world.reviewers[0]),
        lambda: decide_pending(meeting, dossier, SELECTED, world.organiser),
        lambda: postpone_dossier(meeting=meeting, application=dossier, seen="", at=now()),
        lambda: close(meeting, world),
    ):
        with pytest.raises(MeetingClosed):
            act()


def test_a_recused_person_does_not_decide(world: World, meeting: Meeting) -> None:
    dossier = world.applications[1]
    step_aside(dossier, world.organiser)

    with pytest.raises(DecisionRefused, match="déport"):
        decide_pending(meeting, dossier, SELECTED, world.organiser)


def test_a_meeting_left_open_is_reported_the_day_after(world: World) -> None:
    title = "La séance du comité est restée ouverte"
    meeting = start_meeting(world)
    tomorrow = now() + timedelta(days=1)

    today = find_line(world.edition, world.organiser, now(), title)
    line = find_line(world.edition, world.organiser, tomorrow, title)
    adjourn_meeting(meeting=meeting, reason="Oubliée", actor=world.organiser, at=now())

    assert today is None
    assert line
    assert line.href == reverse("projects:deliberation", args=[world.edition.slug])
    assert find_line(world.edition, world.organiser, tomorrow, title) is None


def test_a_dossier_hidden_from_the_chair_still_blocks_the_close(world: World, meeting: Meeting) -> None:
    first, second, third = world.applications[1:4]
    closer = world.reviewers[0]
    for application in (first, second):
        decide_pending(meeting, application, SELECTED, world.organiser)
    step_aside(first, closer)
    decide_pending(meeting, third, SELECTED, world.reviewers[0])  # the second of two places, as they know

    with pytest.raises(DeliberationRefused) as refused:
        close_meeting(meeting=meeting, actor=closer, at=now())

    assert first.reference not in str(refused.value.message)
    assert not Decision.objects.exists()


def test_a_person_who_closes_reads_of_no_decision_that_is_hidden_from_them(
    world: World, meeting: Meeting
) -> None:
    hidden, seen = world.applications[1:3]
    for application in (hidden, seen):
        decide_pending(meeting, application, RESERVE, world.organiser)
    step_aside(hidden, world.reviewers[0])

    assert close_meeting(meeting=meeting, actor=world.reviewers[0], at=now()) == 1
    assert Decision.objects.count() == 2


def test_the_refusal_of_a_vote_from_outside_the_room_reveals_nothing(world: World, meeting: Meeting) -> None:
    dossier, member = world.applications[1], world.reviewers[0]
    step_aside(dossier, member)
    wording = set()

    for act in (
        lambda: None,
        lambda: take(meeting, dossier),
        lambda: decide_pending(meeting, dossier, RESERVE, world.organiser),
    ):
        act()
        with pytest.raises(DeliberationRefused) as refused:
            answer(meeting, dossier, member)
        wording.add(str(refused.value.message))

    assert len(wording) == 1


def test_those_that_pass_before_one_dossier_are_named_in_one_sentence(world: World, meeting: Meeting) -> None:
    _above, first, second, third, _below = world.applications
    for application in (second, third):
        decide_pending(meeting, application, SELECTED, world.organiser)

    with pytest.raises(DecisionsRefused) as refused:
        decide_pending(meeting, first, NOT_SELECTED, world.organiser, "Pas assez mûr")

    [order] = [refusal for refusal in refused.value.refusals if refusal.obstacle == Obstacle.ORDER]
    assert order.text.count(first.reference) == 1
    assert {first.pk, second.pk, third.pk} == order.dossiers


def test_a_meeting_that_noted_nothing_is_adjourned_rather_than_closed(
    as_user: AsUser, world: World, meeting: Meeting
) -> None:
    with pytest.raises(DecisionsRefused) as refused:
        close(meeting, world)

    page = as_user(world.organiser).get(reverse("projects:close_meeting", args=[world.edition.slug])).text
    assert list_obstacles(refused) == [Obstacle.EMPTY]
    assert "Clore et écrire les décisions" not in page
    meeting.refresh_from_db()
    assert meeting.is_open

"""The order of the day: what may be taken as a block, and what it reveals to nobody."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from programmes.models import Call
from projects.application.enums import ApplicationState
from projects.conflicts.queries import Conflicts, conflicts_of
from projects.decision.actions.deliberation import decide
from projects.decision.enums import Outcome
from projects.deliberation.actions.meetings import adjourn_meeting, open_meeting
from projects.deliberation.checks import DeliberationRefused
from projects.deliberation.enums import AgendaBlock
from projects.deliberation.queries.agenda import plan_agenda
from projects.deliberation.queries.dossiers import arrange_agenda, list_dossiers
from projects.models import AgendaItem, Application, Meeting
from tests import factories
from tests.factories import World
from tests.support.meetings import committee_with, set_score, start_meeting, step_aside

pytestmark = pytest.mark.django_db
ACCEPT, DEBATE, SET_ASIDE = AgendaBlock.ACCEPT, AgendaBlock.DEBATE, AgendaBlock.SET_ASIDE


def read_blocks(world: World) -> dict[int, AgendaBlock]:
    return {pk: block for pk, block, _position in plan_agenda(world.edition, now())}


def test_dossiers_clearly_on_one_side_stand_in_a_block() -> None:
    world = committee_with(92, 71, 70, 69, 30, places=2)
    above, first, second, third, below = world.applications

    blocks = read_blocks(world)

    assert blocks == {
        above.pk: ACCEPT, first.pk: DEBATE, second.pk: DEBATE, third.pk: DEBATE, below.pk: SET_ASIDE,
    }  # fmt: skip


def test_a_dossier_with_a_recusal_is_debated() -> None:
    world = committee_with(92, 71, 70, 69, 30, places=2)
    above, *_others, below = world.applications
    step_aside(above, world.reviewers[0])
    step_aside(below, world.reviewers[1])

    blocks = read_blocks(world)

    assert (blocks[above.pk], blocks[below.pk]) == (DEBATE, DEBATE)


@pytest.mark.parametrize("places", [1, 2, 3])
def test_blocks_and_order_are_the_same_whatever_the_score_of_a_dossier_somebody_steps_aside_from(
    places: int,
) -> None:
    world = committee_with(95, 85, 71, 70, 30, 20, places=places)
    hidden = world.applications[3]
    step_aside(hidden, world.reviewers[0])
    plans = []
    for score in (2, 25, 60, 78, 88, 99):
        set_score(hidden, score)
        plans.append(plan_agenda(world.edition, now()))

    assert all(sorted(plan) == sorted(plans[0]) for plan in plans)


def test_while_the_call_is_open_nothing_is_accepted_as_a_block() -> None:
    world = committee_with(92, 71, 70, 30, places=2)
    Call.objects.filter(edition=world.edition).update(closes_at=now() + timedelta(days=1))
    world.edition.call.refresh_from_db()

    assert ACCEPT not in read_blocks(world).values()


def test_a_reader_has_the_lists_without_the_hidden_dossiers_and_without_ranks() -> None:
    world = committee_with(92, 71, 70, 69, 30, places=2)
    hidden = world.applications[1]
    step_aside(hidden, world.reviewers[0])
    meeting = start_meeting(world)
    member = conflicts_of(world.reviewers[0], world.edition)

    theirs = list_dossiers(meeting, member)
    everybody = list_dossiers(meeting, Conflicts())

    assert hidden.pk not in [item.pk for item in theirs]
    assert {item.rank for item in theirs} == {None}
    assert sorted(item.rank or 0 for item in everybody) == [1, 2, 3, 4, 5]
    assert len(arrange_agenda(everybody).debate) == len(arrange_agenda(theirs).debate) + 1


def test_a_dossier_that_becomes_eligible_later_is_debated_last() -> None:
    world = committee_with(92, 71, 70, 30, places=2)
    meeting = start_meeting(world)
    late = factories.application(world.edition, state=ApplicationState.ELIGIBLE)

    agenda = arrange_agenda(list_dossiers(meeting, Conflicts()))

    assert agenda.debate[-1].pk == late.pk


def test_dossiers_decided_before_the_meeting_are_not_debated() -> None:
    world = committee_with(72, 71, 70, 69, places=2)
    done = world.applications[0]
    decide(application=done, outcome=Outcome.RESERVE, reason="Ensuite", actor=world.organiser, at=now())
    meeting = start_meeting(world)

    agenda = arrange_agenda(list_dossiers(meeting, Conflicts()))

    assert done.pk in [item.pk for item in agenda.debate]
    assert done.pk not in [item.pk for item in agenda.to_debate]


def test_the_next_dossier_is_the_next_undecided_one_and_the_first_again_after_the_last() -> None:
    world = committee_with(72, 71, 70, 69, places=2)
    meeting = start_meeting(world)
    agenda = arrange_agenda(list_dossiers(meeting, Conflicts()))
    first, second, *_others, last = [item.pk for item in agenda.debate]

    following = [agenda.find_next(current) for current in (None, first, last)]

    assert [item.pk if item else None for item in following] == [first, second, first]


def test_only_one_meeting_is_open() -> None:
    world = committee_with(72, 71)
    start_meeting(world)

    with pytest.raises(DeliberationRefused, match="déjà ouvert"):
        open_meeting(edition=world.edition, actor=world.organiser, at=now())

    assert Meeting.objects.count() == 1


def test_a_meeting_without_anything_to_decide_does_not_open() -> None:
    world = committee_with(72)
    Application.objects.update(state=ApplicationState.WITHDRAWN)

    with pytest.raises(DeliberationRefused, match="Aucun dossier"):
        open_meeting(edition=world.edition, actor=world.organiser, at=now())

    assert not AgendaItem.objects.exists()


def test_the_quorum_is_that_of_the_committee_unless_it_is_typed() -> None:
    world = committee_with(72, 71, reviewers=4)
    by_default = open_meeting(edition=world.edition, actor=world.organiser, at=now())
    adjourn_meeting(meeting=by_default, reason="Panne", actor=world.organiser, at=now())
    typed = open_meeting(edition=world.edition, quorum=0, actor=world.organiser, at=now())

    assert (by_default.quorum, by_default.bodies, typed.quorum) == (3, 4, 0)

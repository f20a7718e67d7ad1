"""The partners' board and its end, at the same instant."""

from typing import Any

import pytest

from accelerator.transitions import EditConflict, TransitionRefused
from coaching.models import MeetingMinutes, MinutesApproval, PartnerMeeting, Stance
from coaching.support.actions import meeting as meetings
from coaching.support.actions.answers import take_stance
from coaching.support.actions.meeting import approve_minutes
from coaching.support.enums import MeetingState, StanceKind
from coaching.support.queries.board import find_changed_needs, list_needs, read_board
from tests.support.partners import AT, PartnersTable
from tests.support.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


@pytest.fixture
def table() -> PartnersTable:
    return PartnersTable()


def test_two_bodies_that_take_the_lead_at_once_both_stand_and_the_board_says_so(table: PartnersTable) -> None:
    bodies = [(table.region, table.anna), (table.opco, table.boris)]

    def lead(tab: int) -> Any:
        body, actor = bodies[tab]
        return take_stance(
            need=table.need, organisation=body, kind=StanceKind.LEAD, base_version=0, actor=actor, at=AT
        )

    outcomes = at_once(lead, tabs=2)

    assert {stance.organisation for stance in outcomes} == {table.region, table.opco}
    assert sorted(Stance.objects.values_list("tick", flat=True)) == [1, 2]
    board = read_board(table.edition, list_needs(table.edition.pk))
    assert [row.need for row in board.undecided if row.is_contended] == [table.need]
    assert find_changed_needs(table.edition.pk, 0, board.meeting.tick) == {table.need.pk}


def test_two_people_of_one_body_at_once_one_answers_and_the_other_is_refused(table: PartnersTable) -> None:
    kinds = (StanceKind.LEAD, StanceKind.NOT_US)

    outcomes = at_once(
        lambda tab: table.answer(kinds[tab], base_version=0, actor=(table.anna, table.boris)[tab]), tabs=2
    )

    only_stance = Stance.objects.get()
    [conflict] = [problem for problem in outcomes if isinstance(problem, EditConflict)]
    assert conflict.theirs["kind"] == only_stance.kind


def test_an_answer_written_while_the_meeting_closes_is_in_the_minutes_or_refused(
    table: PartnersTable,
) -> None:
    table.open()
    table.decide()
    for turn in range(ROUNDS):
        Stance.objects.all().delete()
        comment = f"Dit au tour {turn}"

        _closed, outcome = at_once(
            lambda tab, comment=comment: (
                table.close() if tab == 0 else table.answer(StanceKind.JOIN, comment=comment)
            ),
            tabs=2,
        )

        assert PartnerMeeting.objects.get().state == MeetingState.CLOSED
        snapshot = MeetingMinutes.objects.latest("number").snapshot
        answers = snapshot["projects"][0]["needs"][0]["answers"]
        refused = isinstance(outcome, TransitionRefused)
        assert refused or isinstance(outcome, Stance), outcome
        assert bool(answers) != refused
        assert Stance.objects.exists() != refused
        meetings.reopen_meeting(edition=table.edition, reason="Encore", actor=table.organiser, at=AT)


def test_minutes_approved_in_two_windows_while_they_are_amended_are_approved_once_or_not(
    table: PartnersTable,
) -> None:
    table.open()
    table.decide()
    table.close()
    first = MeetingMinutes.objects.get()

    def act(tab: int) -> Any:
        if tab == 0:
            return meetings.reopen_meeting(
                edition=table.edition, reason="Une erreur", actor=table.organiser, at=AT
            )
        return approve_minutes(minutes=first, organisation=table.region, actor=table.anna, at=AT)

    _reopened, *outcomes = at_once(act, tabs=3)

    given = [answer for answer in outcomes if isinstance(answer, MinutesApproval)]
    assert len(given) == MinutesApproval.objects.count() <= 1
    assert all(
        answer is None or isinstance(answer, MinutesApproval | TransitionRefused) for answer in outcomes
    )

"""Letters and commitments, at the same instant."""

from decimal import Decimal
from typing import Any

import pytest

from accelerator.outbox import reminders
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import EditConflict, TransitionRefused
from coaching.followup.actions import commitments as actions, letters
from coaching.followup.enums import CommitmentState, LineAnswer
from coaching.models import Commitment, SupportLetter
from coaching.support.actions import meeting as meetings
from coaching.support.enums import SupportOutcome
from tests.support.letters import ClosedTable
from tests.support.partners import AT
from tests.support.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def table() -> ClosedTable:
    return ClosedTable()


def test_a_letter_sent_in_four_windows_leaves_once(table: ClosedTable) -> None:
    letter = table.letter
    outcomes = at_once(lambda _tab: table.send())

    assert sum(isinstance(answer, SupportLetter) for answer in outcomes) == 1
    assert sum(isinstance(answer, TransitionRefused) for answer in outcomes) == 3
    assert SupportLetter.objects.sent().get() == letter
    assert OutgoingMail.objects.filter(template="coaching/followup/letter_sent").count() == 1


def test_a_letter_sent_while_the_meeting_opens_again_leaves_or_is_refused(table: ClosedTable) -> None:
    def act(tab: int) -> Any:
        if tab == 0:
            return meetings.reopen_meeting(
                edition=table.edition, reason="Une erreur", actor=table.organiser, at=AT
            )
        return table.send()

    _reopened, sent = at_once(act, tabs=2)

    assert isinstance(sent, SupportLetter | TransitionRefused), sent
    assert SupportLetter.objects.sent().exists() == isinstance(sent, SupportLetter)


def test_a_line_accepted_and_declined_at_once_has_one_answer(table: ClosedTable) -> None:
    table.send()

    outcomes = at_once(
        lambda tab: (
            table.answer_line(seen="")
            if tab == 0
            else table.answer_line(LineAnswer.REFUSED, reason="Non merci", seen="")
        ),
        tabs=2,
    )

    assert sum(isinstance(answer, EditConflict) for answer in outcomes) == 1
    assert Commitment.objects.exists() == (table.line.answer == LineAnswer.ACCEPTED)


def test_an_answer_given_while_the_next_letter_leaves_is_not_left_behind(table: ClosedTable) -> None:
    table.send()
    read = table.line
    table.amend(SupportOutcome.DEFERRED, reason="Le vote est repoussé")

    def act(tab: int) -> Any:
        if tab == 0:
            return table.send()
        return letters.answer_line(line=read, answer=LineAnswer.ACCEPTED, actor=table.holder, at=AT)

    sent, answered = at_once(act, tabs=2)

    assert isinstance(sent, SupportLetter)
    open_ones = Commitment.objects.open().count()
    assert (open_ones, Commitment.objects.count()) == (0, 0 if isinstance(answered, TransitionRefused) else 1)


def test_a_line_accepted_in_four_windows_makes_one_commitment(table: ClosedTable) -> None:
    table.send()

    outcomes = at_once(lambda _tab: table.answer_line())

    assert {answer.pk for answer in outcomes} == {table.line.pk}
    assert Commitment.objects.count() == 1


def test_news_sent_twice_at_once_are_stored_once(table: ClosedTable) -> None:
    commitment = table.commit()

    at_once(
        lambda _tab: actions.move_commitment(
            commitment=commitment, state=CommitmentState.DOING, text="Pris", actor=table.anna, at=AT
        )
    )

    assert commitment.notes.count() == 1


def test_two_confirmations_at_once_are_both_logged_and_the_last_one_counts(table: ClosedTable) -> None:
    commitment = table.commit()
    news = [
        (CommitmentState.DONE, "Deux journées faites", Decimal(1500)),
        (CommitmentState.DROPPED, "Le poste est supprimé", Decimal(0)),
    ]

    def act(tab: int) -> Any:
        state, text, paid = news[tab]
        return actions.move_commitment(
            commitment=commitment, state=state, text=text, paid=paid, actor=table.anna, at=AT
        )

    at_once(act, tabs=2)

    commitment.refresh_from_db()
    last, first = commitment.notes.order_by("-pk")
    assert {first.state, last.state} == {CommitmentState.DONE, CommitmentState.DROPPED}
    assert (commitment.state, commitment.paid) == (last.state, last.paid)


def test_two_planners_at_once_send_one_nudge(table: ClosedTable) -> None:
    table.commit()
    at = AT.replace(hour=12) + (AT.replace(day=2) - AT.replace(day=1)) * 9

    at_once(lambda _tab: reminders.plan(at), tabs=2)

    assert OutgoingMail.objects.filter(template="coaching/followup/commitments_asleep").count() == 1

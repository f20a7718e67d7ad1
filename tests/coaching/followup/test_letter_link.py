"""The letter is in its mail; the link of the mail accepts it once, for the person it was sent to."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from coaching.followup.actions import commitments, letters as actions
from coaching.followup.enums import CommitmentState, LineAnswer
from coaching.followup.queries.letters import LETTER_LINK
from coaching.followup.reminders import letters_unanswered
from coaching.models import Commitment
from projects.decision.enums import ParticipationState
from projects.models import Participation, ProjectMember
from tests import factories
from tests.support import plan as plans
from tests.support.letters import ClosedTable
from tests.support.partners import AT
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
built, table = share_world(ClosedTable)


def address(table: ClosedTable, person: Any = None) -> str:
    token = LETTER_LINK.token(table.letter.pk, (person or table.holder).pk)
    return reverse("coaching:accept_letter", args=[token])


def test_the_mail_says_what_is_offered_who_calls_and_by_when_and_its_link_accepts(
    client: Client, table
) -> None:
    table.send()
    mail = OutgoingMail.objects.get(template="coaching/followup/letter_sent")
    line = table.line
    for words in (line.sentence, str(line.lead), str(line.person), "vous appelle avant le"):
        assert words in mail.text
    assert mail.private
    (link,) = re.findall(r"/letters/[^\s)/]+/", mail.text)

    page = client.get(link)
    assert (page.status_code, Commitment.objects.count()) == (200, 0)  # a GET writes nothing
    assert re.findall(r"<button[^>]*>\s*J’accepte", page.text)
    client.post(link)

    assert Commitment.objects.get().what == line.sentence
    assert (table.line.answer, table.line.answered_by) == (LineAnswer.ACCEPTED, table.holder)


def test_accepted_twice_it_is_one_acceptance_and_a_forwarded_link_reads_who_and_when_alone(
    client: Client, table
) -> None:
    table.send()
    link = address(table)
    client.post(link)
    first = table.line.answered_at
    again = Client().post(link, follow=True)

    assert (table.line.answered_at, Commitment.objects.count()) == (first, 1)
    assert OutgoingMail.objects.filter(template="coaching/followup/line_answered").count() == 1
    assert str(table.holder) in again.text
    assert table.line.sentence not in again.text
    assert table.place.project.title not in again.text


def test_a_late_link_says_that_another_letter_replaces_it(client: Client, table) -> None:
    table.send()
    link = address(table)
    old = table.letter
    table.amend(reason="Une journée de plus", outcome=table.need.decision.outcome)
    table.send()

    page = client.post(link, follow=True)
    assert "Une lettre plus récente remplace celle-ci" in page.text
    assert not Commitment.objects.exists()
    with pytest.raises(TransitionRefused, match="plus récente"):
        actions.accept_letter(letter=old, actor=table.holder, at=AT)


def test_a_project_that_left_accepts_nothing_any_more(client: Client, table) -> None:
    table.send()
    Participation.objects.filter(pk=table.place.pk).update(
        state=ParticipationState.DECLINED, left_session_at=AT
    )
    page = client.post(address(table), follow=True)
    assert "a quitté la session" in page.text
    assert not Commitment.objects.exists()


def test_the_link_dies_with_the_rights_of_its_person_and_another_opens_nothing(client: Client, table) -> None:
    table.send()
    link, stranger = address(table), address(table, factories.user())
    ProjectMember.objects.filter(user=table.holder).update(left_at=AT)
    for dead in (link, stranger, f"{link[:-2]}x/"):
        page = client.post(dead)
        assert page.status_code == 404
        assert table.line.sentence not in page.text
    assert not Commitment.objects.exists()


def test_a_mail_about_one_thing_names_the_oldest_of_what_waits(table) -> None:
    commitment = table.commit()
    body = commitment.body
    for number in range(5):
        Commitment.objects.create(
            participation=table.place, what=f"Engagement {number}", body=body, state=CommitmentState.DONE,
            moved_at=AT.replace(day=number + 1), created_at=AT,
        )  # fmt: skip
    commitments.move_commitment(
        commitment=commitment, state=CommitmentState.DONE, text="Fini", actor=table.anna, at=timezone.now()
    )
    text = OutgoingMail.objects.get(template="coaching/followup/commitment_done").text
    assert [name for name in range(5) if f"Engagement {name}" in text] == [0, 1, 2]
    assert text.count(commitment.what) == 1


def test_the_reminder_of_a_letter_names_its_lines_and_what_else_waits(table) -> None:
    table.send()
    Commitment.objects.create(
        participation=table.place, what="Un prêt", body=table.region, state=CommitmentState.DONE,
        moved_at=AT, created_at=AT,
    )  # fmt: skip
    plans.need(table.place, "Autre", is_shared=True)
    (message,) = letters_unanswered(AT + timedelta(days=8))
    context = message.context
    assert [line.sentence for line in context["lines"]] == [table.line.sentence]
    assert context["waiting"] == ["Un prêt"]
    assert message.private

"""Who is written to while nothing moves: the person, then their body, then the organisers; each once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from coaching.followup.actions import commitments as actions
from coaching.followup.enums import CommitmentState, LineAnswer
from coaching.followup.models import Commitment, SupportLetter
from coaching.followup.reminders import letters_unanswered
from programmes.enums import RoleName
from tests import factories
from tests.support import plan as plans
from tests.support.letters import ClosedTable
from tests.support.partners import AT
from tests.support.reminders import plan_rules
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


built, table = share_world(ClosedTable)


def plan(days: int) -> None:
    plan_rules(
        AT + timedelta(days=days, hours=12), "coaching.letters_unanswered", "coaching.commitments_asleep"
    )


def list_recipients(template: str = "commitments_asleep") -> list[Any]:
    mails = OutgoingMail.objects.filter(template=f"coaching/followup/{template}")
    return [mail.user for mail in mails.order_by("pk")]


def test_the_person_then_the_others_of_the_body_then_the_organisers(table: ClosedTable) -> None:
    table.commit()
    colleague = factories.role(table.edition, RoleName.PARTNER, through=table.region)

    for days, expected in ((8, []), (9, [table.anna]), (9, [table.anna]), (15, [table.anna])):
        plan(days)
        assert list_recipients() == expected
    plan(21)
    plan(22)
    assert list_recipients() == [table.anna, colleague]
    plan(45)
    assert list_recipients() == [table.anna, colleague, table.world.organiser, table.organiser]


def test_a_closed_account_speaks_for_no_body(table: ClosedTable) -> None:
    table.commit()
    colleague = factories.role(table.edition, RoleName.PARTNER, through=table.region)
    type(colleague).objects.filter(pk=table.anna.pk).update(is_active=False)
    plan(9)
    assert list_recipients() == [colleague]


def test_an_organiser_requests_news_of_quiet_commitments_once_a_day(table: ClosedTable) -> None:
    table.commit()
    asked_at = AT + timedelta(days=30, hours=12)

    def remind(at: datetime = asked_at) -> int:
        return actions.remind_bodies(edition=table.edition, actor=table.organiser, at=at)

    assert remind(AT + timedelta(days=2)) == 0
    assert [remind(), remind()] == [1, 0]
    assert list_recipients() == [table.anna]
    assert AuditEntry.objects.filter(verb="remind_bodies").count() == 1

    type(table.anna).objects.filter(pk=table.anna.pk).update(is_active=False)
    colleague = factories.role(table.edition, RoleName.PARTNER, through=table.region)
    assert remind(asked_at + timedelta(days=1)) == 1
    assert list_recipients()[-1] == colleague

    application = table.place.project.application
    application.recusals.create(
        reviewer=table.organiser, author=table.organiser, reason="Parents", at=asked_at
    )
    assert remind(asked_at + timedelta(days=2)) == 0


def test_the_person_in_charge_alone_is_reminded_by_an_organiser(table: ClosedTable) -> None:
    table.commit()
    factories.role(table.edition, RoleName.PARTNER, through=table.region)

    sent = actions.remind_bodies(edition=table.edition, actor=table.organiser, at=AT + timedelta(days=30))

    assert sent == 1
    assert list_recipients() == [table.anna]


def test_the_dashboard_sends_the_reminder_after_a_confirmation(table: ClosedTable, as_user: AsUser) -> None:
    table.commit()
    Commitment.objects.update(moved_at=timezone.now() - timedelta(days=60))
    address = reverse("coaching:remind_bodies", args=[table.edition.slug])
    organiser = as_user(table.organiser)

    page = organiser.post(address, follow=True)

    assert "1 personne est relancée." in page.text
    assert "Personne de plus à relancer aujourd’hui." in organiser.post(address, follow=True).text
    assert organiser.get(address).status_code == 405
    assert as_user(table.anna).post(address).status_code in (403, 404)


def test_news_put_off_the_next_nudge(table: ClosedTable) -> None:
    commitment = table.commit()
    plan(9)
    actions.move_commitment(
        commitment=commitment,
        state=CommitmentState.DOING,
        text="Pris",
        actor=table.anna,
        at=AT + timedelta(days=10),
    )
    plan(15)
    assert list_recipients() == [table.anna]
    plan(19)
    assert list_recipients() == [table.anna, table.anna]


def test_finished_commitments_send_no_nudge(table: ClosedTable) -> None:
    commitment = table.commit()
    actions.move_commitment(
        commitment=commitment, state=CommitmentState.DROPPED, text="Supprimé", actor=table.anna, at=AT
    )
    plan(9)
    plan(21)
    assert list_recipients() == []


def test_when_the_person_left_the_others_of_the_body_are_asked(table: ClosedTable) -> None:
    table.commit()
    colleague = factories.role(table.edition, RoleName.PARTNER, through=table.region)
    table.anna.roles.update(ended_at=AT)

    plan(9)

    assert list_recipients() == [colleague]


def test_when_nobody_of_the_body_is_left_the_organisers_are_asked(table: ClosedTable) -> None:
    table.commit()
    table.anna.roles.update(ended_at=AT)

    plan(9)

    assert list_recipients() == [table.world.organiser, table.organiser]
    mail = OutgoingMail.objects.filter(template="coaching/followup/commitments_asleep")[0]
    assert "Région" in mail.text
    assert table.place.project.title in mail.text


def test_one_mail_for_all_commitments_quiet_since_the_same_morning(table: ClosedTable) -> None:
    first = table.commit()
    actions.add_commitment(
        participation=table.place,
        what="Prêter une salle",
        body=table.region,
        person=table.anna,
        actor=None,
        at=AT,
    )

    plan(9)

    assert list_recipients() == [table.anna]
    text = OutgoingMail.objects.get(template="coaching/followup/commitments_asleep").text
    assert first.what in text
    assert "Prêter une salle" in text


def test_a_body_gets_no_news_of_another(table: ClosedTable) -> None:
    table.commit()
    actions.add_commitment(
        participation=table.place, what="Un secret", body=table.opco, person=table.boris, actor=None, at=AT
    )
    plan(9)

    mail = OutgoingMail.objects.get(template="coaching/followup/commitments_asleep", user=table.anna)
    assert "Un secret" not in mail.text


def test_the_delays_are_those_of_the_edition(table: ClosedTable) -> None:
    table.commit()
    actions.set_nudges(
        edition=table.edition, person_days=3, body_days=5, organiser_days=7, actor=table.organiser, at=AT
    )
    plan(3)
    assert list_recipients() == [table.anna]


def test_past_editions_and_projects_that_left_send_no_nudge(table: ClosedTable) -> None:
    commitment = table.commit()
    table.edition.closes_on = AT.date()
    table.edition.save(update_fields=["closes_on"])
    plan(9)
    assert list_recipients() == []
    table.edition.closes_on = None
    table.edition.save(update_fields=["closes_on"])
    type(table.place).objects.filter(pk=commitment.participation_id).update(state="declined")
    plan(9)
    assert list_recipients() == []


def test_a_letter_without_answer_is_recalled_after_a_week_and_again(table: ClosedTable) -> None:
    table.send()
    for days, count in ((6, 0), (7, 1), (8, 1), (14, 2), (22, 2)):
        plan(days)
        assert list_recipients("letter_unanswered") == [table.holder] * count


def test_letters_are_recalled_each_with_its_own_lines_in_the_same_queries(table: ClosedTable) -> None:
    letter = table.send()
    at = AT + timedelta(days=7, hours=12)
    with CaptureQueriesContext(connection) as few:
        assert len(list(letters_unanswered(at))) == 1

    for number in range(3):
        place = factories.participation(table.edition)
        other = SupportLetter.objects.create(
            participation=place,
            minutes=letter.minutes,
            number=1,
            state="sent",
            created_at=AT,
            sent_at=letter.sent_at,
        )
        need = plans.need(place, f"Besoin {number}", is_shared=True)
        other.lines.create(need=need, sentence=need.sentence, outcome="agreed", lead=table.region)
        Commitment.objects.create(
            participation=place, what=f"Engagement {number}", body=table.region, state=CommitmentState.DONE,
            moved_at=AT, created_at=AT,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        mails = list(letters_unanswered(at))

    assert len(many) == len(few)
    contexts = [mail.context for mail in mails[1:]]
    assert [[line.sentence for line in own["lines"]] for own in contexts] == [
        ["Besoin 0"], ["Besoin 1"], ["Besoin 2"]
    ]  # fmt: skip
    assert [own["waiting"] for own in contexts] == [["Engagement 0"], ["Engagement 1"], ["Engagement 2"]]


def test_a_letter_that_was_answered_is_not_recalled(table: ClosedTable) -> None:
    table.send()
    table.answer_line(LineAnswer.REFUSED, reason="Trouvé ailleurs")
    plan(7)
    assert list_recipients("letter_unanswered") == []

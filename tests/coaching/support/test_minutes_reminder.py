"""Bodies that have not approved the minutes are written to once, and the page says when."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from time_machine import TimeMachineFixture

from accelerator.outbox import reminders
from accelerator.outbox.models import MailState, OutgoingMail
from accelerator.web.templatetags.prose import day
from coaching.support.actions.meeting import approve_minutes, reopen_meeting
from coaching.support.enums import StanceKind
from tests.support.partners import AT, PartnersTable
from tests.support.reminders import plan_rules
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def build_table() -> PartnersTable:
    table = PartnersTable()
    table.answer(StanceKind.JOIN, table.opco)
    table.open()
    table.decide()
    table.close()
    return table


built, table = share_world(build_table)


@pytest.fixture
def at_instant(time_machine: TimeMachineFixture) -> Any:
    return time_machine.move_to


def morning(days: int, hour: int = 8) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(AT) + timedelta(days=days), time(hour)))


def remind(at: datetime) -> list[Any]:
    rule = next(rule for rule in reminders.rules() if rule.name == "coaching.minutes_awaited")
    return list(rule.messages(at))


def approve(table: PartnersTable) -> None:
    minutes = table.edition.partner_meeting.minutes.latest("number")
    approve_minutes(minutes=minutes, organisation=table.region, actor=table.anna, at=AT)


def test_the_reminder_is_sent_a_week_after_and_not_much_later(table: PartnersTable) -> None:
    counts = {(6, 20): 0, (7, 7): 0, (7, 8): 2, (13, 20): 2, (14, 7): 2, (14, 8): 0}
    assert {instant: len(remind(morning(*instant))) for instant in counts} == counts


def test_only_the_bodies_that_are_awaited_are_reminded_once_a_version(table: PartnersTable) -> None:
    approve(table)

    [message] = remind(morning(7))

    assert message.to == table.boris
    text = message.render().text
    assert "attend encore l’accord de Opco" in text
    assert table.page("support_minutes") in text
    assert message.dedupe_key == remind(morning(9))[0].dedupe_key
    table.boris.language = "en"
    table.boris.save()
    assert "the approval of Opco" in remind(morning(7))[0].render().text


def test_nobody_is_hurried_while_the_minutes_are_amended_or_after_the_edition(table: PartnersTable) -> None:
    reopen_meeting(edition=table.edition, reason="Un pilote change", actor=table.organiser, at=AT)
    assert remind(morning(7)) == []
    table.close()
    assert len(remind(morning(7))) == 2

    table.edition.closes_on = timezone.localdate(AT) + timedelta(days=3)
    table.edition.save()

    assert remind(morning(7)) == []


def read_page(as_user: AsUser, table: PartnersTable) -> str:
    text: str = as_user(table.organiser).get(table.page("manage_support_minutes")).text
    return text


def test_the_page_says_when_it_will_leave_then_when_it_left(
    as_user: AsUser, table: PartnersTable, at_instant: Any
) -> None:
    at_instant(morning(1))
    coming = f"Un rappel leur sera envoyé le {day(morning(7))}."
    assert coming in read_page(as_user, table)

    at_instant(morning(8))
    assert "rappel" not in read_page(as_user, table)  # due, and not sent yet

    plan_rules(morning(8), "coaching.minutes_awaited")
    OutgoingMail.objects.filter(template="coaching/support/minutes_awaited").update(
        state=MailState.SENT, sent_at=morning(8, 9)
    )
    assert f"Un rappel a été envoyé le {day(morning(8))}." in read_page(as_user, table)


def test_the_page_promises_nothing_where_nobody_is_left_to_be_written_to(
    as_user: AsUser, table: PartnersTable, at_instant: Any
) -> None:
    approve(table)
    table.edition.roles.filter(user=table.boris).update(ended_at=AT)

    at_instant(morning(1))

    assert "rappel" not in read_page(as_user, table)
    assert remind(morning(7)) == []


def test_nothing_is_sent_once_all_have_approved(
    as_user: AsUser, table: PartnersTable, at_instant: Any
) -> None:
    approve(table)
    minutes = table.edition.partner_meeting.minutes.latest("number")
    approve_minutes(minutes=minutes, organisation=table.opco, actor=table.boris, at=AT)
    at_instant(morning(1))

    assert "rappel" not in read_page(as_user, table)
    assert remind(morning(7)) == []

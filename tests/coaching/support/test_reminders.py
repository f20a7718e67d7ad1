"""What recalls their meeting to the partners."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accelerator.outbox.reminders import rules
from coaching.models import PartnerMeeting
from coaching.support.enums import StanceKind
from projects.models import ProjectMember
from tests import factories
from tests.support.partners import PartnersTable
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 19)


def remind(days: int, hour: int = 9) -> list[Any]:
    rule = next(rule for rule in rules() if rule.name == "coaching.partners_meeting")
    return list(rule.messages(timezone.make_aware(datetime.combine(DAY - timedelta(days=days), time(hour)))))


def build_table() -> PartnersTable:
    table = PartnersTable()
    table.edition.partners_meet_on = DAY
    table.edition.save()
    return table


built, table = share_world(build_table)


def test_partners_are_reminded_a_week_and_a_day_before(table: PartnersTable) -> None:
    for days, hour, expected in (
        (8, 12, None), (7, 7, None), (7, 8, 7), (2, 12, 7), (1, 7, 7), (1, 8, 1), (0, 9, None),
    ):  # fmt: skip
        messages = remind(days, hour)
        assert [message.context["days"] for message in messages] == ([expected] * 2 if expected else [])
        assert {message.to for message in messages} <= {table.anna, table.boris}


def test_the_mail_says_when_where_and_what_waits_for_the_body(table: PartnersTable) -> None:
    PartnerMeeting.objects.create(
        edition=table.edition, starts_at=time(14), place="Abbaye aux Dames, salle <3>"
    )
    table.answer(StanceKind.NOT_US)
    mails = {message.to: message.render() for message in remind(7)}
    assert "se réunissent le jeudi 19 novembre 2026 à 14" in mails[table.anna].text.replace("\xa0", " ")
    assert "Abbaye aux Dames, salle <3>" in mails[table.anna].text
    assert "Lisez avant la réunion" in mails[table.anna].text
    assert "Un besoin attend la réponse de Opco" in mails[table.boris].text
    assert table.page("support_board") in mails[table.boris].text
    assert "comme partenaire" in mails[table.boris].text
    table.boris.language = "en"
    table.boris.save()
    english = next(message for message in remind(1) if message.to == table.boris).render()
    assert english.subject.startswith("Tomorrow")
    assert "One need waits for the answer of Opco" in english.text


def test_a_need_of_ones_own_project_is_not_counted(table: PartnersTable) -> None:
    ProjectMember.objects.create(project=table.place.project, user=table.anna, joined_at=timezone.now())
    assert {message.to: message.context["needs"] for message in remind(7)} == {table.anna: 0, table.boris: 1}


def test_nobody_is_reminded_of_a_meeting_that_is_over_nor_who_left(table: PartnersTable) -> None:
    table.edition.roles.filter(user=table.boris).update(ended_at=timezone.now())
    assert [message.to for message in remind(7)] == [table.anna]
    table.open()
    table.decide()
    table.close()
    assert remind(7) == []


def test_planned_twice_it_is_one_mail_and_another_day_is_another(table: PartnersTable) -> None:
    keys = {message.dedupe_key for message in remind(7)}
    assert keys == {message.dedupe_key for message in remind(6)}
    table.edition.partners_meet_on = DAY + timedelta(days=7)
    table.edition.save()
    assert keys.isdisjoint(message.dedupe_key for message in remind(0))


def test_a_role_tied_to_no_body_is_notified_of_the_meeting_all_the_same(table: PartnersTable) -> None:
    alone = factories.user()
    table.edition.roles.filter(user=table.boris).update(user=alone, organisation=None)
    message = next(message for message in remind(7) if message.to == alone)
    assert message.context["waiting"] == 0
    assert "attend la réponse" not in message.render().text

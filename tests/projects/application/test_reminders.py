"""Reminders of the call: fourteen, seven and two days before closing, to drafts."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accelerator.outbox.reminders import rules
from projects.application.enums import ApplicationState
from projects.models import Application, MemberRights
from projects.reminders import drafts_before_closing
from tests.factories import World, application, edition_with
from tests.support.dossiers import full_form, member

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
CLOSING = datetime(2026, 10, 30, 18, 0, tzinfo=PARIS)
OPENING = CLOSING - timedelta(days=40)


def a_world(*, drafts: int = 1, begun: datetime = OPENING, organisers: int = 1, **fields) -> World:
    world = edition_with(
        applications=drafts,
        state=ApplicationState.DRAFT,
        organisers=organisers,
        published_at=OPENING,
        opens_at=OPENING,
        closes_at=CLOSING,
        **fields,
    )
    Application.objects.update(created_at=begun)
    return world


def keys(messages) -> list[str]:
    return [message.dedupe_key for message in messages]


def days_of(at: datetime) -> list[int]:
    return [message.context["days"] for message in drafts_before_closing(at)]


def test_both_rules_are_known_to_the_planner() -> None:
    assert {"projects.drafts_before_closing", "projects.eligibility_to_check"} <= {
        rule.name for rule in rules()
    }


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 10, 16, 17, 59, 59, tzinfo=PARIS), []),
        (datetime(2026, 10, 16, 18, 0, tzinfo=PARIS), [14]),  # the same hour, daylight saving ends between
        (datetime(2026, 10, 23, 18, 0, tzinfo=PARIS), [7]),
        (datetime(2026, 10, 28, 18, 0, tzinfo=PARIS), [2]),
        (CLOSING, []),
    ],
)
def test_drafts_are_reminded_at_the_hour_of_closing(at: datetime, expected: list[int]) -> None:
    a_world()

    assert days_of(at) == expected


def test_only_drafts_are_reminded() -> None:
    world = a_world()
    application(world.edition, state=ApplicationState.SUBMITTED)

    assert len(list(drafts_before_closing(CLOSING - timedelta(days=7)))) == 1


def test_a_draft_begun_yesterday_gets_no_reminder_of_last_week() -> None:
    a_world(begun=CLOSING - timedelta(days=5))

    assert days_of(CLOSING - timedelta(days=4)) == []
    assert days_of(CLOSING - timedelta(days=1)) == [2]


def test_members_who_only_read_get_no_reminder() -> None:
    world = a_world()
    writer = member(world.applications[0], MemberRights.EDIT, at=OPENING)
    member(world.applications[0], MemberRights.READ, at=OPENING)

    actual = {message.to for message in drafts_before_closing(CLOSING - timedelta(days=7))}

    assert actual == {world.holder, writer}


def test_a_postponed_closing_is_a_new_reminder() -> None:
    world = a_world()
    at = CLOSING - timedelta(days=7)
    before = keys(drafts_before_closing(at))
    world.edition.call.closes_at = CLOSING + timedelta(days=7)
    world.edition.call.save()

    assert not set(before) & set(keys(drafts_before_closing(at + timedelta(days=7))))


def test_the_reminder_names_the_missing_answers() -> None:
    a_world(form=full_form())

    message = next(iter(drafts_before_closing(CLOSING - timedelta(days=2))))

    assert f"Il manque {message.context['missing']} réponses obligatoires" in message.render().text
    assert "30\xa0octobre" in message.render().text


def test_a_reminder_sent_late_has_the_date_and_no_untrue_number_of_days() -> None:
    a_world()

    (message,) = drafts_before_closing(CLOSING - timedelta(days=8))

    assert message.context["days"] == 14
    assert "votre dossier est à envoyer avant le 30 octobre" in message.render().subject

"""Rules of reminders: planned in parts, each mail once, those of one edition passed over when it was silent."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from accelerator.outbox import reminders, tasks
from accelerator.outbox.messages import Message
from accelerator.outbox.models import MailState, OutgoingMail
from accelerator.outbox.reminders import ReminderRule, pass_over, plan, register, rules, shift_days
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rules_of_the_test(monkeypatch) -> None:
    monkeypatch.setattr(reminders, "_rules", {})


def written() -> list[str]:
    return sorted(OutgoingMail.objects.values_list("dedupe_key", flat=True))


def test_reminders_planned_twice_are_sent_once(note) -> None:
    register(ReminderRule("sample.rule", "Une règle", lambda at: [note(f"{number}") for number in range(3)]))

    assert plan(NOW) == 3
    assert plan(NOW) == 0


def test_each_rule_is_called_with_the_instant_that_is_planned(note) -> None:
    requested = []

    def at_noon(at: datetime) -> list[Message]:
        requested.append(at)
        return [note("noon")]

    register(ReminderRule("sample.first", "Une règle", at_noon))
    register(ReminderRule("sample.second", "Une autre", lambda at: [note("a"), note("b")]))

    assert [rule.name for rule in rules()] == ["sample.first", "sample.second"]
    assert plan(NOW) == 3
    assert requested == [NOW]
    assert {mail.created_at for mail in OutgoingMail.objects.all()} == {NOW}


def test_the_planner_plans_for_the_present_hour(note) -> None:
    instants = []

    def rule(at: datetime) -> list[Message]:
        instants.append(at)
        return []

    register(ReminderRule("sample.rule", "Une règle", rule))
    before = timezone.now()

    tasks.plan_reminders()

    assert before <= instants[0] <= timezone.now()


def test_mails_of_a_rule_are_stored_in_chunks_although_it_fails_later(note, monkeypatch) -> None:
    monkeypatch.setattr(reminders, "CHUNK", 2)

    def broken(at: datetime) -> Iterator[Message]:
        yield from (note(f"{number}") for number in range(5))
        raise KeyError("closes_at")

    register(ReminderRule("sample.broken", "Une règle cassée", broken))

    with pytest.raises(ExceptionGroup) as raised:
        plan(NOW)

    assert [str(problem) for problem in raised.value.exceptions] == ["'closes_at'"]
    assert written() == ["0", "1", "2", "3"]


def test_a_reminder_rule_that_fails_is_reported_and_does_not_silence_the_next(note, caplog) -> None:
    def broken(at: datetime) -> Iterator[Message]:
        yield note("before")
        raise KeyError("closes_at")

    register(ReminderRule("sample.broken", "Une règle cassée", broken))
    register(ReminderRule("sample.after", "Une règle", lambda at: [note("after")]))

    with pytest.raises(ExceptionGroup, match="1 reminder rule"):
        tasks.plan_reminders()

    assert written() == ["after"]
    assert "sample.broken" in caplog.text


def test_reminders_of_one_scope_are_skipped_for_good(note, monkeypatch) -> None:
    monkeypatch.setattr(reminders, "CHUNK", 2)
    mine = [note(f"mine {number}", scope="edition:1") for number in range(3)]
    theirs, late = note("theirs", scope="edition:2"), note("late", scope="edition:1")
    register(ReminderRule("sample.first", "Une règle", lambda at: [theirs, *mine] if at == NOW else []))
    register(ReminderRule("sample.second", "Une autre", lambda at: [late]))

    assert pass_over(scope="edition:1", at=NOW) == 4

    assert written() == ["late", "mine 0", "mine 1", "mine 2"]
    assert {(mail.state, mail.created_at) for mail in OutgoingMail.objects.all()} == {
        (MailState.CANCELLED, NOW)
    }
    assert plan(NOW) == 1
    assert OutgoingMail.objects.get(state=MailState.QUEUED).dedupe_key == "theirs"
    assert pass_over(scope="edition:1", at=NOW) == 0


@pytest.mark.parametrize(
    ("instant", "days", "expected"),
    [
        (
            datetime(2026, 3, 28, 9, tzinfo=UTC),
            1,
            datetime(2026, 3, 29, 8, tzinfo=UTC),
        ),  # 10 h in Paris, both
        (datetime(2026, 10, 26, 9, tzinfo=UTC), -3, datetime(2026, 10, 23, 8, tzinfo=UTC)),
        (datetime(2026, 6, 1, 22, 30, tzinfo=UTC), 2, datetime(2026, 6, 3, 22, 30, tzinfo=UTC)),
    ],
)
def test_days_away_the_clock_shows_the_same_hour(instant: datetime, days: int, expected: datetime) -> None:
    assert shift_days(instant, days).astimezone(UTC) == expected
    assert shift_days(instant, 0) == instant

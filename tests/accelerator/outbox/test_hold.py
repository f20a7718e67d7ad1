"""A site restored from a backup believes that what left since is still to be sent: it waits for an operator."""

import uuid
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox import delivery, holding, tasks
from accelerator.outbox.actions import queue
from accelerator.outbox.messages import Address, Message
from accelerator.outbox.models import MailState, OutboxHold, OutgoingMail

pytestmark = pytest.mark.django_db


def code(key: str) -> Message:
    to = Address(f"{key}@exemple.test", "Léa", "fr")
    return Message("accounts/login_code", to, key, context={"code": "123456"}, private=True)


def plain(key: str, *, at=None, due_at=None) -> OutgoingMail:
    at = at or timezone.now() - timedelta(days=1)
    return OutgoingMail.objects.create(
        dedupe_key=key,
        to_email=f"{key}@exemple.test",
        subject=f"Objet {key}",
        text="…",
        message_id=f"<{key}@exemple.test>",
        created_at=at,
        due_at=due_at or at,
    )


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("outbox", *arguments, stdout=out)
    return out.getvalue()


def leaving() -> list[str]:
    return sorted(OutgoingMail.objects.due(timezone.now()).values_list("dedupe_key", flat=True))


def test_nothing_leaves_while_the_outbox_is_paused_but_codes_requested_now(mailoutbox) -> None:
    plain("receipt")
    queue(code("old-code"), at=timezone.now() - timedelta(hours=1))

    stdout = run("hold")
    plain("reminder-planned-again", at=timezone.now())
    queue(code("new-code"), at=timezone.now())
    delivery.deliver_batch(at=timezone.now())

    assert "receipt@exemple.test  Objet receipt" in stdout
    assert "2 mails wait" in stdout
    assert [parseaddr(mail.to[0])[1] for mail in mailoutbox] == ["new-code@exemple.test"]


def test_a_personal_link_planned_again_waits_like_other_reminders() -> None:
    run("hold")

    reminder = Message(
        "accounts/login_code",
        Address("lea@exemple.test", "Léa", "fr"),
        "synthesis-missing:1:3",
        context={"code": "…"},
        scope="edition:1",
        private=True,
    )
    queue(reminder, at=timezone.now())

    assert leaving() == []
    assert [mail.dedupe_key for mail in OutgoingMail.objects.on_hold()] == ["synthesis-missing:1:3"]


def test_releasing_cancels_what_had_left_and_lets_the_rest_go() -> None:
    at = timezone.now()
    crash = at - timedelta(hours=2)
    had_left = plain("had-left", due_at=crash - timedelta(minutes=1))
    known = plain("known-to-have-left", due_at=crash + timedelta(minutes=1))
    plain("never-left", due_at=crash + timedelta(minutes=2))
    run("hold")

    stdout = run("release", "--had-left-before", crash.isoformat(), "--drop", str(known.pk))

    assert "2 mails cancelled, 1 leave" in stdout
    assert leaving() == ["never-left"]
    had_left.refresh_from_db()
    assert had_left.state == MailState.CANCELLED


def test_a_secret_that_is_cancelled_is_emptied() -> None:
    queue(code("old-code"), at=timezone.now() - timedelta(hours=1))
    run("hold")

    run("release", "--had-left-before", timezone.localtime().strftime("%Y-%m-%dT%H:%M"))

    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.text, mail.html) == (MailState.CANCELLED, "", "")


def test_holding_twice_is_holding_once_and_both_acts_are_reported() -> None:
    run("hold")
    run("hold")
    run("release")

    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "pause_outbox",
        "release_outbox",
    ]
    assert "Nothing is held" in run("list")
    with pytest.raises(CommandError, match="Nothing is held"):
        run("release")


def test_a_released_outbox_is_not_released_again(django_capture_on_commit_callbacks) -> None:
    plain("receipt")
    holding.pause_outbox(at=timezone.now())
    assert holding.release_outbox(at=timezone.now()) == (0, 1)
    held_before = OutboxHold.objects.get()

    assert holding.current_hold() is None
    assert holding.release_outbox(at=timezone.now() + timedelta(days=1), dropped=[1]) == (0, 0)

    held_before.refresh_from_db()
    assert held_before.released_at < timezone.now()
    assert AuditEntry.objects.filter(verb="release_outbox").count() == 1
    assert leaving() == ["receipt"]


def test_releasing_asks_for_a_delivery_and_says_how_many(
    monkeypatch, django_capture_on_commit_callbacks
) -> None:
    enqueued = []
    monkeypatch.setattr(
        "accelerator.jobs.broker.current_app.send_task",
        lambda name, *_args, **_options: enqueued.append(name),
    )
    at = timezone.now()
    dropped, _kept, _other = plain("dropped"), plain("kept"), plain("other")
    hold = holding.pause_outbox(at=at)
    assert holding.pause_outbox(at=at + timedelta(hours=1)) == holding.current_hold() == hold
    assert hold.started_at == at

    with django_capture_on_commit_callbacks(execute=True):
        assert holding.release_outbox(at=at, dropped=[dropped.pk]) == (1, 2)

    assert enqueued == ["outbox.deliver"]
    entry = AuditEntry.objects.get(verb="release_outbox")
    assert (entry.data, entry.actor) == ({"cancelled": 1, "left": 2}, None)
    assert entry.at == at


def test_an_hour_that_is_given_spares_what_was_due_then_or_later() -> None:
    hour = timezone.now() - timedelta(hours=2)
    plain("before", due_at=hour - timedelta(seconds=1))
    plain("then", due_at=hour)
    holding.pause_outbox(at=timezone.now())

    assert holding.release_outbox(at=timezone.now(), had_left_before=hour) == (1, 1)
    assert leaving() == ["then"]


def test_waiting_mails_are_listed_by_their_hour_in_paris() -> None:
    summer = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
    plain("second", due_at=summer + timedelta(hours=1))
    plain("first", due_at=summer)
    for state in (MailState.SENT, MailState.CANCELLED, MailState.FAILED):
        OutgoingMail.objects.filter(pk=plain(state).pk).update(state=state, sent_at=summer)
    run("hold")

    first, *others = run("list").splitlines()

    assert first == "2 mails wait:"
    assert [line.split()[1:] for line in others] == [
        ["2026-07-01", "12:00", "first@exemple.test", "Objet", "first"],
        ["2026-07-01", "13:00", "second@exemple.test", "Objet", "second"],
    ]


def claim_all(at: datetime) -> None:
    """A worker took them, and its site broke down before it said which had left."""
    OutgoingMail.objects.update(state=MailState.SENDING, claim=uuid.uuid4(), claimed_at=at, attempts=1)


@pytest.mark.parametrize("minutes", [1, 30])
def test_mails_being_sent_at_the_backup_are_listed_and_not_sent_again(minutes, mailoutbox) -> None:
    at = timezone.now()
    for number in range(48):
        plain(f"mail-{number}", at=at - timedelta(minutes=minutes + 1))
    claim_all(at - timedelta(minutes=minutes))

    output = run("hold")
    tasks.sweep()  # a worker starts, and finds those of a worker that died

    assert "48 mails wait:" in output
    assert "48 mails wait:" in run("list")
    assert "48 mails cancelled, 0 leave" in run("release", "--had-left-before", f"{at:%Y-%m-%dT%H:%M:%S%z}")
    tasks.sweep()
    delivery.deliver_batch(at=timezone.now())
    delivery.free_stuck(at=timezone.now() + timedelta(hours=1))
    delivery.deliver_batch(at=timezone.now() + timedelta(hours=1))
    assert mailoutbox == []


def test_mails_being_sent_are_marked_in_the_list_and_dropped_by_their_number() -> None:
    mail, other = plain("one"), plain("two")
    claim_all(timezone.now())
    run("hold")

    assert run("list").splitlines()[1].endswith("(was being sent)")
    assert "1 mails cancelled, 1 leave" in run("release", "--drop", str(mail.pk))
    mail.refresh_from_db()
    other.refresh_from_db()
    assert (mail.state, other.state) == (MailState.CANCELLED, MailState.SENDING)


def test_the_database_allows_one_hold_of_the_outbox() -> None:
    OutboxHold.objects.create(started_at=timezone.now())
    with pytest.raises(IntegrityError, match=r"outbox_held_once|UNIQUE"):
        OutboxHold.objects.create(started_at=timezone.now())

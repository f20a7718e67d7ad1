"""From the row to the mail: once, in time, again after a failure, and never for a broker's sake."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accelerator.jobs import actions as jobs
from accelerator.outbox import delivery, tasks
from accelerator.outbox.actions import queue
from accelerator.outbox.folder import FolderBackend
from accelerator.outbox.messages import Address, Message
from accelerator.outbox.models import MailState, OutgoingMail
from accelerator.outbox.reminders import ReminderRule, plan
from tests import factories

pytestmark = pytest.mark.django_db


class MoodyBackend(EmailBackend):
    """A mail server that refuses some people."""

    refused: frozenset[str] = frozenset()

    def send_messages(self, messages):
        if self.refused & {to for message in messages for to in message.to}:
            raise ConnectionError("no such mailbox today")
        return super().send_messages(messages)


@pytest.fixture
def postbox(settings, monkeypatch):
    settings.EMAIL_BACKEND = f"{__name__}.MoodyBackend"
    monkeypatch.setattr(MoodyBackend, "refused", frozenset())
    return django_mail.outbox


@pytest.fixture
def note(mail_template):
    template = mail_template()

    def make(key: str, email: str = "claire@exemple.test", **fields) -> Message:
        return Message(template, Address(email), key, **fields)

    return make


def claim_due(at):
    return jobs.claim_batch(OutgoingMail.objects.due(at), at=at)


def test_two_mails_for_one_reason_are_one(note, postbox):
    now = timezone.now()

    assert queue(note("a"), note("a"), note("b"), at=now) == 2
    assert queue(note("a"), at=now) == 0
    delivery.deliver_batch(at=now)

    assert len(postbox) == 2


def test_a_mail_says_that_a_machine_sent_it(note, postbox):
    queue(note("a", reply_to="equipe@exemple.test"), at=timezone.now())
    delivery.deliver_batch(at=timezone.now())

    headers = postbox[0].message()
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"] == note("a").message_id
    assert headers["Reply-To"] == "equipe@exemple.test"


def test_a_mail_waits_for_its_hour(note, postbox):
    now = timezone.now()
    queue(note("later", due_at=now + timedelta(hours=1)), at=now)

    assert delivery.deliver_batch(at=now) == 0
    assert delivery.deliver_batch(at=now + timedelta(hours=2)) == 1


def test_one_refusal_does_not_hold_the_others(note, postbox, monkeypatch):
    monkeypatch.setattr(MoodyBackend, "refused", frozenset({"b@exemple.test"}))
    now = timezone.now()
    queue(note("a", "a@exemple.test"), note("b", "b@exemple.test"), note("c", "c@exemple.test"), at=now)

    delivery.deliver_batch(at=now)

    refused = OutgoingMail.objects.get(dedupe_key="b")
    assert sorted(item.to[0] for item in postbox) == ["a@exemple.test", "c@exemple.test"]
    assert (refused.state, refused.attempts) == (MailState.QUEUED, 1)
    assert "no such mailbox" in refused.error
    assert refused.due_at > now


def test_after_five_attempts_a_mail_has_failed_and_says_why(note, postbox, monkeypatch):
    monkeypatch.setattr(MoodyBackend, "refused", frozenset({"b@exemple.test"}))
    now = timezone.now()
    queue(note("b", "b@exemple.test"), at=now)

    for day in range(1, 8):
        delivery.deliver_batch(at=now + timedelta(days=day))

    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.attempts) == (MailState.FAILED, 5)
    assert "no such mailbox" in mail.error


def test_a_private_mail_is_emptied_once_sent(note, postbox):
    queue(note("secret", private=True), note("plain"), at=timezone.now())

    delivery.deliver_batch(at=timezone.now())

    assert "Bonjour" in postbox[0].body
    secret, plain = (OutgoingMail.objects.get(dedupe_key=key) for key in ("secret", "plain"))
    assert (secret.text, secret.html) == ("", "")
    assert plain.text


def test_a_private_mail_is_emptied_when_its_workers_keep_dying(note, postbox):
    now = timezone.now()
    queue(note("secret", private=True), at=now)

    for worker in range(OutgoingMail.limits.attempts):
        claim_due(at=now + timedelta(minutes=20 * worker))
        delivery.free_stuck(at=now + timedelta(minutes=20 * worker + 11))

    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.text, mail.html) == (MailState.FAILED, "", "")


def test_the_mails_of_a_dead_worker_are_sent_by_another(note, postbox, settings):
    now = timezone.now()
    queue(note("a"), note("b"), at=now)
    claim_due(at=now)  # and then its worker is killed

    assert delivery.deliver_batch(at=now) == 0
    assert delivery.free_stuck(at=now + timedelta(minutes=10)) == 0
    assert delivery.free_stuck(at=now + timedelta(minutes=11)) == 2
    assert delivery.deliver_batch(at=now + timedelta(minutes=11)) == 2
    assert len(postbox) == 2


def test_a_worker_that_comes_back_too_late_marks_nothing(note, postbox):
    now = timezone.now()
    queue(note("a"), at=now)
    late = claim_due(at=now)
    delivery.free_stuck(at=now + timedelta(minutes=11))
    claimed_again = claim_due(at=now + timedelta(minutes=11))

    assert not jobs.end(late[0], state=MailState.SENT, sent_at=now)

    assert OutgoingMail.objects.get().state == MailState.SENDING
    assert claimed_again[0].claim != late[0].claim


def test_a_worker_whose_batch_went_to_another_sends_no_more_of_it(note, postbox, monkeypatch):
    queue(note("a"), note("b"), note("c"), at=timezone.now())
    send = MoodyBackend.send_messages

    def send_slowly(self, messages):
        delivery.free_stuck(at=timezone.now() + timedelta(minutes=11))
        return send(self, messages)

    monkeypatch.setattr(MoodyBackend, "send_messages", send_slowly)

    delivery.deliver_batch(at=timezone.now())

    assert len(postbox) == 1
    assert OutgoingMail.objects.filter(state=MailState.QUEUED).count() == 3


def test_a_worker_stops_before_it_is_believed_dead(note, postbox, monkeypatch):
    monkeypatch.setattr(OutgoingMail, "limits", replace(OutgoingMail.limits, stuck_after=timedelta(0)))
    queue(note("a"), at=timezone.now())

    delivery.deliver_batch(at=timezone.now())

    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.attempts, len(postbox)) == (MailState.QUEUED, 0, 0)


def test_delivery_is_asked_for_once_a_transaction(note, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(
        "accelerator.jobs.broker.current_app.send_task", lambda *job, **_options: asked.append(job)
    )

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        queue(note("a"), at=timezone.now())
        queue(note("b"), at=timezone.now())

    assert len(asked) == 1


def test_a_part_undone_does_not_take_the_call_with_it(note, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(
        "accelerator.jobs.broker.current_app.send_task", lambda *job, **_options: asked.append(job)
    )

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        with pytest.raises(RuntimeError), transaction.atomic():
            queue(note("a"), at=timezone.now())
            raise RuntimeError
        queue(note("b"), at=timezone.now())

    assert len(asked) == 1
    assert list(OutgoingMail.objects.values_list("dedupe_key", flat=True)) == ["b"]


def test_a_broker_that_is_down_loses_nothing(note, monkeypatch, django_capture_on_commit_callbacks):
    def down(*_job, **_options):
        raise OperationalError("connection refused")

    monkeypatch.setattr("accelerator.jobs.broker.current_app.send_task", down)

    with django_capture_on_commit_callbacks(execute=True):
        queue(note("a"), at=timezone.now())

    assert OutgoingMail.objects.get().state == MailState.QUEUED


def test_the_sweep_calls_a_postman_for_each_batch_that_waits(note, monkeypatch):
    monkeypatch.setattr(OutgoingMail, "limits", replace(OutgoingMail.limits, batch=2))
    asked = []
    monkeypatch.setattr(
        "accelerator.jobs.broker.current_app.send_task", lambda *job, **_options: asked.append(job)
    )

    tasks.sweep()
    assert asked == []

    queue(*(note(str(number)) for number in range(3)), at=timezone.now())
    tasks.sweep()
    assert len(asked) == 2


def test_queries_do_not_grow_with_the_mails(note, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):  # SQLite writes 45 rows a statement, PostgreSQL 500
        queue(*(note(str(number)) for number in range(700)), at=timezone.now())

    assert OutgoingMail.objects.count() == 700


def test_reminders_planned_twice_are_sent_once(note, monkeypatch):
    rule = ReminderRule(
        "sample.rule", "Une règle", lambda at: [note(f"reminder:{number}") for number in range(3)]
    )
    monkeypatch.setattr("accelerator.outbox.reminders._rules", {rule.name: rule})

    assert plan(timezone.now()) == 3
    assert plan(timezone.now()) == 0


def test_a_reminder_rule_that_fails_is_told_and_does_not_silence_the_next(note, monkeypatch, caplog):
    def broken(at):
        yield note("before")
        raise KeyError("closes_at")

    after = ReminderRule("sample.after", "Une règle", lambda at: [note("after")])
    rules = {
        "sample.broken": ReminderRule("sample.broken", "Une règle cassée", broken),
        "sample.after": after,
    }
    monkeypatch.setattr("accelerator.outbox.reminders._rules", rules)

    with pytest.raises(ExceptionGroup, match="1 reminder rule"):
        tasks.plan_reminders()

    assert OutgoingMail.objects.get().dedupe_key == "after"
    assert "sample.broken" in caplog.text


def test_names_and_account_language_are_used(mail_template, postbox):
    jane = factories.user('Jane, "the" Doe\n', language="en")
    queue(Message(mail_template(), jane, "a"), at=timezone.now())

    delivery.deliver_batch(at=timezone.now())

    assert postbox[0].subject == "Hello"
    assert jane.email in postbox[0].message()["To"]


def test_the_folder_holds_one_file_a_mail_however_often_it_is_sent(note, settings, tmp_path: Path):
    settings.EMAIL_BACKEND = f"{FolderBackend.__module__}.{FolderBackend.__name__}"
    now = timezone.now()
    queue(note("a"), note("b"), at=now)
    delivery.deliver_batch(at=now)
    OutgoingMail.objects.filter(dedupe_key="a").update(state=MailState.QUEUED)
    delivery.deliver_batch(at=now)

    assert len(list(Path(settings.EMAIL_FILE_PATH).iterdir())) == 2


def test_every_mail_is_written_in_both_languages(settings):
    folder = settings.ROOT / "templates"
    french = {path.name.removesuffix(".fr.md") for path in folder.rglob("emails/*.fr.md")}
    english = {path.name.removesuffix(".en.md") for path in folder.rglob("emails/*.en.md")}

    assert french == english

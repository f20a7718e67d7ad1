"""From the row to the mail: once, in time, again after a failure, and never for a broker's sake."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from accelerator.jobs import actions as jobs
from accelerator.outbox import delivery
from accelerator.outbox.actions import queue
from accelerator.outbox.mailbox import FolderBackend
from accelerator.outbox.messages import Address, AttachedText
from accelerator.outbox.models import MailState, OutgoingMail

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


def claim_due(at):
    return jobs.claim_batch(OutgoingMail.objects.due(at), at=at)


def test_two_mails_for_one_reason_are_one(note, postbox):
    now = timezone.now()

    assert queue(note("a"), note("a"), note("b"), at=now) == 2
    assert queue(note("a"), at=now) == 0
    delivery.deliver_batch(at=now)

    assert len(postbox) == 2


def test_a_mail_has_the_headers_of_an_automatic_message(note, postbox):
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


def test_one_refused_mail_does_not_delay_the_others(note, postbox, monkeypatch):
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


def test_the_last_refusal_is_the_one_that_is_reported(note, postbox, monkeypatch):
    monkeypatch.setattr(MoodyBackend, "refused", frozenset({"b@exemple.test"}))
    monkeypatch.setattr(OutgoingMail, "limits", replace(OutgoingMail.limits, attempts=1))
    queue(note("b", "b@exemple.test", private=True), at=timezone.now())
    OutgoingMail.objects.update(error="an older one")

    delivery.deliver_batch(at=timezone.now())

    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.error) == (MailState.FAILED, "ConnectionError: no such mailbox today")
    assert (mail.text, mail.html) == ("", "")


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


def test_a_slow_mail_server_is_left_after_half_the_time_a_worker_has(note, postbox, monkeypatch):
    minutes = iter(range(0, 100, 2))
    monkeypatch.setattr(delivery, "time", SimpleNamespace(monotonic=lambda: 60.0 * next(minutes)))
    now = timezone.now()
    queue(*(note(key) for key in "abcdef"), at=now)

    assert OutgoingMail.limits.stuck_after == timedelta(minutes=10)
    assert delivery.deliver_batch(at=now) == 6

    assert len(postbox) == 2  # begun after 2 and 4 minutes; at 6 it stops
    waiting = OutgoingMail.objects.filter(state=MailState.QUEUED)
    assert [mail.attempts for mail in waiting] == [0, 0, 0, 0]
    assert OutgoingMail.objects.filter(state=MailState.SENT).count() == 2


@pytest.fixture
def calls(monkeypatch):
    """When the connection to the mail server is opened and closed."""
    made = []
    monkeypatch.setattr(MoodyBackend, "open", lambda self: made.append("open"))
    monkeypatch.setattr(MoodyBackend, "close", lambda self: made.append("close"))
    return made


def test_a_batch_has_one_connection_and_closes_it(note, postbox, calls):
    queue(note("a"), note("b"), at=timezone.now())

    delivery.deliver_batch(at=timezone.now())
    assert calls == ["open", "open", "close"]  # opening what is open does nothing

    delivery.deliver_batch(at=timezone.now())
    assert calls == ["open", "open", "close"]  # nothing is due: nobody is called


def test_after_a_refusal_the_next_mail_has_a_fresh_connection(note, postbox, calls, monkeypatch):
    monkeypatch.setattr(MoodyBackend, "refused", frozenset({"a@exemple.test"}))
    queue(note("a", "a@exemple.test"), note("b", "b@exemple.test"), at=timezone.now())

    delivery.deliver_batch(at=timezone.now())

    assert calls == ["open", "close", "open", "close"]


def test_a_mail_leaves_with_its_two_bodies_and_its_files(note, postbox):
    file = AttachedText("séance.ics", "BEGIN:VCALENDAR")
    to = Address("jane@exemple.test", "Jane\n Doe", "en")
    queue(replace(note("a", attachments=lambda: [file]), to=to), at=timezone.now())

    delivery.deliver_batch(at=timezone.now())

    sent = postbox[0]
    assert sent.to == ["Jane Doe <jane@exemple.test>"]
    assert "Hello." in sent.body
    assert [(part.mimetype, "Hello." in part.content) for part in sent.alternatives] == [("text/html", True)]
    assert [tuple(part) for part in sent.attachments] == [("séance.ics", "BEGIN:VCALENDAR", "text/calendar")]
    assert sent.message()["Content-Language"] == "en"
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.error, mail.claim) == (MailState.SENT, "", None)
    assert mail.sent_at is not None


def test_queries_do_not_grow_with_the_mails(note, django_assert_max_num_queries):
    with django_assert_max_num_queries(22):  # SQLite writes 45 rows a statement, PostgreSQL 500
        queue(*(note(str(number)) for number in range(700)), at=timezone.now())

    assert OutgoingMail.objects.count() == 700


def test_the_folder_holds_one_file_a_mail_however_often_it_is_sent(note, settings, tmp_path: Path):
    settings.EMAIL_BACKEND = f"{FolderBackend.__module__}.{FolderBackend.__name__}"
    now = timezone.now()
    queue(note("a"), note("b"), at=now)
    delivery.deliver_batch(at=now)
    OutgoingMail.objects.filter(dedupe_key="a").update(state=MailState.QUEUED)
    delivery.deliver_batch(at=now)

    assert len(list(Path(settings.EMAIL_FILE_PATH).iterdir())) == 2


def test_the_delay_of_codes_is_that_of_the_oldest_one_that_still_serves(note):
    now, minute = timezone.now(), timedelta(minutes=1)
    for key, due, expires in (("gone", 90, 30), ("oldest", 5, -55), ("newer", 2, -58), ("to come", -3, -60)):
        queue(note(key, due_at=now - due * minute, expires_at=now - expires * minute), at=now)
    queue(note("ordinary", due_at=now - 30 * minute), at=now)
    OutgoingMail.objects.filter(dedupe_key="oldest").update(state=MailState.SENDING)

    assert delivery.measure_delay(at=now) == 5 * minute


def test_codes_have_no_delay_when_none_waits(note):
    now = timezone.now()
    queue(note("code", due_at=now - timedelta(minutes=5), expires_at=now + timedelta(hours=1)), at=now)
    OutgoingMail.objects.update(state=MailState.SENT, sent_at=now)

    assert delivery.measure_delay(at=now) == timedelta(0)

"""A sign-in code lives ten minutes: nothing that happens to workers or to the broker makes it wait for them."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from accelerator.accounts import emails
from accelerator.outbox import delivery, tasks
from accelerator.outbox.actions import queue
from accelerator.outbox.models import MailState, OutgoingMail
from tests import factories

pytestmark = pytest.mark.django_db

LIFE = timedelta(minutes=10)


def queue_code(at=None) -> OutgoingMail:
    at = at or timezone.now()
    queue(emails.login_code(factories.user(), "12345678", at=at), at=at)
    return OutgoingMail.objects.latest("pk")


@pytest.fixture
def no_broker(monkeypatch) -> None:
    def refuse(*_job, **_options):
        raise OperationalError("connection refused")

    monkeypatch.setattr("accelerator.jobs.broker.current_app.send_task", refuse)


def test_a_code_leaves_before_the_mails_that_waited(note, mailoutbox) -> None:
    at = timezone.now()
    queue(*(note(str(number)) for number in range(3)), at=at - timedelta(hours=1))
    code = queue_code(at)

    assert delivery.deliver_batch(at=at) == 1

    assert mailoutbox[0].to == [f"{code.to_name} <{code.to_email}>"]
    assert delivery.deliver_batch(at=at) == 3


def test_a_code_is_in_no_batch_of_other_mails(note, mailoutbox, monkeypatch) -> None:
    """So that a worker which dies with fifty reminders takes no code along."""
    at = timezone.now()
    claimed = []
    monkeypatch.setattr(delivery, "_send_all", lambda mails, **_limits: claimed.append(len(mails)))
    queue(*(note(str(number)) for number in range(3)), at=at)
    queue_code(at)

    while delivery.deliver_batch(at=at):
        pass

    assert claimed == [1, 3]


def test_the_code_of_a_worker_that_died_leaves_a_minute_later(note, mailoutbox) -> None:
    at = timezone.now()
    code = queue_code(at)
    queue(note("reminder"), at=at)
    OutgoingMail.objects.update(state=MailState.SENDING, claim=uuid.uuid4(), claimed_at=at, attempts=1)

    assert delivery.free_stuck(at=at + timedelta(seconds=59)) == 0
    assert delivery.free_stuck(at=at + timedelta(seconds=61)) == 1
    delivery.deliver_batch(at=at + timedelta(seconds=61))

    assert [message.to for message in mailoutbox] == [[f"{code.to_name} <{code.to_email}>"]]


def test_without_a_broker_the_code_leaves_at_once_and_other_mails_wait(
    note, no_broker, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        queue(note("reminder"), at=timezone.now())
        code = queue_code()

    code.refresh_from_db()
    assert code.state == MailState.SENT
    assert code.text == ""
    assert len(mailoutbox) == 1


def test_a_broker_that_answers_has_a_worker_send_the_code(
    monkeypatch, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    jobs: list[str] = []
    monkeypatch.setattr(
        "accelerator.jobs.broker.current_app.send_task", lambda name, *_args, **_options: jobs.append(name)
    )

    with django_capture_on_commit_callbacks(execute=True):
        queue_code()

    assert jobs == ["outbox.deliver"]
    assert mailoutbox == []


def test_a_code_that_has_expired_is_cancelled_and_emptied(mailoutbox) -> None:
    code = queue_code(timezone.now() - LIFE)

    assert delivery.deliver_batch(at=timezone.now()) == 0
    tasks.sweep()

    code.refresh_from_db()
    assert (code.state, code.text) == (MailState.CANCELLED, "")
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("minutes", "words"), [(1, "plus d’une minute de retard"), (3, "plus de 3 minutes de retard")]
)
def test_the_page_of_the_code_says_how_late_codes_are(client, minutes, words) -> None:
    client.post(reverse("account_login"), {"email": "claire@exemple.test"})
    assert "de retard" not in client.get(reverse("account_confirm_login_code")).text

    queue_code(timezone.now() - timedelta(minutes=minutes, seconds=5))

    assert words in client.get(reverse("account_confirm_login_code")).text.replace("\xa0", " ")

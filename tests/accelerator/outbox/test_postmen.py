"""Who delivers mails and how often; a sign-in code leaves whatever happens to workers or to the broker."""

import subprocess
import sys
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from accelerator.accounts import emails
from accelerator.jobs import actions as jobs
from accelerator.outbox import delivery, tasks
from accelerator.outbox.actions import queue
from accelerator.outbox.models import MailState, OutgoingMail
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def enqueued(monkeypatch) -> list[str]:
    """Jobs that the workers were asked for."""
    names: list[str] = []
    monkeypatch.setattr(
        "accelerator.jobs.broker.current_app.send_task", lambda name, *_args, **_options: names.append(name)
    )
    return names


def test_delivery_is_requested_once_a_transaction(note, enqueued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        queue(note("a"), at=timezone.now())
        queue(note("b"), at=timezone.now())

    assert len(enqueued) == 1


def test_a_rolled_back_savepoint_does_not_cancel_the_delivery(
    note, enqueued, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        with pytest.raises(RuntimeError), transaction.atomic():
            queue(note("a"), at=timezone.now())
            raise RuntimeError
        queue(note("b"), at=timezone.now())

    assert len(enqueued) == 1
    assert list(OutgoingMail.objects.values_list("dedupe_key", flat=True)) == ["b"]


def test_a_mail_for_later_asks_no_worker_yet(note, enqueued, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        queue(note("later", due_at=NOW + HOUR), at=NOW)
    assert enqueued == []

    with django_capture_on_commit_callbacks(execute=True):
        queue(note("later too", due_at=NOW + HOUR), note("now"), note("last", due_at=NOW + HOUR), at=NOW)
    assert enqueued == ["outbox.deliver"]


def test_another_task_of_the_transaction_does_not_replace_the_delivery(
    note, enqueued, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        transaction.on_commit(lambda: None)
        queue(note("a"), at=NOW)

    assert enqueued == ["outbox.deliver"]


def test_thousands_of_mails_ask_for_one_delivery(
    note, enqueued, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    monkeypatch.setattr("accelerator.outbox.actions.CHUNK", 2)

    with django_capture_on_commit_callbacks(execute=True):
        written = queue(
            *(note(key) for key in "abc"), *(note(key, due_at=NOW + HOUR) for key in "def"), at=NOW
        )

    assert written == 6
    assert OutgoingMail.objects.count() == 6
    assert enqueued == ["outbox.deliver"]


def test_a_broker_that_is_down_loses_nothing(note, monkeypatch, django_capture_on_commit_callbacks):
    def down(*_job, **_options):
        raise OperationalError("connection refused")

    monkeypatch.setattr("accelerator.jobs.broker.current_app.send_task", down)

    with django_capture_on_commit_callbacks(execute=True):
        queue(note("a"), at=timezone.now())

    assert OutgoingMail.objects.get().state == MailState.QUEUED


def test_the_sweep_enqueues_a_delivery_for_each_waiting_batch(note, enqueued, monkeypatch):
    monkeypatch.setattr(OutgoingMail, "limits", replace(OutgoingMail.limits, batch=2))
    tasks.sweep()
    assert enqueued == []

    queue(*(note(str(number)) for number in range(3)), at=timezone.now())
    tasks.sweep()
    assert len(enqueued) == 2


def test_a_delivery_task_goes_on_for_a_while_then_leaves_the_rest_to_another(
    note, mailoutbox, enqueued, monkeypatch
):
    monkeypatch.setattr(OutgoingMail, "limits", replace(OutgoingMail.limits, batch=2))
    queue(*(note(str(number)) for number in range(3)), at=timezone.now())
    tasks.deliver()
    assert (len(mailoutbox), enqueued) == (3, [])

    monkeypatch.setattr(tasks, "BATCHES", 2)
    queue(*(note(str(number)) for number in range(3, 9)), at=timezone.now())
    tasks.deliver()
    assert len(mailoutbox) == 7
    assert enqueued == ["outbox.deliver"]


def test_the_sweep_requeues_mails_of_dead_workers_and_enqueues_four_deliveries_at_most(
    note, enqueued, monkeypatch
):
    monkeypatch.setattr(OutgoingMail, "limits", replace(OutgoingMail.limits, batch=2))
    hours_ago = timezone.now() - timedelta(hours=2)
    queue(*(note(str(number)) for number in range(12)), at=hours_ago)
    jobs.claim_batch(OutgoingMail.objects.due(hours_ago), at=hours_ago)

    tasks.sweep()

    assert not OutgoingMail.objects.filter(state=MailState.SENDING).exists()
    assert enqueued == ["outbox.deliver"] * 4


ASK = """
import django
django.setup()
from accelerator.outbox.tasks import deliver
print(deliver.app.main, deliver.app.conf.broker_url)
"""


@pytest.mark.services
def test_a_web_process_enqueues_on_the_broker_of_the_settings(monkeypatch, tmp_path):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "accelerator.settings")
    monkeypatch.setenv("POSSIBLES_VAR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "k" * 50)
    monkeypatch.setenv("AUDIT_KEY", "a" * 50)
    monkeypatch.setenv("REDIS_URL", "redis://broker.test/3")

    wording = subprocess.run(
        [sys.executable, "-c", ASK], cwd=settings.ROOT, capture_output=True, text=True, check=True
    ).stdout

    assert wording.split() == ["possibles", "redis://broker.test/3"]


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

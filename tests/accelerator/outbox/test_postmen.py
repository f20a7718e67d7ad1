"""Who is asked to deliver, how often, and what they leave to the next."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accelerator.jobs import actions as jobs
from accelerator.outbox import tasks
from accelerator.outbox.actions import queue
from accelerator.outbox.models import MailState, OutgoingMail
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


def test_delivery_is_asked_for_once_a_transaction(note, enqueued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        queue(note("a"), at=timezone.now())
        queue(note("b"), at=timezone.now())

    assert len(enqueued) == 1


def test_a_part_undone_does_not_take_the_call_with_it(note, enqueued, django_capture_on_commit_callbacks):
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


def test_another_call_of_the_transaction_does_not_stand_for_the_delivery(
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


def test_the_sweep_calls_a_postman_for_each_batch_that_waits(note, enqueued, monkeypatch):
    monkeypatch.setattr(OutgoingMail, "limits", replace(OutgoingMail.limits, batch=2))
    tasks.sweep()
    assert enqueued == []

    queue(*(note(str(number)) for number in range(3)), at=timezone.now())
    tasks.sweep()
    assert len(enqueued) == 2


def test_a_postman_goes_on_until_nothing_is_due_then_leaves_the_rest_to_another(
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


def test_the_sweep_takes_back_what_dead_workers_left_and_calls_four_postmen_at_most(
    note, enqueued, monkeypatch
):
    monkeypatch.setattr(OutgoingMail, "limits", replace(OutgoingMail.limits, batch=2))
    hours_ago = timezone.now() - timedelta(hours=2)
    queue(*(note(str(number)) for number in range(12)), at=hours_ago)
    jobs.claim_batch(OutgoingMail.objects.due(hours_ago), at=hours_ago)

    tasks.sweep()

    assert not OutgoingMail.objects.filter(state=MailState.SENDING).exists()
    assert enqueued == ["outbox.deliver"] * 4

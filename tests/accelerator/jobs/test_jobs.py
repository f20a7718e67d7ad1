"""The rows that workers claim, the broker made of folders, and the jobs that a worker knows."""

import ast
import logging
import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone
from kombu import Connection

from accelerator import celery  # noqa: F401 (it names the transport)
from accelerator.jobs import actions as jobs
from accelerator.jobs.models import FAILED, QUEUED, Job
from accelerator.outbox.models import MailState, OutgoingMail
from coaching.models import SynthesisReport
from coaching.synthesis.enums import ReportKind
from projects.models import ExportJob
from tests import factories

pytestmark = pytest.mark.django_db
NOW = timezone.now()
KINDS = [OutgoingMail, SynthesisReport, ExportJob]

Make = Callable[..., Job]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def make(request: pytest.FixtureRequest) -> Make:
    """``make()``: one more queued row of this kind; ``make.kind`` is the kind."""
    kind = request.param
    world = factories.edition_with()
    made = iter(range(1, 1000))

    def row(**columns: Any) -> Job:
        number = next(made)
        own: dict[type[Job], dict[str, Any]] = {
            OutgoingMail: {"dedupe_key": str(number), "to_email": "a@exemple.test", "created_at": NOW},
            SynthesisReport: {"edition": world.edition, "kind": ReportKind.EDITION, "version": number},
            ExportJob: {"edition": world.edition, "kind": "csv", "requested_by": world.organiser},
        }
        if kind is not OutgoingMail:
            columns.setdefault("requested_at", NOW)
        job: Job = kind.objects.create(**own[kind], **{"due_at": NOW} | columns)
        return job

    row.kind = kind  # type: ignore[attr-defined]
    return row


def claim(kind: type[Job], at: Any = NOW) -> list[Job]:
    return jobs.claim_batch(kind._default_manager.due(at), at=at)


def fresh(job: Job) -> Job:
    return type(job)._default_manager.get(pk=job.pk)


def died(job: Job) -> Any:
    """An instant when its worker is believed dead."""
    assert job.claimed_at
    return job.claimed_at + job.limits.stuck_after + timedelta(seconds=1)


def give_up(job: Job) -> bool:
    return jobs.end(job, state=FAILED, error="lost")


def test_a_row_is_claimed_once(make: Make) -> None:
    job = make()

    claimed = claim(make.kind)

    assert [item.pk for item in claimed] == [job.pk]
    assert (claimed[0].state, claimed[0].attempts, claimed[0].claimed_at) == (job.WORKING, 1, NOW)
    assert claim(make.kind) == []


def test_only_due_rows_are_claimed_oldest_first(make: Make) -> None:
    make(due_at=NOW + timedelta(minutes=1))
    late, later = make(due_at=NOW - timedelta(hours=1)), make()

    assert [item.pk for item in claim(make.kind)] == [late.pk, later.pk]


def test_a_worker_claims_a_batch_at_most(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make.kind, "limits", replace(make.kind.limits, batch=2))
    first = [make().pk for _ in range(3)][:2]

    assert [item.pk for item in claim(make.kind)] == first


def test_a_claim_starts_the_progress_afresh(make: Make) -> None:
    make(**dict.fromkeys(make.kind.PROGRESS, 2))

    (claimed,) = claim(make.kind)

    assert all(getattr(claimed, name) == 0 for name in make.kind.PROGRESS)


def test_an_ended_row_is_claimed_by_nobody(make: Make) -> None:
    make()
    (mine,) = claim(make.kind)

    assert jobs.end(mine, state=FAILED, error="no")
    assert not jobs.end(mine, state=FAILED, error="again")

    job = fresh(mine)
    assert (job.state, job.claim, job.error) == (FAILED, None, "no")


def test_a_row_tried_again_waits_as_long_as_its_class_says(make: Make) -> None:
    make()
    (mine,) = claim(make.kind)

    assert jobs.retry(mine, at=NOW, error="try later")

    job = fresh(mine)
    wait = make.kind.limits.back_off[0] if make.kind.limits.back_off else timedelta(0)
    assert (job.state, job.claim, job.error, job.due_at) == (QUEUED, None, "try later", NOW + wait)
    assert not jobs.retry(mine, at=NOW, error="not mine any more")


def test_a_row_waits_longer_each_time_until_its_last_attempt(make: Make) -> None:
    make()
    waits, at = [], NOW
    (mine,) = claim(make.kind)
    while not mine.is_spent:
        jobs.retry(mine, at=at, error="refused")
        waits.append(fresh(mine).due_at - at)
        at = fresh(mine).due_at
        (mine,) = claim(make.kind, at)

    assert tuple(waits) == (make.kind.limits.back_off or (timedelta(0),) * 2)
    assert mine.attempts == make.kind.limits.attempts


def test_a_named_row_is_claimed_once(make: Make) -> None:
    other, job = make(), make()

    mine = jobs.claim_one(make.kind, job.pk, at=NOW)

    assert mine
    assert (mine.pk, mine.state, mine.attempts) == (job.pk, job.WORKING, 1)
    assert jobs.claim_one(make.kind, job.pk, at=NOW) is None
    assert fresh(other).state == QUEUED


def test_a_row_given_back_for_lack_of_time_counts_no_attempt(make: Make) -> None:
    for _ in range(3):
        make()
    mine = claim(make.kind)

    jobs.release(mine[1:])

    assert [fresh(row).attempts for row in mine] == [1, 0, 0]
    assert [fresh(row).state for row in mine] == [make.kind.WORKING, QUEUED, QUEUED]


def test_a_dead_workers_row_is_queued_again_and_requested_at_once(
    make: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    make()
    (mine,) = claim(make.kind)
    requested: list[tuple[str, int]] = []
    monkeypatch.setattr(jobs, "enqueue", lambda name, pk: requested.append((name, pk)))

    assert jobs.requeue_stuck(make.kind, at=mine.claimed_at + mine.limits.stuck_after, give_up=give_up) == 0
    with caplog.at_level(logging.WARNING):
        assert jobs.requeue_stuck(make.kind, at=died(mine), give_up=give_up) == 1
    jobs.request_again(make.kind, "a.task", at=died(mine))

    assert (fresh(mine).state, fresh(mine).claim, fresh(mine).due_at) == (QUEUED, None, mine.due_at)
    assert "left by a worker that died" in caplog.text
    assert requested == [("a.task", mine.pk)]
    assert not jobs.end(mine, state=FAILED)


def test_after_its_last_attempt_a_row_fails_and_is_cleaned(make: Make) -> None:
    make(attempts=make.kind.limits.attempts - 1)
    (mine,) = claim(make.kind)
    cleaned: list[Any] = []

    jobs.requeue_stuck(
        make.kind, at=died(mine), give_up=give_up, clean_up=lambda job: cleaned.append(job.claim)
    )

    assert (fresh(mine).state, fresh(mine).error) == (FAILED, "lost")
    assert cleaned == [mine.claim]


def test_a_heartbeat_keeps_the_row_during_the_sweep(make: Make) -> None:
    make()
    make(attempts=make.kind.limits.attempts - 1)
    dead, slow = claim(make.kind)
    later = died(slow)

    jobs.requeue_stuck(make.kind, at=later, give_up=give_up, clean_up=lambda job: jobs.renew(slow, at=later))

    assert fresh(dead).state == QUEUED
    assert fresh(slow).state == make.kind.WORKING
    assert jobs.end(slow, state=FAILED)


def test_a_worker_that_comes_back_too_late_writes_nothing(make: Make) -> None:
    make()
    (late,) = claim(make.kind)
    at = died(late)
    jobs.requeue_stuck(make.kind, at=at, give_up=give_up)
    (mine,) = claim(make.kind, at)

    assert not jobs.renew(late, at=at)
    assert not jobs.retry(late, at=at, error="late")
    jobs.release([late])
    assert not jobs.end(late, state=FAILED)

    assert (fresh(mine).state, fresh(mine).claim) == (make.kind.WORKING, mine.claim)


def test_two_claims_of_one_instant_are_two_workers(make: Make) -> None:
    make()
    (late,) = claim(make.kind)
    make.kind._default_manager.update(claim=uuid.uuid4())

    assert not jobs.renew(late, at=NOW)
    assert not jobs.end(late, state=FAILED)


def test_a_new_row_is_enqueued_again_once_its_task_must_be_lost(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make()
    requested: list[int] = []
    monkeypatch.setattr(jobs, "enqueue", lambda name, pk: requested.append(pk))

    jobs.request_again(make.kind, "a.task", at=NOW + make.kind.limits.overdue_after)
    assert requested == []
    jobs.request_again(make.kind, "a.task", at=NOW + make.kind.limits.overdue_after + timedelta(seconds=1))
    assert requested == [job.pk]


def test_a_private_mail_is_emptied_by_any_end() -> None:
    OutgoingMail.objects.create(
        dedupe_key="code", to_email="a@exemple.test", text="1234", html="<p>1234", private=True,
        created_at=NOW, due_at=NOW,
    )  # fmt: skip
    (mine,) = jobs.claim_batch(OutgoingMail.objects.due(NOW), at=NOW)
    jobs.retry(mine, at=NOW, error="later")
    assert OutgoingMail.objects.get().text == "1234"

    (mine,) = jobs.claim_batch(OutgoingMail.objects.all(), at=NOW)
    jobs.end(mine, state=MailState.SENT, sent_at=NOW)

    mail = OutgoingMail.objects.get()
    assert (mail.text, mail.html, mail.attachments) == ("", "", [])


def test_a_worker_that_looks_while_a_message_is_written_finds_nothing_and_then_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = {name: str(tmp_path) for name in ("data_folder_in", "data_folder_out", "processed_folder")}
    channel = Connection("folders://", transport_options=folders).channel()
    found, put_in_place = [], Path.replace

    def look_then_replace(draft: Path, place: Path) -> Path:
        assert draft.read_text() == '{"body": "due"}'
        with pytest.raises(Empty):
            channel._get("celery")
        found.append(channel._size("celery"))
        return put_in_place(draft, place)

    monkeypatch.setattr(Path, "replace", look_then_replace)
    channel._put("celery", {"body": "due"})

    assert found == [0]
    assert channel._get("celery") == {"body": "due"}
    assert list(tmp_path.glob("*celery*")) == []


KNOWN = "from accelerator.celery import app; app.loader.import_default_modules(); print(*app.tasks)"


def asked_for() -> set[str]:
    """The names of the jobs that the code sends, or that the beat does."""
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    for package in ("accelerator", "programmes", "projects", "coaching"):
        for path in (settings.ROOT / package).rglob("*.py"):
            text = path.read_text()
            if "enqueue" not in text and "request_again" not in text:
                continue
            for node in ast.walk(ast.parse(text)):
                if not isinstance(node, ast.Call):
                    continue
                place = {"enqueue": 0, "request_again": 1}.get(getattr(node.func, "id", ""))
                if place is not None and isinstance(node.args[place], ast.Constant):
                    names.add(str(node.args[place].value))
    return names


@pytest.mark.services
def test_a_worker_knows_every_job_that_is_requested() -> None:
    """In a process of its own: the tests have imported all of them."""
    requested = asked_for()
    command = [sys.executable, "-c", KNOWN]
    env = {**os.environ, "SECRET_KEY": "k" * 50, "AUDIT_KEY": "a" * 50}
    result = subprocess.run(command, cwd=settings.ROOT, env=env, capture_output=True, text=True, check=True)

    assert {
        "projects.build_export",
        "coaching.build_report",
        "projects.pair_imported",
        "outbox.deliver",
    } <= requested
    known = {name for name in result.stdout.split() if not name.startswith("celery.")}
    assert sorted(requested - known) == []
    assert sorted(known - requested) == [], "no beat runs it, and no code asks for it"

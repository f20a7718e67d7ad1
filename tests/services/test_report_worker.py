"""A real worker builds a report from the broker; requests at once are one version, built by one worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from celery import Celery
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from accelerator import environment
from coaching.models import SynthesisReport
from coaching.synthesis import tasks
from coaching.synthesis.actions import building, reports as actions
from coaching.synthesis.enums import ReportState
from tests import factories
from tests.support.races import at_once
from tests.support.synthesis import answered, synthesis_survey

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60


Worker = subprocess.Popen[bytes]


@pytest.fixture
def worker(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Worker]]:
    """``worker()`` starts one on the test database, with a broker, files and mails of its own, where jobs are sent."""
    monkeypatch.delenv("REDIS_URL", raising=False)
    url, options = environment.broker(tmp_path)
    sender = Celery(broker=url)
    sender.conf.broker_transport_options = options
    monkeypatch.setattr("accelerator.jobs.broker.current_app", sender)
    settings.MEDIA_ROOT = tmp_path / "media"
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    variables = {name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "DEBUG"}} | {
        "DATABASE_URL": database.geturl(),
        "POSSIBLES_VAR": str(tmp_path),
        "SECRET_KEY": "k" * 50,
        "AUDIT_KEY": settings.AUDIT_KEY,
    }
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "accelerator",
        "worker",
        "--pool",
        "solo",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
    ]
    started: list[Worker] = []

    def start() -> Worker:
        quiet = subprocess.DEVNULL
        started.append(
            subprocess.Popen(command, cwd=settings.ROOT, env=variables, stdout=quiet, stderr=quiet)
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
    sender.close()


def until(reached: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    give_up_at = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < give_up_at, "the worker did not do it in time"
        time.sleep(0.1)


def ready(report: SynthesisReport) -> bool:
    report.refresh_from_db()
    return report.state == ReportState.READY


def test_a_worker_builds_what_was_requested(worker: Callable[[], Worker], settings: Settings) -> None:
    world = factories.edition_with(participations=1)
    answered(synthesis_survey(world.edition), world.participations[0])

    report = actions.request_report(
        edition=world.edition,
        participation=world.participations[0],
        language="fr",
        actor=world.organiser,
        at=timezone.now(),
    )
    worker()

    until(lambda: ready(report))
    assert (settings.MEDIA_ROOT / str(report.file)).read_bytes().startswith(b"%PDF")


def list_backends() -> set[int]:
    """The other connections to this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        )
        return {pid for (pid,) in cursor.fetchall()}


def test_a_worker_keeps_its_connection_and_replaces_one_that_broke(worker: Callable[[], Worker]) -> None:
    world = factories.edition_with(participations=3)
    before = list_backends()
    worker()
    used = []
    for place in world.participations:
        report = actions.request_report(
            edition=world.edition, participation=place, language="fr", actor=None, at=timezone.now()
        )
        until(lambda report=report: ready(report))
        used.append(list_backends() - before)
        if len(used) == 2:
            assert used[0], "it keeps one while it has nothing to do"
            assert used[1] == used[0]
            with connection.cursor() as cursor:
                cursor.execute("select pg_terminate_backend(pid) from unnest(%s) as pid", [list(used[1])])

    assert used[2]
    assert not used[2] & used[0]


def test_a_worker_killed_while_building_loses_nothing(
    worker: Callable[[], Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = factories.edition_with(participations=12)
    reports = actions.request_all(
        edition=world.edition, language="fr", actor=world.organiser, at=timezone.now()
    )
    victim = worker()
    until(lambda: SynthesisReport.objects.exclude(state=ReportState.QUEUED).exists())

    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()
    none = replace(SynthesisReport.limits, stuck_after=timedelta(0), overdue_after=timedelta(0))
    monkeypatch.setattr(SynthesisReport, "limits", none)
    tasks.sweep_reports()
    worker()

    until(lambda: all(ready(report) for report in reports))
    assert SynthesisReport.objects.count() == 12
    assert len(set(SynthesisReport.objects.values_list("file", flat=True))) == 12


def ask(world: factories.World) -> SynthesisReport:
    return actions.request_report(
        edition=world.edition,
        participation=world.participations[0],
        language="fr",
        actor=None,
        at=timezone.now(),
    )


def test_requests_at_once_make_one_version() -> None:
    world = factories.edition_with(participations=1)

    problems = at_once(lambda _tab: ask(world))

    assert not [problem for problem in problems if isinstance(problem, Exception)]
    assert sorted(SynthesisReport.objects.values_list("version", flat=True)) == [1]


def test_of_two_versions_that_two_workers_take_at_once_one_waits() -> None:
    world = factories.edition_with(participations=1)
    first = ask(world)
    SynthesisReport.objects.filter(pk=first.pk).update(state=ReportState.BUILDING)
    second = ask(world)
    SynthesisReport.objects.filter(pk=first.pk).update(state=ReportState.QUEUED)
    versions = [first.pk, second.pk]
    claim = building.claim_alone

    taken = at_once(lambda tab: claim(versions[tab], at=timezone.now()), tabs=2)

    assert len([report for report in taken if isinstance(report, SynthesisReport)]) == 1
    assert sorted(SynthesisReport.objects.values_list("state", flat=True)) == ["building", "queued"]

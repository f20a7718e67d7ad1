"""A process killed while it builds a file loses nothing: another one builds it, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from accelerator.jobs import actions as jobs
from projects.exchange import tasks
from projects.exchange.actions import exports
from projects.models import ExportJob
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60
BUILD = """
import django; django.setup()
from django.utils import timezone
from projects.exchange.actions import exports
from projects.exchange.exports import writers
import time
whole = writers.write_csv
def slow(path, *rest):
    whole(path, *rest)
    time.sleep(600)
writers.write_csv = slow
exports.build_queued(job_id=int({job}), at=timezone.now())
"""


@pytest.fixture
def builder(tmp_path: Path, settings: Settings) -> Iterator[Callable[[ExportJob], subprocess.Popen[bytes]]]:
    """``builder(job)``: a process that writes the file of ``job``, and never comes to storing it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    scraps = tmp_path / "scraps"
    scraps.mkdir()
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    variables = {name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "DEBUG"}} | {
        "DATABASE_URL": database.geturl(),
        "DJANGO_SETTINGS_MODULE": "accelerator.settings",
        "POSSIBLES_VAR": str(tmp_path),
        "SECRET_KEY": "k" * 50,
        "AUDIT_KEY": settings.AUDIT_KEY,
        "TMPDIR": str(scraps),
    }
    started = []

    def start(job: ExportJob) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", BUILD.format(job=job.pk)]
        started.append(subprocess.Popen(command, cwd=settings.ROOT, env=variables))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def until(reached: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    give_up_at = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < give_up_at, "it did not happen in time"
        time.sleep(0.1)


def test_a_builder_killed_before_it_is_done_loses_nothing(
    builder: Callable[[ExportJob], subprocess.Popen[bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = factories.edition_with(applications=3)
    monkeypatch.setattr(exports, "enqueue", lambda *_job: None)
    job = exports.request_export(
        edition=world.edition,
        kind="csv",
        options={"columns": ["reference", "q:title"]},
        language="fr",
        actor=world.organiser,
        at=timezone.now(),
    )
    victim = builder(job)
    until(lambda: any(file.stat().st_size for file in (tmp_path / "scraps").glob("*/file")))

    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()
    none = replace(ExportJob.limits, stuck_after=timedelta(0), overdue_after=timedelta(0))
    monkeypatch.setattr(ExportJob, "limits", none)
    monkeypatch.setattr(exports, "SCRAPS_LIFETIME", timedelta(0))
    monkeypatch.setattr(jobs, "enqueue", lambda _name, job_id: tasks.build_export(job_id))
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "scraps"))
    tasks.sweep_exports()

    job.refresh_from_db()
    assert (job.state, job.attempts, job.total) == (ExportJob.State.READY, 2, 3)
    assert default_storage.listdir("exports")[1] == [Path(str(job.file.name)).name]
    tasks.sweep_exports()
    assert list((tmp_path / "scraps").iterdir()) == []

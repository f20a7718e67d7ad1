"""A worker knows every job that is asked for, wherever its package lies."""

import ast
import os
import subprocess
import sys

import pytest
from django.conf import settings

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
def test_a_worker_knows_every_job_that_is_asked_for() -> None:
    """In a process of its own: the tests have imported all of them."""
    asked = asked_for()
    command = [sys.executable, "-c", KNOWN]
    env = {**os.environ, "SECRET_KEY": "k" * 50, "AUDIT_KEY": "a" * 50}
    result = subprocess.run(command, cwd=settings.ROOT, env=env, capture_output=True, text=True, check=True)

    assert {
        "projects.build_export",
        "coaching.build_report",
        "projects.pair_imported",
        "outbox.deliver",
    } <= asked
    known = {name for name in result.stdout.split() if not name.startswith("celery.")}
    assert sorted(asked - known) == []
    assert sorted(known - asked) == [], "no beat runs it, and no code asks for it"

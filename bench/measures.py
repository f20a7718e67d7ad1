"""The measures of jobs from outside: their own processes, real workers, a local mail server that keeps nothing."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller

from bench import server

PATIENCE_S = 240


class Sink:
    """Accepts every mail, and notes when."""

    def __init__(self) -> None:
        self.arrivals: list[float] = []

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        self.arrivals.append(time.perf_counter())
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[Sink, int]]:
    sink, port = Sink(), server.free_port()
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield sink, port
    finally:
        controller.stop()


def ask(job: str, env: dict[str, str]) -> dict[str, Any]:
    """Run one job of :mod:`bench.jobs` in a process of its own. Raises CalledProcessError."""
    command = [sys.executable, "-m", "bench.jobs", job]
    told = subprocess.run(
        command, cwd=server.ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found


def measure_all(env: dict[str, str], reminders: int) -> list[dict[str, Any]]:
    """One row a job; one that fails says so."""
    measures = [
        ("reminders planned", lambda: plan_reminders(env, reminders), 10.0, "≤"),
        ("mails to a local server, 2 workers", lambda: mails(env), 400.0, "≥"),
        ("synthesis of an edition of 13", lambda: ask("edition", env), 2.0, "≤"),
        ("posters of 13 projects", lambda: ask("posters", env), 5.0, "≤"),
        ("1 000 project syntheses, 2 workers", lambda: projects(env), 60.0, "≤"),
        ("assignment, 1 000 × 3 to 100 reviewers", lambda: ask("assignment", env), 5.0, "≤"),
        ("turns, 13 projects over 2 days", lambda: ask("turns-13", env), 5.0, "≤"),
        ("turns, 60 projects over 3 days", lambda: ask("turns-60", env), 30.0, "≤"),
        ("turns, 60 projects, a room lost", lambda: ask("turns-repair", env), 5.0, "≤"),
        ("rotation, 13 tables, 30 people, 4 rounds", lambda: ask("rotation", env), 2.0, "≤"),
        ("pairing, 200 projects to 60 mentors", lambda: ask("pairing", env), 2.0, "≤"),
        ("export of all, XLSX", lambda: ask("export-xlsx", env), 6.0, "≤"),
        ("export of all, XLSX, memory", lambda: peak(ask("export-xlsx", env)), 200.0, "≤"),
        ("export of all, CSV", lambda: ask("export-csv", env), 6.0, "≤"),
    ]
    rows = []
    for name, measure, aim, sense in measures:
        row: dict[str, Any] = {"page": name, "job": True, "aim": aim, "sense": sense}
        try:
            row |= measure()
        except (subprocess.CalledProcessError, RuntimeError, TimeoutError) as problem:
            row |= {"error": f"{type(problem).__name__}: {problem}"}
        rows.append(row)
    return rows


def peak(found: dict[str, Any]) -> dict[str, Any]:
    """The same job, measured by the most that its process held."""
    return {**found, "value": found["peak_mb"], "unit": "MB"}


def plan_reminders(env: dict[str, str], reminders: int) -> dict[str, Any]:
    found = ask("reminders", env)
    if found["number"] < reminders:
        raise RuntimeError(f"{found['number']} reminders planned, not {reminders}")
    return found


def mails(env: dict[str, str]) -> dict[str, Any]:
    """From the first arrival to the last: what two workers keep up."""
    with mail_server() as (sink, port):
        posting = {**env, "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        wanted = ask("ask-mails", posting)["number"]
        with server.workers(posting):
            until(lambda: len(sink.arrivals) >= wanted)
        if len(sink.arrivals) < 2:
            raise RuntimeError("no mail arrived")
        spent = sink.arrivals[-1] - sink.arrivals[0]
        got = len(sink.arrivals)
        return {
            "value": round((got - 1) / spent, 1),
            "unit": "mails/s",
            "number": got,
            "lacking": wanted - got,
        }


def projects(env: dict[str, str]) -> dict[str, Any]:
    """A thousand on two workers that are up already."""
    with server.workers(env) as parent:
        time.sleep(6)  # the workers start
        return ask("projects", {**env, "BENCH_WORKERS": str(parent.pid)})


def until(is_done: Any) -> bool:
    """Look again and again; ``False`` when it takes too long."""
    give_up = time.perf_counter() + PATIENCE_S
    while time.perf_counter() < give_up:
        if is_done():
            return True
        time.sleep(0.2)
    return False

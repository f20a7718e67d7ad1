"""The tests, in two halves: what is run before every change, and what takes longer.

    python scripts/run_tests.py             # the bulk, the walk of rights, page scripts, the main journeys
    python scripts/run_tests.py --all       # the rest: the bulk on a second database, all else in a browser, services
    python scripts/run_tests.py --bulk      # the bulk alone
    python scripts/run_tests.py --at "2027-06-15 12:00"   # with the clock of the machine at this hour of Paris

DATABASE_URL and REDIS_URL choose what the tests run on, as they do for the application. Without DATABASE_URL the first
half uses SQLite, the second an embedded PostgreSQL. ``--at`` needs faketime (on Debian: apt-get install faketime): all
that the tests start reads the same shifted clock, the browser too, but the services. Exits with 1 if any run failed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple
from zoneinfo import ZoneInfo

from browser import MISSING, fetch_chromium, find_chromium

ROOT = Path(__file__).resolve().parent.parent
BYTECODE = ROOT / "var" / "bytecode"
NO_TEST_COLLECTED = 5
LEFT_OUT = {"DEBUG", "SITE_URL", "PORT", "PYTHONDONTWRITEBYTECODE"}
PYTEST = [sys.executable, "-m", "pytest", "--durations=5", "-n", "2", "--dist", "worksteal"]
WITH_POSTGRES = [sys.executable, "scripts/with_postgres.py"]
PYTHON = [*PYTEST, "--ignore=tests/journeys", "--ignore=tests/services"]
WALK = "tests/visibility"


class Run(NamedTuple):
    """A command. ``name``: its databases; ``shifts``: it may read the clock of ``--at``; ``browser``: it needs one."""

    name: str
    title: str
    command: list[str]
    shifts: bool = True
    browser: bool = False


BULK = Run("bulk", "the bulk", [*PYTHON, "-m", "not services and not thorough", f"--ignore={WALK}"])
MAIN = [
    Run("bulk", "the bulk and the walk of rights", [*PYTHON, "-m", "not services and not thorough"]),
    Run("scripts", "page scripts in Node.js", ["scripts/npm", "test", "--silent"]),
    Run("journeys", "the main journeys", [*PYTEST, "-m", "not thorough", "tests/journeys"], browser=True),
]
REST = [
    Run(
        "bulk",
        "the bulk on a second database and the rest of the walk of rights",
        [*WITH_POSTGRES, *PYTHON, "-m", "not services", "--second-database"],
    ),
    Run("journeys", "all other journeys", [*PYTEST, "-m", "thorough", "tests/journeys"], browser=True),
    # gunicorn measures its workers by times of files, which faketime shifts apart
    Run(
        "services",
        "real services",
        [*WITH_POSTGRES, *PYTEST, "-m", "services", "tests/services", "tests/accelerator"],
        shifts=False,
    ),
]
"""Those of a half run at once: one computes while another waits for a browser or a service."""


def shift_clock(at: datetime | None) -> list[str]:
    """The command that runs another one at ``at``, an hour of Paris; nothing for the true hour.

    A shift rather than an instant: each process adds it to the clock of the machine, so that all of them agree.
    """
    if at is None:
        return []
    if shutil.which("faketime") is None:
        sys.exit("faketime is not installed (on Debian: apt-get install faketime)")
    seconds = at.replace(tzinfo=ZoneInfo("Europe/Paris")).timestamp() - time.time()
    return ["faketime", "-f", f"{seconds:+.0f}s"]


def start(run: Run, output: IO[bytes] | None, *, clock: list[str]) -> "subprocess.Popen[bytes]":
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    # each module is compiled once for all that the tests start, hundreds of processes
    environment["PYTHONPYCACHEPREFIX"] = str(BYTECODE)
    # pytest-django adds it to the names of databases, so that each run has its own
    environment["TOX_PARALLEL_ENV"] = run.name
    command = [*(clock if run.shifts else []), *run.command]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)


def main(runs: list[Run], *, at: datetime | None) -> int:
    """Shows the first run as it goes, then what the others wrote. All end even when one fails: one look is enough."""
    clock = shift_clock(at)
    database = os.environ.get("DATABASE_URL", "").split(":")[0] or "SQLite"
    failed: list[str] = []
    started = time.monotonic()
    skipped = [run for run in runs if run.browser and not (find_chromium() or fetch_chromium())]
    runs = [run for run in runs if run not in skipped]
    with ExitStack() as files:
        outputs = [None, *(files.enter_context(TemporaryFile()) for _other in runs[1:])]
        processes = [start(run, output, clock=clock) for run, output in zip(runs, outputs, strict=True)]
        for run, output, process in zip(runs, outputs, processes, strict=True):
            hour = f" ({at:%d %B %Y at %H:%M})" if at and run.shifts else ""
            sys.stdout.write(f"\n=== {run.title}{hour} ===\n")
            sys.stdout.flush()
            if process.wait() not in {0, NO_TEST_COLLECTED}:
                failed.append(run.title)
            if output:
                output.seek(0)
                sys.stdout.write(output.read().decode(errors="replace"))
    sys.stdout.write(f"\nTests on {database}: {time.monotonic() - started:.0f} s")
    sys.stdout.write(f", failed in: {', '.join(failed)}\n" if failed else ", all passed\n")
    if skipped:
        sys.stdout.write(f"Not run, since {MISSING}: {', '.join(run.title for run in skipped)}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--all", dest="runs", action="store_const", const=REST, default=MAIN)
    part.add_argument("--bulk", dest="runs", action="store_const", const=[BULK])
    parser.add_argument("--at", type=datetime.fromisoformat)
    sys.exit(main(**vars(parser.parse_args())))

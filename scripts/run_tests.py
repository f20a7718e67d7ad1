"""The whole suite, in five runs: the bulk, the walk of rights, page scripts, browser journeys, real services.

    python scripts/run_tests.py             # all five
    python scripts/run_tests.py --bulk      # what tells something new on a second database, and no more
    python scripts/run_tests.py --at "2027-06-15 12:00"   # with the clock of the machine at this hour of Paris

DATABASE_URL and REDIS_URL choose what the tests run on, as they do for the application. Without DATABASE_URL the
tests use SQLite, and those on real services an embedded PostgreSQL. ``--at`` needs faketime (on Debian: apt-get install
faketime): all that the tests start reads the same shifted clock, the browser too, but the services. Exits with 1 if any
run failed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
BYTECODE = ROOT / "var" / "bytecode"
NO_TEST_COLLECTED = 5
LEFT_OUT = {"DEBUG", "SITE_URL", "PORT", "PYTHONDONTWRITEBYTECODE"}
APART = ("tests/visibility", "tests/journeys", "tests/services")
SERVICES_TITLE = "real services"
"""On the clock of the machine always: gunicorn measures its workers by times of files, which faketime shifts apart."""
SERVICES = ("tests/services", "tests/accelerator")
"""Where tests start programs of their own."""


def runs(*, bulk: bool) -> list[tuple[str, list[str]]]:
    """What each run is called, and its command: all of them, or the ``bulk`` alone."""
    pytest = [sys.executable, "-m", "pytest", "--durations=5", "-n", "2", "--dist", "worksteal"]
    with_postgres = [sys.executable, "scripts/with_postgres.py"]
    first = (
        "everything but the walk, the browser and the services",
        [*pytest, "-m", "not services", *(f"--ignore={path}" for path in APART)],
    )
    if bulk:
        title, command = first
        return [(title, [*command, "--second-database"])]
    return [
        first,
        ("who reads what: every address, every person", [*pytest, "tests/visibility"]),
        ("page scripts in Node.js", ["scripts/npm", "test", "--silent"]),
        ("journeys in a browser", [*pytest, "tests/journeys"]),
        (SERVICES_TITLE, [*with_postgres, *pytest, "-m", "services", *SERVICES]),
    ]


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


def main(*, bulk: bool, at: datetime | None) -> int:
    """Runs all even when one fails, so that one look tells everything."""
    clock = shift_clock(at)
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    # each module is compiled once for all that the tests start, hundreds of processes
    environment["PYTHONPYCACHEPREFIX"] = str(BYTECODE)
    database = environment.get("DATABASE_URL", "").split(":")[0] or "SQLite"
    failed: list[str] = []
    started = time.monotonic()
    for title, command in runs(bulk=bulk):
        shifts = at is not None and title != SERVICES_TITLE
        hour = f", on {at:%d %B %Y at %H:%M}" if shifts else ""
        sys.stdout.write(f"\n=== {title} ({database}{hour}) ===\n")
        sys.stdout.flush()
        code = subprocess.call([*clock, *command] if shifts else command, cwd=ROOT, env=environment)
        if code not in {0, NO_TEST_COLLECTED}:
            failed.append(title)
    sys.stdout.write(f"\nSuite on {database}: {time.monotonic() - started:.0f} s")
    sys.stdout.write(f", failed in: {', '.join(failed)}\n" if failed else ", all passed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--bulk", action="store_true")
    parser.add_argument("--at", type=datetime.fromisoformat)
    sys.exit(main(**vars(parser.parse_args())))

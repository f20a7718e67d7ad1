"""The whole suite, in five runs: the bulk, the walk of rights, page scripts, browser journeys, real services.

    python scripts/run_tests.py             # all five
    python scripts/run_tests.py --bulk      # what tells something new on a second database, and no more

DATABASE_URL and REDIS_URL choose what the tests run on, as they do for the application. Without DATABASE_URL the
tests use SQLite, and those on real services an embedded PostgreSQL. Exits with 1 if any run failed.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
BYTECODE = ROOT / "var" / "bytecode"
NO_TEST_COLLECTED = 5
LEFT_OUT = {"DEBUG", "SITE_URL", "PORT", "PYTHONDONTWRITEBYTECODE"}
APART = ("tests/visibility", "tests/journeys", "tests/services")
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
        ("real services", [*with_postgres, *pytest, "-m", "services", *SERVICES]),
    ]


def main(arguments: list[str]) -> int:
    """Runs all even when one fails, so that one look tells everything."""
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    # each module is compiled once for all that the tests start, hundreds of processes
    environment["PYTHONPYCACHEPREFIX"] = str(BYTECODE)
    database = environment.get("DATABASE_URL", "").split(":")[0] or "SQLite"
    failed: list[str] = []
    started = time.monotonic()
    for title, command in runs(bulk="--bulk" in arguments):
        sys.stdout.write(f"\n=== {title} ({database}) ===\n")
        sys.stdout.flush()
        code = subprocess.call(command, cwd=ROOT, env=environment)
        if code not in {0, NO_TEST_COLLECTED}:
            failed.append(title)
    sys.stdout.write(f"\nSuite on {database}: {time.monotonic() - started:.0f} s")
    sys.stdout.write(f", failed in: {', '.join(failed)}\n" if failed else ", all passed\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

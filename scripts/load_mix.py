"""The Grand Mix under a room: `make load-mix`. Sixty screens, ten people who write, two workers.

On a fresh database of the PostgreSQL of DATABASE_URL (or a local one) that is removed afterwards. Ends with 1 when an
idea was lost, doubled or late.
"""

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import databases, mix, server  # noqa: E402

SLOWEST_MS, LATEST_S = 100, 2.5


def main() -> int:
    """Side effect: prints the figures."""
    with (
        tempfile.TemporaryDirectory(prefix="possibles-mix-") as folder,
        databases.fresh(f"possibles_mix_{os.getpid()}", Path(folder)) as database,
    ):
        where = databases.describe(database)
        env = server.environment(database, Path(folder))
        server.run("manage.py", "migrate", "--verbosity", "0", env=env)
        server.run("manage.py", "collectstatic", "--noinput", "--verbosity", "0", env=env)
        figures = mix.measure(database, Path(folder))
    sys.stdout.write(f"{where}, {os.cpu_count()} cores shared by the room, the server and the database\n")
    for name, value in figures.items():
        sys.stdout.write(f"  {name:20} {value}\n")
    well = (
        max(figures["feed_p95_ms"], figures["now_p95_ms"]) < SLOWEST_MS
        and figures["everywhere_max_s"] < LATEST_S
    )
    whole = not (figures["lost"] or figures["doubled"] or figures["not_everywhere"] or figures["problems"])
    return 0 if well and whole else 1


if __name__ == "__main__":
    sys.exit(main())

"""The partners' meeting under a room: `make load-board`. Thirty screens follow, six people answer; two workers.

On a fresh database of the PostgreSQL of DATABASE_URL (or a local one) that is removed afterwards. Ends with 1 when
screens wait too long.
"""

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import board, databases, server  # noqa: E402

SLOWEST_MS = 100


def main() -> int:
    """Side effect: prints the figures."""
    with (
        tempfile.TemporaryDirectory(prefix="possibles-board-") as folder,
        databases.fresh(f"possibles_board_{os.getpid()}", Path(folder)) as database,
    ):
        where = databases.describe(database)
        env = server.environment(database, Path(folder))
        server.run("manage.py", "migrate", "--verbosity", "0", env=env)
        server.run("manage.py", "collectstatic", "--noinput", "--verbosity", "0", env=env)
        figures = board.measure(database, Path(folder))
    sys.stdout.write(f"{where}, {os.cpu_count()} cores shared by the screens, the server and the database\n")
    for name, value in figures.items():
        sys.stdout.write(f"  {name:20} {value}\n")
    return 0 if figures["feed_p95_ms"] < SLOWEST_MS and not figures["problems"] else 1


if __name__ == "__main__":
    sys.exit(main())

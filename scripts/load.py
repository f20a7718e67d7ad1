"""A crowd at once: `make load`. A hundred people autosaving for a minute, then five hundred dossiers in thirty seconds.

On a fresh database of the PostgreSQL of DATABASE_URL (or a local one) that is removed afterwards, and gunicorn with two
workers. Ends with 1 when something was refused, lost or doubled.
"""

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import databases, load, report, server  # noqa: E402


def main() -> int:
    """Side effect: prints the figures."""
    with (
        tempfile.TemporaryDirectory(prefix="possibles-load-") as folder,
        databases.fresh(f"possibles_load_{os.getpid()}", Path(folder)) as database,
    ):
        where = databases.describe(database)
        env = server.environment(database, Path(folder))
        server.run("manage.py", "collectstatic", "--noinput", "--verbosity", "0", env=env)
        rows = load.measure(database, Path(folder))
    sys.stdout.write(f"{where}, {os.cpu_count()} cores shared by the crowd, the server and the database\n")
    for row in rows:
        told = row.get("error") or f"{row['value']:g} {row['unit']}"
        sys.stdout.write(f"  {row['page']:48} {told} ({row['client']})  {report.verdict(row)}\n")
    return 1 if any("error" in row for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())

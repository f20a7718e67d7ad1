"""The server that is measured, as in production: gunicorn with two workers, DEBUG off, on a database of its own."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg2

ROOT = Path(__file__).resolve().parent.parent
PASSED_ON = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "REDIS_URL"}
PATIENCE_S = 60


def make_environment(database: str, folder: Path) -> dict[str, str]:
    """What every process of a measure runs with: nothing of the caller's but where programs are, and the broker."""
    return {
        **{name: value for name, value in os.environ.items() if name in PASSED_ON},
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_URL": database,
        "POSSIBLES_VAR": str(folder),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "AUDIT_KEY": secrets.token_urlsafe(48),
        "LOG_LEVEL": "WARNING",
        "PYTHONWARNINGS": "ignore",
    }


def run(*command: str, env: dict[str, str]) -> str:
    """What ``python -m django`` prints. Raises CalledProcessError."""
    django = [sys.executable, "-m", "django", *command]
    return subprocess.run(django, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def run_code(code: str, *, env: dict[str, str]) -> str:
    """The last line that this code prints, in a process of its own that knows Django."""
    return run("shell", "--no-imports", "-c", code, env=env).strip().rpartition("\n")[2]


@contextmanager
def make_database(name: str) -> Iterator[str]:
    """The address of a new database on the PostgreSQL of DATABASE_URL, removed with the block."""
    admin, name = os.environ["DATABASE_URL"], f"possibles_bench_{os.getpid()}_{name}"
    execute(admin, f'create database "{name}"')
    try:
        yield urlunsplit(urlsplit(admin)._replace(path=f"/{name}"))
    finally:
        execute(admin, f'drop database "{name}" with (force)')


def execute(address: str, statement: str) -> None:
    connection = psycopg2.connect(address)
    connection.autocommit = True  # databases are made outside of a transaction
    connection.cursor().execute(statement)
    connection.close()


def find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def start(*command: str, address: str, env: dict[str, str] | None = None) -> Iterator[None]:
    """A module of Python that runs, and listens there, as long as the block lasts."""
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=env)
    host, port = address.split(":")
    give_up = time.monotonic() + PATIENCE_S
    try:
        while True:
            try:
                socket.create_connection((host, int(port)), timeout=1).close()
                break
            except OSError:
                if time.monotonic() > give_up or process.poll() is not None:
                    raise
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def serve(env: dict[str, str]) -> Iterator[str]:
    """The address of the site, once it answers."""
    address = f"127.0.0.1:{find_port()}"
    options = (
        "--bind",
        address,
        "--workers",
        "2",
        "--log-level",
        "error",
        "--timeout",
        "120",
        "--no-control-socket",
    )
    with start("gunicorn", "accelerator.wsgi", *options, address=address, env=env):
        yield f"http://{address}"


def measure_cpu() -> float:
    """Seconds of the processor that gunicorn and its workers used so far."""
    children = psutil.Process().children(recursive=True)
    times = [child.cpu_times() for child in children if "gunicorn" in " ".join(child.cmdline())]
    return sum(spent.user + spent.system for spent in times)

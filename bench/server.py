"""The server being measured, as in production: gunicorn with two sync workers on loopback, DEBUG off; and workers."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 60
KEPT = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "REDIS_URL"}


def environment(database: str, folder: Path, **more: str) -> dict[str, str]:
    """What every process of a measure runs with: nothing of the caller's but where programs are, and the broker."""
    kept = {name: value for name, value in os.environ.items() if name in KEPT}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "bench.settings",
        "DATABASE_URL": database,
        "POSSIBLES_VAR": str(folder),
        "SECRET_KEY": secrets.token_urlsafe(48),
        "AUDIT_KEY": secrets.token_urlsafe(48),
        "LOG_LEVEL": "WARNING",
        "PYTHONWARNINGS": "ignore",
        **more,
    }


def run(*arguments: str, env: dict[str, str]) -> None:
    """Run a Python command of the project to its end. Raises CalledProcessError."""
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, check=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def start(*command: str, env: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """A process and its children, ended with the block."""
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=env, start_new_session=True)
    try:
        yield process
    finally:
        # the first asks the parent, which ends its children in order; the second leaves nobody
        for ask, sign in ((os.kill, signal.SIGTERM), (os.killpg, signal.SIGKILL)):
            with suppress(ProcessLookupError, subprocess.TimeoutExpired):
                ask(process.pid, sign)
                process.wait(timeout=15)


def find_children(parent: int) -> list[int]:
    """The processes that this one started, and runs still (Linux)."""
    return [int(pk) for pk in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def measure_memory_of(processes: list[int]) -> float:
    """Megabytes that they hold of their own or share (Linux)."""
    pages = sum(int(Path(f"/proc/{pk}/statm").read_text().split()[1]) for pk in processes)
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def measure_cpu_of(processes: list[int]) -> float:
    """Seconds of processor that they have used (Linux)."""
    told = [Path(f"/proc/{pk}/stat").read_text().rpartition(")")[2].split() for pk in processes]
    return sum(int(fields[11]) + int(fields[12]) for fields in told) / os.sysconf("SC_CLK_TCK")


def measure_cpu() -> float:
    """Seconds of processor that the processes this one started have used, those still running too (Linux)."""
    ticks, own = os.sysconf("SC_CLK_TCK"), {os.getpid()}
    spent = 0.0
    rows = sorted((int(path.name), path) for path in Path("/proc").iterdir() if path.name.isdecimal())
    for pid, path in rows:
        with suppress(OSError):
            fields = (path / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            if int(fields[1]) in own:
                own.add(pid)
                spent += (int(fields[11]) + int(fields[12])) / ticks
    return spent


@contextmanager
def gunicorn(env: dict[str, str]) -> Iterator[str]:
    """Address of the server, once it answers."""
    port = free_port()
    command = (
        "gunicorn",
        "accelerator.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "2",
        "--worker-class",
        "sync",
        "--log-level",
        "error",
        "--timeout",
        "120",
    )
    with start(*command, env=env) as process:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}"


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server does not answer")


@contextmanager
def workers(env: dict[str, str], count: int = 2) -> Iterator["subprocess.Popen[bytes]"]:
    """Celery workers of one process each, as on a small server: their parent."""
    command = (
        "celery",
        "-A",
        "accelerator",
        "--quiet",
        "worker",
        "--pool",
        "prefork",
        "--concurrency",
        str(count),
        "--loglevel",
        "error",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
    )
    with start(*command, env=env) as parent:
        yield parent

"""Programs that a test starts beside it, on its database: web servers, workers, a Redis of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

PATIENCE_S = 90
OURS = {"REDIS_URL", "CACHE_URL", "DEBUG", "EMAIL_URL", "EMAIL_BACKEND"}
WEB = [
    "gunicorn", "accelerator.wsgi", "--workers", "2", "--worker-class", "gthread", "--threads", "8",
    "--log-level", "error", "--no-control-socket",
]  # fmt: skip
"""The command of the operations guide."""
WORKER = ["celery", "-A", "accelerator", "worker", "--concurrency", "2", "--loglevel", "error"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Variables of a program on this test's database, with ``folder`` for all it keeps beside."""
    folder.mkdir(exist_ok=True)
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    return {
        **{name: value for name, value in os.environ.items() if name not in OURS},
        "DATABASE_URL": database.geturl(),
        "DEBUG": "1",  # static files as they lie in the sources
        "POSSIBLES_VAR": str(folder),
        "SECRET_KEY": settings.SECRET_KEY,
        "AUDIT_KEY": settings.AUDIT_KEY,
        **more,
    }


def run(stack: ExitStack, command: list[str], env: dict[str, str]) -> "subprocess.Popen[bytes]":
    """A Python program of the project, killed with all it started at the end of ``stack``."""
    return _start(stack, [sys.executable, "-m", *command], env)


def run_supervised(stack: ExitStack, command: list[str], env: dict[str, str]) -> None:
    """The same, started again when it ends, as the operations guide has supervisors do."""
    again = 'while :; do "$0" "$@"; sleep 1; done'
    _start(stack, ["/bin/sh", "-c", again, sys.executable, "-m", *command], env)


def _start(stack: ExitStack, command: list[str], env: dict[str, str]) -> "subprocess.Popen[bytes]":
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, cwd=settings.ROOT, env=env, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    stack.callback(process.wait)
    stack.callback(_kill, process)
    return process


def _kill(process: "subprocess.Popen[bytes]") -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def run_web(stack: ExitStack, env: dict[str, str]) -> str:
    """The address of a web server once it answers."""
    address = f"127.0.0.1:{free_port()}"
    run(stack, [*WEB, "--bind", address], env)
    until(lambda: answers(f"http://{address}/healthz"))
    return f"http://{address}"


def run_redis(stack: ExitStack, port: int) -> "subprocess.Popen[bytes]":
    """A server that keeps nothing when it ends, as an unlucky one."""
    program = shutil.which("redis-server")
    if not program:
        pytest.skip("needs redis-server")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = _start(stack, command, dict(os.environ))
    until(lambda: listens(port))
    return process


def browse(base: str, client: Client) -> httpx.Client:
    """The browser of who is signed in with ``client``, at another server."""
    token = "b" * 32
    cookies = {"csrftoken": token, **{name: morsel.value for name, morsel in client.cookies.items()}}
    headers = {"X-CSRFToken": token, "Referer": f"{base}/", "Accept-Language": "fr"}
    return httpx.Client(base_url=base, cookies=cookies, headers=headers, timeout=60)


def answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def until(reached: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    pause = threading.Event()
    for _look in range(PATIENCE_S * 5):
        if reached():
            return
        pause.wait(0.2)
    pytest.fail("it did not happen in time")

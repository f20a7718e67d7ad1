"""The files of this repository, as git knows them: listed and read once for all tests."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accelerator/", "programmes/", "projects/", "coaching/")


@cache
def tracked() -> tuple[str, ...]:
    """Paths that git knows, as in a clone."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return tuple(name for name in listed.stdout.split("\0") if name and (ROOT / name).exists())


@cache
def read_text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def read_modules(*folders: str) -> dict[str, str]:
    """Path → text of the modules of these folders, without migrations."""
    return {
        name: read_text(name)
        for name in tracked()
        if name.startswith(folders) and name.endswith(".py") and "/migrations/" not in name
    }

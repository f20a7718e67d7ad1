"""Lock what pyproject.toml asks for: with hashes, for every platform, naming no index.

Pins stay as they are as long as they agree with it; ``--upgrade`` takes the latest allowed versions of all.
"""

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).parent / "uv"
OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-strip-extras", "--quiet"]
"""Extras stay in the pins: pip takes ``coverage[toml]`` for unpinned as soon as a later ``coverage`` is out."""
SILENT = ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"]


def lock(name: str, *arguments: str) -> None:
    """Compile ``requirements/<name>.txt`` from the sources, groups and constraints that uv is given."""
    command = [str(UV), "pip", "compile", *OPTIONS, *SILENT, *arguments, "-o", f"requirements/{name}.txt"]
    subprocess.run(command, cwd=ROOT, check=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_const", const=["--upgrade"], default=[])
    upgrade: list[str] = parser.parse_args().upgrade
    lock("base", "pyproject.toml", *upgrade)
    lock("dev", "pyproject.toml", "--group", "dev", "-c", "requirements/base.txt", *upgrade)
    lock("node", "--group", "node", *upgrade)
    lock("uv", "--group", "uv", *upgrade)

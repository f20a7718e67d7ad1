"""Lock the Python requirements again: latest allowed versions, with hashes, for every platform, naming no index."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "requirements"
UV = Path(sys.executable).parent / "uv"
OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade", "--quiet"]
SILENT = ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"]


def lock(name: str, *constraints: str) -> None:
    """Compile ``requirements/<name>.in`` into ``<name>.txt``, agreeing with the ``constraints`` files."""
    command = [str(UV), "pip", "compile", *OPTIONS, *SILENT, f"{name}.in", "-o", f"{name}.txt"]
    for constraint in constraints:
        command += ["-c", constraint]
    subprocess.run(command, cwd=FOLDER, check=True)


if __name__ == "__main__":
    lock("base")
    lock("dev", "base.txt")
    lock("node")

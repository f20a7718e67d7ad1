"""A copy of the repository under var/, in which code may be broken while one goes on working."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT = ["var/static", "var/fonts", "node_modules"]
"""Folders that git does not know and tests need."""


def copy_tree(to: Path) -> None:
    """Write to this folder the files of the repository as they are now, and what was built from them."""
    shutil.rmtree(to, ignore_errors=True)
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    catalogues = [str(path.relative_to(ROOT)) for path in (ROOT / "locale").glob("*/LC_MESSAGES/*.mo")]
    for name in {*names, *catalogues}:
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, to / name)
    for name in BUILT:
        if (ROOT / name).is_dir():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            (to / name).symlink_to((ROOT / name).resolve())

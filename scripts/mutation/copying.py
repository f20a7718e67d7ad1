"""A copy of the repository in which code may be broken."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BUILT = ["var/static", "var/fonts", "node_modules"]
"""Folders that git does not know and tests need."""


def list_tracked(*patterns: str) -> list[str]:
    """Files of the repository, new ones too, whose name fits one of these patterns of git (all without)."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return sorted(name for name in set(names) if (ROOT / name).is_file())


def copy_tree(to: Path) -> None:
    """Write to this folder the files of the repository as they are now, and what was built from them."""
    shutil.rmtree(to, ignore_errors=True)
    catalogues = [str(path.relative_to(ROOT)) for path in (ROOT / "locale").glob("*/LC_MESSAGES/*.mo")]
    for name in [*list_tracked(), *catalogues]:
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, to / name)
    for name in BUILT:
        if (ROOT / name).is_dir():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            (to / name).symlink_to((ROOT / name).resolve())

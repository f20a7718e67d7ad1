"""A rule that was written out by hand in many places has one home now, and stays there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = ("accelerator", "programmes", "projects", "coaching", "bench", "scripts", "templates")


def _naming(words: str, *folders: str, suffixes: tuple[str, ...] = (".py", ".html", ".txt")) -> list[str]:
    """Where these words stand, ``file:line``, but for migrations."""
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in suffixes and "migrations" not in path.parts:
                lines = path.read_text(encoding="utf-8").splitlines()
                here = path.relative_to(ROOT).as_posix()
                found += [
                    f"{here}:{number}" for number, line in enumerate(lines, 1) if re.search(words, line)
                ]
    return found


def test_who_holds_a_project_is_asked_of_its_members() -> None:
    """``ProjectMember.objects.present() / editors() / leads()``: a forgotten ``left_at`` gives a right back."""
    found = _naming("left_at", *CODE)

    assert found, "nothing was searched"
    assert [place for place in found if not place.startswith("projects/members/")] == []

"""A rule that was written out by hand in many places has one home now, and stays there."""

import re

from tests.support.repository import ROOT, tracked

PACKAGES = ("accelerator/", "programmes/", "projects/", "coaching/", "bench/", "scripts/", "templates/")


def _places(words: str, *, below: tuple[str, ...] = PACKAGES) -> list[str]:
    """Where these words stand, ``file:line``, but for migrations and what is not text."""
    names = [name for name in tracked() if name.startswith(below) and "/migrations/" not in name]
    return [
        f"{name}:{number}"
        for name in names
        if name.endswith((".py", ".html", ".txt"))
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), 1)
        if re.search(words, line)
    ]


def test_who_holds_a_project_is_asked_of_its_members() -> None:
    """``ProjectMember.objects.present() / editors() / leads()``: a forgotten ``left_at`` gives a right back."""
    found = _places("left_at")

    assert found, "nothing was searched"
    assert [place for place in found if not place.startswith("projects/members/")] == []


def test_which_places_are_offered_taken_or_confirmed_is_asked_of_participations() -> None:
    """``Participation.objects.offered() / confirmed() / taken()``, ``place_is_confirmed("participation__")``."""
    found = _places(
        r"participation__state|\bstate(__in)?=\W*ParticipationState\.\w+", below=("projects/", "coaching/")
    )

    assert [place for place in found if not place.startswith("projects/decision/models.py")] == []

"""A rule that was written out by hand in many places has one home now, and stays there."""

import re

from tests.support.repository import ROOT, tracked

PACKAGES = ("accelerator/", "programmes/", "projects/", "coaching/", "bench/", "scripts/", "templates/")


def _places(
    words: str, *, below: tuple[str, ...] = PACKAGES, ending: tuple[str, ...] = (".py", ".html", ".txt")
) -> list[str]:
    """Where these words stand, ``file:line``, but for migrations and what is not text."""
    names = [name for name in tracked() if name.startswith(below) and "/migrations/" not in name]
    return [
        f"{name}:{number}"
        for name in names
        if name.endswith(ending)
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


def test_what_a_conflict_of_interest_hides_is_decided_before_templates() -> None:
    """Rows carry what their reader is shown (``projects/conflicts/queries/hidden.py``): templates print it and no more.

    A score of the reader's own, or one they gave, is theirs.
    """
    own = (
        "templates/dev/",
        "templates/projects/decision/participation_page.html",
        "templates/projects/review/_review_words.html",
        "templates/projects/review/review_queue.html",
    )
    columns = r"\.(score|score_low|score_high|reserve_rank|decline_reason|judged|decision\.outcome)\b"
    found = _places(rf"{columns}|\b(conflicts|undisclosed)\.", below=("templates/",), ending=(".html",))

    assert {place.partition(":")[0] for place in found if not place.startswith(own)} == set()

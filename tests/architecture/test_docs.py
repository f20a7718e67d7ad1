"""The documentation leads somewhere: each link and picture is a file of the repository and says what it shows."""

import re
from pathlib import Path

import pytest

from tests.support.repository import ROOT, tracked

LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
PICTURE = re.compile(r'<img src="([^"]+)" alt="([^"]*)"')
PAGES = [
    name for name in tracked() if name.endswith(".md") and (name.startswith("docs/") or name == "README.md")
]
LARGEST = 150_000


def leads(page: str) -> list[tuple[str, str]]:
    """Where a page leads, and the words of each link or picture."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = [(target, words) for _mark, words, target in LINK.findall(text)]
    return [(target, words) for target, words in [*found, *PICTURE.findall(text)] if "://" not in target]


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_leads_to_exists_and_is_described(page: str) -> None:
    known = set(tracked())
    folder = Path(page).parent
    for target, words in leads(page):
        path = (ROOT / folder / target.partition("#")[0]).resolve()
        assert str(path.relative_to(ROOT)) in known, f"{page} leads to {target}"
        assert words, f"{page}: {target} has no words"


def test_every_picture_is_shown_somewhere_and_light() -> None:
    shown = {
        str((ROOT / Path(page).parent / target).resolve().relative_to(ROOT))
        for page in PAGES
        for target, _words in leads(page)
    }
    pictures = {name for name in tracked() if name.startswith("docs/images/")}
    assert pictures <= shown
    assert [name for name in pictures if (ROOT / name).stat().st_size > LARGEST] == []

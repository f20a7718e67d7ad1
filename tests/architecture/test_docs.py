"""The documentation leads somewhere: each link and picture is a file of the repository and says what it shows."""

import re
from pathlib import Path

import pytest

from tests.support.repository import ROOT, tracked

LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
PICTURE = re.compile(r'<img src="([^"]+)" alt="([^"]*)"')
PAGES = [
    name
    for name in tracked()
    if name.endswith(".md") and (name.startswith("docs/") or name in ("README.md", "CONTRIBUTING.md"))
]
DECISIONS = [name for name in PAGES if re.match(r"docs/decisions/\d", name)]
FOR_DEVELOPERS = ["CONTRIBUTING.md", "docs/architecture.md", *DECISIONS]
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


def test_every_shot_is_a_picture_and_every_picture_a_shot() -> None:
    lists = "".join(
        (ROOT / name).read_text(encoding="utf-8") for name in tracked() if name.startswith("scripts/shots")
    )
    taken = re.findall(r'Shot\(\s*"([\w-]+)"', lists)
    pictures = {Path(name).stem for name in tracked() if name.startswith("docs/images/")}

    assert len(taken) == len(set(taken))
    assert set(taken) == pictures


def test_the_architecture_draws_every_package_of_the_apps() -> None:
    drawn = (ROOT / "docs/architecture.md").read_text(encoding="utf-8").split("```")[3]
    packages = {
        name.split("/")[1]
        for name in tracked()
        if name.startswith(("coaching/", "projects/")) and name.endswith("/models.py")
    }

    assert {package for package in packages if not re.search(rf"\b{package}\b", drawn)} == set()


@pytest.mark.parametrize("page", FOR_DEVELOPERS)
def test_the_paths_that_a_page_for_developers_names_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    files = set(tracked())
    paths = re.findall(r"`((?:accelerator|programmes|projects|coaching|tests|static|scripts)/[\w/.]+)`", text)

    def exists(path: str) -> bool:
        """A file, a folder, a module without its ending, or a function of a module."""
        path = path.rstrip("/")
        return any(
            name in (path, f"{path}.py", f"{path.rsplit('.', 1)[0]}.py") or name.startswith(f"{path}/")
            for name in files
        )

    assert [path for path in paths if not exists(path)] == []


def test_the_index_lists_every_decision_by_its_title() -> None:
    titles = {}
    for page in DECISIONS:
        number, title = (
            (ROOT / page).read_text(encoding="utf-8").splitlines()[0].removeprefix("# ").split(". ", 1)
        )
        assert Path(page).name.startswith(f"{number}-"), page
        titles[number, Path(page).name] = title
    index = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")

    assert {
        (n, name): title for n, name, title in re.findall(r"\| \[(\d+)\]\((.+)\) \| (.+) \|", index)
    } == titles
    assert len({number for number, _name in titles}) == len(titles)

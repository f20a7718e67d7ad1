"""What the repository may hold: a known layout, locked dependencies, no host and no machine in the files."""

import json
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.support.repository import APPS, ROOT, read_modules, read_text, tracked

FOLDERS = set(
    ".ci accelerator bench coaching deploy docs locale programmes projects requirements scripts static templates"
    " tests".split()
)
FILES = set(
    ".editorconfig .gitignore .npmrc CHANGELOG.md CONTRIBUTING.md LICENSE Makefile Procfile README.md manage.py"
    " package-lock.json package.json eslint.config.js pyproject.toml Dockerfile .dockerignore compose.yaml".split()
)
# In pieces, so that this file does not find itself.
HOSTS = [
    "pypi" + ".org",
    "python" + "hosted",
    "registry." + "npmjs",
    "deb." + "debian.org",
    "unpkg" + ".com",
    "jsdelivr" + ".net",
]
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home|opt|Users)/" + r"\w")


@cache
def texts() -> list[tuple[str, str]]:
    """Tracked text files and their content; images and fonts are left out."""
    found = []
    for name in tracked():
        try:
            found.append((name, read_text(name)))
        except UnicodeDecodeError:
            continue
    return found


def test_the_layout_is_the_one_of_the_design() -> None:
    names = tracked()

    assert {name.split("/")[0] for name in names if "/" in name} <= FOLDERS
    assert {name for name in names if "/" not in name} <= FILES


def test_no_file_names_a_package_registry() -> None:
    guilty = [(name, host) for name, text in texts() for host in HOSTS if host in text]

    assert guilty == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    guilty = [(name, hit.group()) for name, text in texts() for hit in [MACHINE.search(text)] if hit]

    assert guilty == []


@pytest.mark.parametrize("name", ["base", "dev", "node"])
def test_python_requirements_are_locked_with_hashes(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", text.strip())

    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text
    assert [block for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []


EXTRAS = re.compile(r"\[[^\]]*\]")


def pins(name: str) -> set[str]:
    """``package==version`` of a lock, without its extras, with the marker if there is one."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.removesuffix(" \\") for line in text.splitlines() if line and not line.startswith(" "))
    return {EXTRAS.sub("", line) for line in lines}


def test_the_test_lock_holds_the_base_lock() -> None:
    assert pins("base") <= pins("dev")


def test_the_locks_hold_what_is_asked_for() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = {"base": asked["project"]["dependencies"], **asked["dependency-groups"]}
    locked = {name: {pin.split("==")[0] for pin in pins(name)} for name in groups}

    missing = [
        (group, line)
        for group, lines in groups.items()
        for line in lines
        if re.split(r"[\[<>=!~; ]", line.lower().replace("_", "-"))[0] not in locked[group]
    ]
    assert missing == []


def test_npm_packages_are_locked_without_addresses() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: row for name, row in lock["packages"].items() if name}

    assert packages
    assert [name for name, row in packages.items() if "resolved" in row] == []
    assert [name for name, row in packages.items() if not row.get("integrity")] == []


LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
PICTURE = re.compile(r'<img src="([^"]+)" alt="([^"]*)"')
PAGES = [
    name
    for name in tracked()
    if name.endswith(".md") and (name.startswith("docs/") or name in ("README.md", "CONTRIBUTING.md"))
]
DECISIONS = [name for name in PAGES if re.match(r"docs/decisions/\d", name)]
FOR_DEVELOPERS = [
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/glossary.md",
    "docs/testing.md",
    *DECISIONS,
]
LARGEST = 150_000


def leads(page: str) -> list[tuple[str, str]]:
    """Where a page leads, and the words of each link or picture."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = [(target, words) for _mark, words, target in LINK.findall(text)]
    return [(target, words) for target, words in [*found, *PICTURE.findall(text)] if "://" not in target]


@pytest.mark.parametrize("page", PAGES)
def test_links_and_pictures_of_the_documentation_exist_and_are_described(page: str) -> None:
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

    wrong = [path for path in paths if not exists(path)]

    assert wrong == [], f"{page} leads to what was renamed or removed."


def test_the_names_of_the_glossary_are_in_the_code() -> None:
    glossary = read_text("docs/glossary.md").partition("## Words of the code")[0]
    words = set(re.findall(r"\w+", "\n".join([*tracked(), *read_modules(*APPS).values()])))
    names = {name for code in re.findall(r"`([^`]+)`", glossary) for name in re.findall(r"\w{4,}", code)}

    assert len(names) > 200
    assert sorted(names - words) == [], "Renamed: write its new name in docs/glossary.md."


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

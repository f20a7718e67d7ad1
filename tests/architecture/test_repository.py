"""What the repository may hold: a known layout, locked dependencies, no host and no machine in the files."""

import json
import re
import tomllib

import pytest

from tests.support.repository import ROOT, tracked

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


def texts() -> list[tuple[str, str]]:
    """Tracked text files and their content; images and fonts are left out."""
    found = []
    for name in tracked():
        try:
            found.append((name, (ROOT / name).read_text(encoding="utf-8")))
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

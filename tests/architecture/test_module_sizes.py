"""Modules one can read in a sitting, named after the business they hold."""

from pathlib import Path

from tests.support.repository import ROOT, tracked

LONGEST = {".py": 320, ".html": 400, ".js": 400, ".md": 400, ".css": 800}
"""Lines. A module is 60 to 300 lines, and some more while its next subject has no name yet. Style sheets have one
declaration a line."""
MORE_FOR_TESTS = 180
"""Lines more for a module of tests: they are read one at a time."""
EXEMPT = ("migrations/", "CHANGELOG.md", "docs/")
BOILERPLATE = ("migrations/", "/apps.py")
PACKAGES = ("accelerator", "programmes", "projects", "coaching")
NO_BUSINESS = {"utils", "util", "common", "helpers", "misc", "tools", "stuff"}


def test_no_module_is_too_long() -> None:
    long = {}
    for name in tracked():
        longest = LONGEST.get(Path(name).suffix)
        if longest and not any(part in name for part in EXEMPT):
            lines = len((ROOT / name).read_text(encoding="utf-8").splitlines())
            if lines > longest + (MORE_FOR_TESTS if name.startswith("tests/") else 0):
                long[name] = lines

    assert long == {}


def test_a_module_is_named_after_what_it_holds() -> None:
    nameless = [
        name
        for name in tracked()
        if name.endswith(".py") and set(Path(name).with_suffix("").parts) & NO_BUSINESS
    ]

    assert nameless == []


def test_every_python_module_says_what_it_holds() -> None:
    """A first line that tells a reader whether to enter."""
    silent = []
    for name in tracked():
        if (
            not name.endswith(".py")
            or not name.startswith(PACKAGES)
            or any(part in name for part in BOILERPLATE)
        ):
            continue
        text = (ROOT / name).read_text(encoding="utf-8").strip()
        if text and not text.startswith(('"""', 'r"""')):
            silent.append(name)

    assert silent == []

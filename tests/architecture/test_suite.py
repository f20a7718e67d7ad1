"""What the tests themselves keep to."""

import re

from tests.support.repository import ROOT, tracked


def test_tests_take_their_helpers_from_support_and_factories() -> None:
    """A module of tests can be moved, split or run alone: no other one reads it."""
    imported = re.compile(r"^\s*(?:from|import) +(tests\.[\w.]*\b(?:test_\w+|conftest))\b", re.MULTILINE)
    found = {
        name: imported.findall((ROOT / name).read_text(encoding="utf-8"))
        for name in tracked()
        if name.startswith("tests/") and name.endswith(".py")
    }

    assert {name: modules for name, modules in found.items() if modules} == {}


def test_tests_of_a_subject_are_in_its_folder() -> None:
    subjects = {
        app: {path.parent.name for path in (ROOT / app).glob("*/__init__.py")}
        for app in ("projects", "coaching")
    }
    folders = [
        name.split("/")[1:] for name in tracked() if re.match(r"tests/(projects|coaching)/.+\.py", name)
    ]

    assert [parts for parts in folders if len(parts) == 2 and parts[1] != "__init__.py"] == []
    assert [parts for parts in folders if len(parts) > 2 and parts[1] not in subjects[parts[0]]] == []

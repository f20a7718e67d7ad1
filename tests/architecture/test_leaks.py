"""The leaks of ``make leaks`` fit the code as it is, and what the walk says of them is read right."""

import ast
from pathlib import Path

import pytest

from scripts.leaks import LEAKS, Leak, judge, plant
from tests.support.repository import ROOT

NAMES = [leak.subject for leak in LEAKS]


def test_there_are_twelve_leaks_in_twelve_subjects() -> None:
    assert len(set(NAMES)) == len(LEAKS) == 12


@pytest.mark.parametrize("leak", LEAKS, ids=NAMES)
def test_a_leak_is_planted_in_a_copy_and_is_code_that_runs(leak: Leak, tmp_path: Path) -> None:
    text = (ROOT / leak.file).read_text(encoding="utf-8")
    copy = tmp_path / leak.file
    copy.parent.mkdir(parents=True)
    copy.write_text(text, encoding="utf-8")

    assert plant(leak, tmp_path) == text

    assert (ROOT / leak.file).read_text(encoding="utf-8") == text
    assert copy.read_text(encoding="utf-8") == text.replace(leak.before, leak.after) != text
    if copy.suffix == ".py":
        ast.parse(copy.read_text(encoding="utf-8"))


def test_a_leak_that_the_code_has_no_place_for_any_more_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("rows = every_row\n", encoding="utf-8")
    leak = Leak("posts", "drafts", "module.py", "rows = published", "rows = every_row", ())

    with pytest.raises(SystemExit, match="stands 0 times"):
        plant(leak, tmp_path)


@pytest.mark.parametrize(
    ("output", "verdict"),
    [
        ("1 passed\nexit 0", "missed"),
        ("E  projects:deliberation {}: shows 40.2 (score)\n1 failed\nexit 1", "found"),
        ("E  projects:team {}: 200, expected one of [403]\n1 failed\nexit 1", "found"),
        ("E  POST projects:team {}: writes zqnameqz (reviewer_name) to holder_a\n1 failed\nexit 1", "found"),
        ("E  NameError: name 'RoleName' is not defined\n1 error\nexit 1", "broken"),
        ("E  projects:team {}: 500\n1 failed\nexit 1", "broken"),
        ("INTERNALERROR> shows 40.2 (score)\nexit 3", "broken"),
    ],
)
def test_a_leak_is_found_by_what_a_test_reads_and_not_by_an_error(output: str, verdict: str) -> None:
    assert judge(output)[0] == verdict

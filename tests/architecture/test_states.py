"""A state that a table governs is set by ``transitions`` alone."""

import ast
from collections.abc import Iterator

import pytest

from tests.support.repository import ROOT, tracked


def _name_tabled_enums() -> set[str]:
    """The enums of the states that a table governs: declared or imported beside it."""
    modules = [
        (ROOT / name).read_text(encoding="utf-8")
        for name in tracked()
        if name.endswith(("/states.py", "/enums.py")) and not name.startswith("tests/")
    ]
    return {
        name
        for text in modules
        if "StateTable(" in text
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef | ast.ImportFrom)
        for name in ([node.name] if isinstance(node, ast.ClassDef) else [alias.name for alias in node.names])
        if name.endswith("State")
    }


def _find_states_by_hand(source: str, tabled: set[str]) -> Iterator[int]:
    """The lines that set the state of a row, to one that a table governs, without ``transitions``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign):
            targets = [part for target in node.targets for part in getattr(target, "elts", [target])]
            is_set = any(isinstance(part, ast.Attribute) and part.attr == "state" for part in targets)
            values = [node.value] if is_set else []
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "update":
            values = [keyword.value for keyword in node.keywords if keyword.arg == "state"]
        else:
            continue
        for value in values:
            names = {part.id for part in ast.walk(value) if isinstance(part, ast.Name)}
            if names & tabled or (isinstance(value, ast.Constant) and isinstance(value.value, str)):
                yield node.lineno


def test_a_state_that_has_a_table_is_moved_by_it() -> None:
    tabled = _name_tabled_enums()
    found = [
        f"{name}:{line}"
        for name in tracked()
        if name.startswith(("accelerator/", "programmes/", "projects/", "coaching/"))
        and name.endswith(".py")
        and "/migrations/" not in name
        for line in _find_states_by_hand((ROOT / name).read_text(encoding="utf-8"), tabled)
    ]

    assert {"ParticipationState", "CanvasState", "ApplicationState"} <= tabled
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "place.state = ParticipationState.CONFIRMED",
        "place.state, place.at = ParticipationState.CONFIRMED.value, at",
        "place.state = 'confirmed'",
        "Participation.objects.filter(pk=1).update(state=ParticipationState.DECLINED)",
    ],
)
def test_a_state_set_by_hand_is_seen(line: str) -> None:
    assert list(_find_states_by_hand(line, {"ParticipationState"})) == [1]

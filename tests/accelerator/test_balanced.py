"""A document whose last page would be nearly empty is set tighter, where that spares it."""

from typing import Any

import pytest

from accelerator import typesetting


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> dict[bool, dict[str, float]]:
    """Where the document ends, as it is set (``False``) and set tighter (``True``)."""
    found: dict[bool, dict[str, float]] = {}

    def compile_it(*, inputs: dict[str, str], **rest: Any) -> tuple[bytes, dict[str, float]]:
        tight = "tight" in inputs
        return (b"tight" if tight else b"loose"), found[tight]

    monkeypatch.setattr(typesetting, "_compile_marked", compile_it)
    return found


@pytest.mark.parametrize(
    ("loose", "tight", "kept"),
    [
        ((4, 40), (3, 260), b"tight"),
        ((4, 40), (4, 30), b"loose"),
        ((4, 200), (3, 260), b"loose"),
        ((1, 40), (1, 40), b"loose"),
    ],
)
def test_the_last_page_is_spared_where_it_can_be(
    ends: dict[bool, dict[str, float]], loose: tuple[int, int], tight: tuple[int, int], kept: bytes
) -> None:
    ends[False], ends[True] = ({"page": page, "y": y} for page, y in (loose, tight))

    assert typesetting.compile_balanced(inputs={}, path="", root="", folders=[], timestamp=0) == kept

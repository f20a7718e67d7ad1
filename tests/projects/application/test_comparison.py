"""Two versions of a text side by side: what stayed, went and came."""

import pytest

from projects.application.queries.versions import compare


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("", "", []),
        ("", "Neuf", ["added"]),
        ("Ancien", "", ["removed"]),
        ("un écran", "un grand écran", ["same", "added", "same"]),
        ("un petit écran", "un écran", ["same", "removed", "same"]),
        ("Texte entier refait", "Autre chose dite", ["removed", "added"]),
    ],
)
def test_a_comparison_tells_what_stayed_went_and_came(before: str, after: str, kinds: list[str]) -> None:
    pieces = compare(before, after)

    assert [piece.kind for piece in pieces] == kinds
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after


def test_very_long_texts_are_compared_line_by_line() -> None:
    lines = [f"Ligne {number} " + "mot " * 40 for number in range(400)]
    pieces = compare("\n".join(lines), "\n".join([*lines[:200], "Une ligne neuve", *lines[200:]]))

    assert [piece.kind for piece in pieces] == ["same", "added", "same"]

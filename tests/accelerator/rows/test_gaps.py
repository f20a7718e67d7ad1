"""HTML with gaps: drawn once, filled in by each, and nothing of one page on another."""

import pytest
from django.template import Context
from django.utils.translation import gettext, override

from accelerator.rows import gaps
from accelerator.rows.gaps import UID, Drawn, GapTemplate, gap, keep_drawn

NAME, NOTE = gap("name"), gap("side_note")


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[object, Drawn]:
    found: dict[object, Drawn] = {}
    monkeypatch.setattr(gaps, "_kept", found)
    return found


def test_gaps_are_filled_in_and_others_stay() -> None:
    drawn = Drawn(f'<p id="{UID}">{NAME} {NOTE}</p>')

    assert drawn.fill({str(UID): "7", NAME: "Awa"}) == f'<p id="7">Awa {NOTE}</p>'


def test_what_is_put_in_a_gap_is_no_gap_itself() -> None:
    assert Drawn(f"{NAME}, {NOTE}").fill({NAME: NOTE, NOTE: "x"}) == f"{NOTE}, x"


def test_it_is_drawn_once_in_each_language() -> None:
    told: list[str] = []

    def draw() -> str:
        told.append(gettext("Modifier"))
        return told[-1]

    for language in ("fr", "en", "fr", "en"):
        with override(language):
            assert keep_drawn("a key", draw).fill({}) in told

    assert told == ["Modifier", "Edit"]


def test_a_process_keeps_no_more_than_so_many(
    monkeypatch: pytest.MonkeyPatch, kept: dict[object, Drawn]
) -> None:
    monkeypatch.setattr(gaps, "MOST", 2)

    drawn = [keep_drawn(number, lambda number=number: str(number)).fill({}) for number in range(4)]  # type: ignore[misc]

    assert (drawn, len(kept)) == (["0", "1", "2", "3"], 2)


def test_a_template_reads_nothing_of_the_page_but_what_it_is_told() -> None:
    page = Context({"csrf_token": "of this page", "movable": True, "named": True})
    form = {"uid": UID, "version": 0, "is_new": True, "row_label": "Étape", "first_drawn": NAME}
    told = {"form": {**form, "more_fields": (), "non_field_errors": ""}, "urls": {"save": "/", "field": "/"}}

    html = GapTemplate("rows/_row.html").draw("a likeness", page, lambda: told).fill({NAME: "Awa"})

    assert "Awa" in html
    assert gap("token") in html
    assert "of this page" not in html
    assert "Étape" not in html

"""A figure that an organiser types where the site counts another is read beside what was counted."""

from __future__ import annotations

from typing import Any

import pytest

from coaching.synthesis.reports.document import lay_table, make_section, say
from coaching.synthesis.reports.typed_figures import tell_counted

OPENED = "L’appel a été ouvert du jeudi 3 au mercredi 30 septembre 2026."
RECEIVED = "1 213 dossiers ont été reçus."
CHOSEN = "13 projets ont été retenus."


def write(own: str) -> dict[str, Any]:
    table = lay_table(["Profil", "Projets"], [["Conseil", "5"]])
    section = make_section("call", "L’appel", text=map(say, (OPENED, RECEIVED, CHOSEN)), blocks=[table])
    return {**section, "own": own}


@pytest.mark.parametrize(
    "own",
    [
        "",
        "Un bel automne.",
        "1213 dossiers, et 13 projets dont 5 de conseil.",
        "Les deux jours, à 9 h 30, ont réuni treize projets.",
        "Les 14 et 15 décembre, puis jeudi 17.",
        "Du 14 décembre 2026 au 1er mars 2027, tout a changé.",
    ],
)
def test_what_is_counted_here_dates_and_words_without_a_figure_are_nobody_s_mistake(own: str) -> None:
    assert tell_counted(write(own)) == ""


@pytest.mark.parametrize("own", ["12 projets retenus.", "Douze projets retenus.", "Près de 90 % sont ravis."])
def test_another_figure_is_told_beside_what_was_counted(own: str) -> None:
    assert tell_counted(write(own)) == f"{RECEIVED} {CHOSEN}"


def test_where_nothing_is_counted_any_figure_may_be_typed() -> None:
    section = make_section("lessons", "Leçons")

    assert tell_counted({**section, "own": "Recommencer 3 semaines plus tôt."}) == ""

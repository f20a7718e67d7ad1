"""A figure that an organiser types where the site counts another is read beside what was counted."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from coaching.synthesis.reports.document import make_section, make_sentence, make_table
from coaching.synthesis.reports.typed_figures import describe_authors, find_counted

OPENED = "L’appel a été ouvert du jeudi 3 au mercredi 30 septembre 2026."
RECEIVED = "1 213 dossiers ont été reçus."
CHOSEN = "13 projets ont été retenus."


def write(own: str = "", added: str = "") -> dict[str, Any]:
    table = make_table(["Profil", "Projets"], [["Conseil", "5"]])
    section = make_section(
        "call", "L’appel", text=map(make_sentence, (OPENED, RECEIVED, CHOSEN)), blocks=[table]
    )
    return {**section, "own": own, "added": added}


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
    section = write(own, added=own)

    assert find_counted(section, "own") == find_counted(section, "added") == ""


@pytest.mark.parametrize("own", ["12 projets retenus.", "Douze projets retenus.", "Près de 90 % sont ravis."])
def test_another_figure_is_reported_beside_what_was_counted(own: str) -> None:
    assert find_counted(write(own), "own", "added") == f"{RECEIVED} {CHOSEN}"
    assert find_counted(write(added=own), "own", "added") == f"{RECEIVED} {CHOSEN}"


def test_where_nothing_is_counted_any_figure_may_be_typed() -> None:
    section = make_section("lessons", "Leçons")

    assert find_counted({**section, "own": "Recommencer 3 semaines plus tôt."}, "own") == ""


def test_each_text_of_an_organiser_is_marked_and_what_is_counted_is_said_once() -> None:
    counted = f"compté\N{NO-BREAK SPACE}: {RECEIVED} {CHOSEN}"

    with translation.override("fr"):
        nothing, added = describe_authors(write()), describe_authors(write(added="12 projets retenus."))
        both = describe_authors(write("12 projets.", added="Et 11 regrets."))

    assert nothing == {"own_by": "", "added_by": ""}
    assert added == {"own_by": "", "added_by": f"Écrit par l’organisation · {counted}"}
    assert both == {
        "own_by": f"Écrit par l’organisation · {counted}",
        "added_by": "Écrit par l’organisation",
    }

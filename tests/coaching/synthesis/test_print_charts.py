"""Charts on paper: each stays whole with its table, and two of a section may stand on two pages."""

import io

from django.utils import timezone, translation
from pypdf import PdfReader

from accelerator.charts import Bar, Chart, bars
from coaching.synthesis.reports.build import print_document
from coaching.synthesis.reports.document import make_charts, make_section

SECTIONS = 8


def draw(name: str) -> Chart:
    items = [Bar(f"{name}-{row}.", row + 1) for row in range(6)]
    return bars(items, title=f"{name}.", description="Six besoins.", columns=("Besoin", "Projets"))


def test_a_chart_keeps_its_table_and_leaves_the_one_before_it_on_its_page() -> None:
    sections = [
        make_section(
            f"s{turn}", f"Titre{turn}.", blocks=[make_charts([draw(f"Un{turn}"), draw(f"Deux{turn}")])]
        )
        for turn in range(SECTIONS)
    ]
    document = dict.fromkeys(("title", "kind", "subtitle", "lead"), "Synthèse") | {"sections": sections}
    with translation.override("fr"):
        printed = print_document(document, running="", language="fr", version=1, at=timezone.now())
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages]

    parted = 0
    for turn in range(SECTIONS):
        [first], [second] = ([page for page in pages if f"{name}{turn}." in page] for name in ("Un", "Deux"))
        assert f"Titre{turn}." in first, turn
        for name, page in (("Un", first), ("Deux", second)):
            assert all(f"{name}{turn}-{row}." in page for row in range(6)), turn
        parted += first != second
    assert parted  # side by side, they would leave half a page empty

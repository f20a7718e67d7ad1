"""Tables on paper: a short one is not broken, a long one leaves no row or two at the foot of a page."""

import io

from django.utils import timezone, translation
from pypdf import PdfReader

from coaching.synthesis.reports.build import print_document
from coaching.synthesis.reports.document import make_section, make_table

TABLES = 30


def print_tables(rows: int) -> list[str]:
    """The pages of a document of many such tables, each of so many rows."""
    columns = ["Projet", "Pour le", "Engagement"]
    document = dict.fromkeys(("title", "kind", "subtitle", "lead"), "Synthèse") | {
        "sections": [
            make_section(
                f"s{turn}",
                f"Titre{turn}.",
                blocks=[
                    make_table(
                        columns,
                        [[f"Rang{turn}-{row}.", "mardi", "Une aide"] for row in range(rows)],
                        in_words=True,
                    )
                ],
            )
            for turn in range(TABLES)
        ]
    }

    with translation.override("fr"):
        printed = print_document(document, running="", language="fr", version=1, at=timezone.now())

    return [page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages]


def test_a_long_table_begins_on_the_page_of_its_heading_with_three_rows() -> None:
    pages = print_tables(rows=18)
    assert len(pages) > 10
    broken = 0
    for turn in range(TABLES):
        [begins] = [page for page in pages if f"Titre{turn}." in page]
        assert all(f"Rang{turn}-{row}." in begins for row in range(3)), turn
        broken += f"Rang{turn}-17." not in begins
    assert broken  # or no table of this test was ever at the foot of a page


def test_a_short_table_stays_whole() -> None:
    pages = print_tables(rows=6)
    assert len(pages) > 5
    for turn in range(TABLES):
        [begins] = [page for page in pages if f"Titre{turn}." in page]
        assert all(f"Rang{turn}-{row}." in begins for row in range(6)), turn

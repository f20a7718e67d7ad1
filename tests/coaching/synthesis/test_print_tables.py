"""Tables on paper: none begins at the foot of a page with fewer rows than may be read there."""

import io

from django.utils import timezone, translation
from pypdf import PdfReader

from coaching.synthesis.reports.build import print_document
from coaching.synthesis.reports.document import lay_table, make_section

TABLES = 30


def test_a_table_begins_on_the_page_of_its_heading_with_three_rows() -> None:
    columns = ["Projet", "Pour le", "Engagement"]
    document = dict.fromkeys(("title", "kind", "subtitle", "lead"), "Synthèse") | {
        "sections": [
            make_section(
                f"s{turn}",
                f"Titre{turn}.",
                blocks=[
                    lay_table(
                        columns,
                        [[f"Rang{turn}-{row}.", "mardi", "Une aide"] for row in range(4)],
                        in_words=True,
                    )
                ],
            )
            for turn in range(TABLES)
        ]
    }

    with translation.override("fr"):
        printed = print_document(document, running="", language="fr", version=1, at=timezone.now())

    pages = [page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages]
    assert len(pages) > 3
    for turn in range(TABLES):
        [begins] = [page for page in pages if f"Titre{turn}." in page]
        assert all(f"Rang{turn}-{row}." in begins for row in range(3)), turn

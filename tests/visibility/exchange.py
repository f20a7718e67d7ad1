"""What goes in and out of one edition of the world: a file that was prepared, a choice of columns, a spreadsheet."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from projects.models import ExportJob, ExportTemplate, ImportBatch

if TYPE_CHECKING:
    from tests.visibility.editions import PopulatedEdition


def exchange(edition: PopulatedEdition) -> None:
    """All of it is for the edition's organisers."""
    organiser, kept = edition.who("organiser"), edition.at + timedelta(days=7)
    exported, imported = f"exports/{edition.key}.csv", f"imports/{edition.key}"
    for path, name in ((exported, "file"), (imported, "sheet")):
        edition.world.files[path] = edition.text("exchange", "", name).encode()
    rows = {
        "export": ExportJob.objects.create(
            edition=edition.edition,
            kind="csv",
            state="ready",
            requested_by=organiser,
            requested_at=edition.at,
            due_at=edition.at,
            built_at=edition.at,
            expires_at=kept,
            file=exported,
            size=12,
            sha256="0" * 64,
        ),
        "export_template": ExportTemplate.objects.create(
            edition=edition.edition,
            name=edition.text("exchange", "", "template"),
            columns=["reference"],
            created_by=organiser,
            created_at=edition.at,
        ),
        "import": ImportBatch.objects.create(
            edition=edition.edition,
            source="paper",
            file=imported,
            name=edition.text("exchange", "", "name"),
            uploaded_by=organiser,
            uploaded_at=edition.at,
            expires_at=kept,
            new_count=1,
            problem_count=1,
            blocking_count=1,
            problems=[
                {
                    "row": 2,
                    "column": edition.text("exchange", "", "column"),
                    "text": edition.text("exchange", "", "problem"),
                    "blocking": True,
                }
            ],
        ),
    }
    edition.world.rows |= {f"{edition.key}.{name}": row for name, row in rows.items()}

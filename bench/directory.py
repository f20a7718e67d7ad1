"""An edition of the past whose projects all opened their public sheet, for the directory."""

from typing import Any

from bench.bulk import insert, numbers
from bench.vocabulary import sentence
from bench.volume import DEPARTMENTS, Volume

SHEETS = 5000
SLUG = "sheets"
SUMMARY = " : ce que nous voulons changer dans le travail de chacun."


def fill_directory(volume: Volume, size: int = SHEETS) -> None:
    """So many projects that were admitted, each with a sheet that shows everything but who leads it."""
    from accelerator.questionnaires.models import AnswerSheet
    from accelerator.web.search_field import fold_once
    from projects.models import Application, Participation, Project, SheetEntry
    from projects.publication.sheets import SHEET_COLUMNS

    at = volume.at
    edition = volume.edition(SLUG, SLUG.upper(), announced_at=at)
    sheet, project = (next(numbers(model)) for model in (AnswerSheet, Project))
    titles = [f"{sentence(volume.draw, 50)[:-1]} {number}" for number in range(size)]
    insert(
        AnswerSheet, ({"id": sheet + n, "revision_id": volume.form.pk, "created_at": at} for n in range(size))
    )
    insert(
        Project,
        (
            _project(edition.pk, project + n, n, title, at, SHEET_COLUMNS[:-1])
            for n, title in enumerate(titles)
        ),
    )
    insert(
        SheetEntry,
        (
            {"project_id": project + n, "words": fold_once(f"{title} {SUMMARY}")}
            for n, title in enumerate(titles)
        ),
    )
    insert(
        Application,
        (
            {
                "project_id": project + n,
                "call_id": edition.call.pk,
                "sheet_id": sheet + n,
                "reference": f"{SLUG.upper()}-{n:05d}",
                "state": "confirmed",
                "created_at": at,
                "submitted_at": at,
                "title": title,
                "structure_name": f"Structure {n}",
                "profile": "internal_project",
                "department": DEPARTMENTS[n % 5],
            }
            for n, title in enumerate(titles)
        ),
    )
    insert(
        Participation,
        (
            {
                "project_id": project + n,
                "edition_id": edition.pk,
                "state": "confirmed",
                "offered_at": at,
                "answered_at": at,
            }
            for n in range(size)
        ),
    )


def _project(edition: int, pk: int, number: int, title: str, at: Any, shown: Any) -> dict[str, Any]:
    return {
        "id": pk,
        "edition_id": edition,
        "organisation_id": 1,
        "title": title,
        "slug": f"{SLUG}-{number}",
        "summary": f"{title}{SUMMARY}",
        "created_at": at,
        "public_sheet": True,
        "sheet_opened_at": at,
        **dict.fromkeys(shown, True),
    }

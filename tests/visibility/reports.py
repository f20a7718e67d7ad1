"""Reports of one edition of the world: of its projects, its own, its partners', what is public and what is not yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coaching.models import SynthesisReport
from coaching.synthesis.reports.gather import edition_facts
from tests.support.synthesis import write_content
from tests.visibility.expectations import KNOWS
from tests.visibility.room_examples import Example

if TYPE_CHECKING:
    from tests.visibility.editions import PopulatedEdition
    from tests.visibility.world import World

REPORTS: dict[str, tuple[str, str, str, str]] = {
    "confirmed.report": ("project", "confirmed", "fr", "shared_report"),
    "discreet.report": ("project", "discreet", "fr", "kept_report"),
    ".report": ("edition", "", "fr", "edition_report"),
    "partners_report": ("partners", "", "fr", "edition_report"),
    "retrospective": ("retrospective", "", "fr", "public_report"),
    "next_retrospective": ("retrospective", "", "en", "unpublished_report"),
}


def reports(edition: PopulatedEdition) -> None:
    """One of each; the retrospective in English waits to be published."""
    world = edition.world
    for row, (kind, name, language, known_by) in REPORTS.items():
        path = f"reports/{row}-{edition.key}.pdf"
        world.files[path] = (private := edition.text(known_by, name, row.strip("."))).encode()
        world.rows[f"{edition.key}.{row}"] = SynthesisReport.objects.create(
            edition=edition.edition,
            participation=world.rows[f"{edition.key}.{name}.participation"] if name else None,
            kind=kind,
            language=language,
            version=1,
            state="ready",
            **dict.fromkeys(("requested_at", "due_at", "built_at"), edition.at),
            published_at=edition.at if known_by == "public_report" else None,
            file=path,
            sha256="0" * 64,
            facts={
                "shared_only": True,
                "kind": kind,
                "edition": dict.fromkeys(("programme", "name"), "Édition"),
            },
            content=write_content(private, str(world.rows[f"{edition.key}.published"].uid)),
        )
    report = world.rows[f"{edition.key}..report"]
    report.facts = edition_facts(report)
    report.save(update_fields=["facts"])


def list_reports(world: World) -> list[Example]:
    def example(key: str, row: str) -> Example:
        _kind, name, _language, known_by = REPORTS[row]
        knows = KNOWS[known_by] if known_by != "public_report" else KNOWS["unpublished_report"]
        facts: dict[str, Any] = {"pk": world.rows[f"{key}.{row}"].pk}
        return Example(facts, edition=key, dossier=f"{key}.{name}" if name else "", reach=frozenset(knows))

    others = [example("b", row) for row in ("confirmed.report", ".report")]
    return [*(example("a", row) for row in REPORTS), *others]


def list_retrospectives(world: World) -> list[Example]:
    """Of the editions that have one."""
    return [Example({"edition": f"edition-{key}"}, edition=key) for key in ("a", "b")]

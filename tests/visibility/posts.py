"""News and reports of one edition of the world: what is published, and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coaching.models import Post, SynthesisReport
from coaching.posts.enums import PostOrigin
from coaching.synthesis.reports.gather import gather_edition
from tests.support.synthesis import write_content
from tests.visibility.expectations import KNOWS
from tests.visibility.room_examples import Example

if TYPE_CHECKING:
    from tests.visibility.editions import PopulatedEdition
    from tests.visibility.world import World

POSTS = {
    "post": ("confirmed", "published", "public_post"),
    "proposed_post": ("confirmed", "proposed", "post"),
    "project_draft": ("confirmed", "draft", "project_draft"),
    "organisers_draft": ("confirmed", "draft", "organisers_draft"),
    # published, of a project without a public sheet
    "discreet_post": ("discreet", "published", "post"),
    "edition_post": ("", "published", "public_post"),
    "edition_draft": ("", "draft", "edition_post"),
}
OF_PROJECTS = {"project_draft"}


def posts(edition: PopulatedEdition) -> None:
    """One of each kind; the published one of ``confirmed`` shows a picture that is public and one that is not."""
    for name, (dossier, state, kind) in POSTS.items():
        project = edition.world.dossiers[f"{edition.key}.{dossier}"].project if dossier else None
        post = Post.objects.create(
            edition=edition.edition, project=project, state=state, is_reserved=name in OF_PROJECTS,
            origin=PostOrigin.PROJECT if name in OF_PROJECTS else PostOrigin.ORGANISERS,
            title_fr=edition.text(kind, dossier, f"{name}_title"),
            body_fr=edition.text(kind, dossier, f"{name}_body"),
            created_at=edition.at, changed_at=edition.at,
            published_at=edition.at if state == "published" else None,
        )  # fmt: skip
        post.pictures.set(
            edition.world.rows[f"{edition.key}.{picture}"] for picture in ("published", "hidden")
        )
        edition.world.rows[f"{edition.key}.{name}"] = post


def list_public_posts(world: World) -> list[Example]:
    """Under their edition; then one that is not published, and another edition's."""
    own = [
        Example({"edition": f"edition-{key}", "pk": world.rows[f"{key}.{name}"].pk}, edition=key)
        for key in ("a", "b")
        for name in ("post", "edition_post")
    ]
    absent = ("a.proposed_post", "a.discreet_post", "a.edition_draft", "b.post")
    return [
        *own,
        *(Example({"edition": "edition-a", "pk": world.rows[name].pk}, foreign=True) for name in absent),
    ]


def list_project_posts(world: World) -> list[Example]:
    """One of one's own project, another's, and what organisers write of it."""

    def at(key: str, row: str) -> dict[str, object]:
        return {"slug": world.dossiers[key].project.slug, "pk": world.rows[row].pk}

    own = [
        Example(at(f"{key}.confirmed", f"{key}.proposed_post"), edition=key, dossier=f"{key}.confirmed")
        for key in ("a", "b")
    ]
    stolen = (at("a.confirmed", row) for row in ("b.proposed_post", "a.organisers_draft"))
    return [*own, *(Example(address, dossier="a.confirmed", foreign=True) for address in stolen)]


if TYPE_CHECKING:
    from tests.visibility.editions import PopulatedEdition
    from tests.visibility.world import World

REPORTS: dict[str, tuple[str, str, str, str]] = {
    "confirmed.report": ("project", "confirmed", "fr", "shared_report"),
    "discreet.report": ("project", "discreet", "fr", "private_report"),
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
    report.facts = gather_edition(report)
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

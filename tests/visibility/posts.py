"""News of one edition of the world and of its projects: what is published, and what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coaching.models import Post
from coaching.posts.enums import PostOrigin
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
    "kept_post": ("discreet", "published", "post"),
    "edition_post": ("", "published", "public_post"),
    "edition_draft": ("", "draft", "edition_post"),
}
OF_PROJECTS = {"project_draft"}


def posts(edition: PopulatedEdition) -> None:
    """One of each kind; the published one of ``confirmed`` shows a picture that is public and one that is not."""
    for name, (dossier, state, kind) in POSTS.items():
        project = edition.world.dossiers[f"{edition.key}.{dossier}"].project if dossier else None
        post = Post.objects.create(
            edition=edition.edition, project=project, state=state, is_held=name in OF_PROJECTS,
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
    absent = ("a.proposed_post", "a.kept_post", "a.edition_draft", "b.post")
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

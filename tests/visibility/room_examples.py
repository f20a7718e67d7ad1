"""Examples of the addresses of a project's room."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from coaching.followup.queries.letters import LETTER_LINK
from tests.visibility.world import DOSSIERS, World


@dataclass(frozen=True)
class Example:
    """One address to try: what it is about, and ties that it asks for or gives beside those of the tables."""

    kwargs: dict[str, Any]
    edition: str = "a"
    dossier: str = ""
    foreign: bool = False
    reach: frozenset[str] = frozenset()
    linked: str = ""


def list_projects(world: World) -> list[Example]:
    return [
        Example({"edition": f"edition-{key[0]}", "slug": f"{key[2:]}-{key[0]}"}, edition=key[0], dossier=key)
        for key in [*(f"a.{name}" for name in DOSSIERS), "b.confirmed"]
    ]


def _room_rows(world: World) -> list[Example]:
    return _of_room("blocker", kind="blocker")(world)


def _of_room(row: str, **fixed: str) -> Callable[[World], list[Example]]:
    """A row under its project's address, then under another project's."""

    def examples_of(world: World) -> list[Example]:
        keys = ("a.confirmed", "a.discreet", "b.confirmed")
        own = [
            Example(
                {
                    "slug": world.dossiers[key].project.slug,
                    "uid": world.rows[f"{key}.{row}"].uid,
                    **fixed,
                },
                edition=key[0],
                dossier=key,
            )
            for key in keys
        ]
        stolen = {**own[1].kwargs, "uid": own[0].kwargs["uid"]}
        return [*own, Example(stolen, dossier="a.discreet", foreign=True)]

    return examples_of


def _room_cards(world: World) -> list[Example]:
    return [
        Example({"slug": world.dossiers[key].project.slug, "key": "nothing"}, edition=key[0], dossier=key)
        for key in ("a.confirmed", "a.discreet", "b.confirmed")
    ]


def _room_messages(world: World) -> list[Example]:
    """The message of one's own session, then that of another."""
    keys = ("a.confirmed", "a.discreet", "b.confirmed")
    return [
        Example(
            {"slug": world.dossiers[key].project.slug, "pk": world.rows[f"{edition}.broadcast"].pk},
            edition=key[0],
            dossier=key,
            foreign=key[0] != edition,
        )
        for edition in ("a", "b")
        for key in keys
    ]


def _room_fields(world: World) -> list[Example]:
    return [replace(row, kwargs={**row.kwargs, "field": "text"}) for row in _room_rows(world)]


def _canvases(world: World) -> list[Example]:
    """The pitch of each project."""
    found = [replace(project, kwargs={"slug": project.kwargs["slug"]}) for project in list_projects(world)]
    return [replace(project, kwargs={**project.kwargs, "kind": "pitch"}) for project in found]


def _canvas_answers(world: World) -> list[Example]:
    return [replace(canvas, kwargs={**canvas.kwargs, "key": "hook"}) for canvas in _canvases(world)]


def _canvas_photos(world: World) -> list[Example]:
    """A photograph under its project's address, then under another project's."""
    keys = ("a.confirmed", "a.discreet", "b.confirmed")
    own = [
        Example(
            {
                "slug": world.dossiers[key].project.slug,
                "kind": "timeline",
                "pk": world.rows[f"{key}.canvas_photo"].pk,
            },
            edition=key[0],
            dossier=key,
        )
        for key in keys
    ]
    stolen = {**own[1].kwargs, "pk": own[0].kwargs["pk"]}
    return [*own, Example(stolen, dossier="a.discreet", foreign=True)]


def _canvas_versions(world: World) -> list[Example]:
    return [replace(canvas, kwargs={**canvas.kwargs, "number": 1}) for canvas in _canvases(world)]


def _meetings(**fixed: str) -> Callable[[World], list[Example]]:
    """A meeting under its project's address, then under another project's."""

    def examples_of(world: World) -> list[Example]:
        own = [
            Example(
                {"slug": world.dossiers[key].project.slug, "pk": world.rows[f"{key}.meeting"].pk, **fixed},
                edition=key[0],
                dossier=key,
            )
            for key in ("a.confirmed", "b.confirmed")
        ]
        stolen = {**own[0].kwargs, "slug": world.dossiers["a.discreet"].project.slug}
        return [*own, Example(stolen, dossier="a.discreet", foreign=True)]

    return examples_of


def _commitments(world: World) -> list[Example]:
    """One of one's own project, then another project's."""

    def at(key: str, row: str) -> dict[str, Any]:
        return {"slug": world.dossiers[key].project.slug, "pk": world.rows[f"{row}.commitment"].pk}

    own = [Example(at(key, key), edition=key[0], dossier=key) for key in ("a.confirmed", "b.confirmed")]
    return [*own, Example(at("a.confirmed", "b.confirmed"), dossier="a.confirmed", foreign=True)]


def _letter_lines(world: World) -> list[Example]:
    """A line of one's own letter, then another project's."""

    def at(key: str, line: str) -> dict[str, Any]:
        return {"slug": world.dossiers[key].project.slug, "line": world.rows[f"{line}.line"].pk}

    own = [Example(at(key, key), edition=key[0], dossier=key) for key in ("a.confirmed", "b.confirmed")]
    return [*own, Example(at("a.confirmed", "b.confirmed"), dossier="a.confirmed", foreign=True)]


def _letter_links(world: World) -> list[Example]:
    """Of one's own letter, which is answered: the page reads who and when; then one of nobody."""
    dossier, letter = world.dossiers["a.confirmed"], world.rows["a.confirmed.line"].letter
    token = LETTER_LINK.token(letter.pk, dossier.project.find_lead().pk)
    linked = Example({"token": token}, dossier="a.confirmed", linked="a.confirmed")
    return [linked, Example({"token": f"{token}x"}, foreign=True)]


ROOM_EXAMPLES: dict[str, Callable[[World], list[Example]]] = {
    "coaching:accept_letter": _letter_links,
    "coaching:answer_line": _letter_lines,
    "coaching:confirm_commitment": _commitments,
    "coaching:follow_action": _of_room("action"),
    **{f"coaching:room_row{name}": _room_rows for name in ("", "_remove", "_restore", "_move")},
    "coaching:room_row_field": _room_fields,
    "coaching:room_card": _room_cards,
    "coaching:room_seen": _room_messages,
    "coaching:room_card_again": _room_cards,
    **{
        f"coaching:room_canvas_{name}": _canvases
        for name in ("answers", "validate", "reopen", "freeze", "unfreeze", "history")
    },
    "coaching:room_canvas_answer": _canvas_answers,
    "coaching:room_canvas_version": _canvas_versions,
    "coaching:room_canvas_photo_add": _canvases,
    "coaching:room_canvas_photo": _canvas_photos,
    "coaching:room_canvas_photo_describe": _canvas_photos,
    "coaching:room_canvas_photo_remove": _canvas_photos,
    "coaching:plan_action": _of_room("blocker", origin="blocker"),
    "coaching:plan_progress": _of_room("action"),
    "coaching:plan_share_need": _of_room("need"),
    "coaching:room_sort_idea": _of_room("idea"),
    **{f"coaching:adn_blocker{name}": _of_room("blocker") for name in ("", "_remove", "_restore")},
    "coaching:adn_blocker_field": _of_room("blocker", field="text"),
    **{
        f"coaching:meeting{name}": _meetings()
        for name in ("", "_confirm", "_move", "_cancel", "_held", "_ics")
    },
    "coaching:meeting_note": _meetings(which="own"),
    "coaching:meeting_note_field": _meetings(which="shared"),
}

"""What a world of canaries is: people, editions, dossiers, and what ties the first to the others.

A canary is a word that occurs once in the world; finding it in a page says exactly whose text leaked. What each
canary is (``kind``), and what ties people to it (``relations``), is all that the visibility test needs to know.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from programmes.models import Edition
from projects.application.enums import ApplicationState
from projects.models import Application

TEAM = {"mentor", "facilitator", "speaker"}
DOSSIERS = {
    "draft": ApplicationState.DRAFT,
    "submitted": ApplicationState.SUBMITTED,
    "incomplete": ApplicationState.COMPLETION_REQUESTED,
    "waiting": ApplicationState.UNDER_REVIEW,  # reviewed and decided, not announced
    "refused": ApplicationState.NOT_SELECTED,
    "confirmed": ApplicationState.CONFIRMED,  # shares its synthesis, and has a public sheet
    "discreet": ApplicationState.CONFIRMED,  # shares nothing
}


@dataclass(frozen=True)
class Canary:
    """One private text: what it is, whose edition and dossier it belongs to, and who wrote it."""

    text: str
    kind: str
    edition: str
    dossier: str = ""
    author: str = ""


@dataclass(repr=False)
class World:
    """Everything by name: people ``organiser_a``, dossiers ``a.draft``."""

    people: dict[str, Any] = field(default_factory=dict)
    canaries: dict[str, Canary] = field(default_factory=dict)
    editions: dict[str, Edition] = field(default_factory=dict)
    dossiers: dict[str, Application] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    ties: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """Dossier → person → how they are tied to it: member, editor, held (once), recused, peer, paired, mentoring."""
    roles: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """Edition → person → names of the roles held there."""
    files: dict[str, bytes] = field(default_factory=dict)
    reviews_closed: bool = False

    def canary(
        self, kind: str, name: str, edition: str, dossier: str = "", author: str = "", *, short: bool = False
    ) -> str:
        """A text found nowhere else, tokens drawn by lot included; a short one says less, and fits narrow columns."""
        said = f"{len(self.canaries)}xkvw" if short else f"{kind}_{name}_{edition}_{dossier}"
        text = f"zq{said}qz".replace(".", "").replace("-", "").lower()
        self.canaries[text] = Canary(text, kind, edition, f"{edition}.{dossier}" if dossier else "", author)
        return text

    def tie(self, dossier: str, person: str, *names: str) -> None:
        self.ties.setdefault(dossier, {}).setdefault(person, set()).update(names)

    def relations(self, person: str, *, edition: str, dossier: str = "", author: str = "") -> set[str]:
        """All that ties a person to something of this edition, of this dossier, written by this author."""
        found = {"anyone"}
        if person == "anonymous":
            return found
        found |= {"signed_in"} | ({"staff"} if person == "staff" else set())
        roles = self.roles.get(edition, {}).get(person, set())
        found |= roles & {"organiser", "partner", "mentor", "facilitator"}
        found |= {"jury"} if "reviewer" in roles else set()
        found |= {"team"} if roles & TEAM else set()
        found |= {"participant"} if "holder" in roles else set()
        ties = self.ties.get(dossier, {}).get(person, set())
        found |= ties
        if ties & {"recused", "held", "member"}:  # nobody judges what they hold, held, or stepped aside from
            found -= {"organiser", "assigned", "peer", "paired", "mentoring", "facilitator"}
        if "assigned" in found and "peer" not in found and self.is_awaited(dossier):
            found |= {"owes"}
        found |= {"author"} if author == person else set()
        return found

    def is_awaited(self, dossier: str) -> bool:
        """Whether reviews of this dossier may still be sent."""
        under_review = (
            dossier in self.dossiers and self.dossiers[dossier].state == ApplicationState.UNDER_REVIEW
        )
        return under_review and not self.reviews_closed

    def knows(self, person: str, canary: Canary) -> set[str]:
        """The same for a canary; a text about a person also concerns those who share a dossier with them."""
        found = self.relations(person, edition=canary.edition, dossier=canary.dossier, author=canary.author)
        if canary.dossier or not canary.author:
            return found
        for ties in self.ties.values():
            mine, theirs = ties.get(person, set()), ties.get(canary.author, set())
            found |= mine & {"paired", "member"} if "member" in theirs else set()
            found |= {"mentored"} if "paired" in theirs and "member" in mine else set()
        return found

    def write_files(self) -> None:
        """Put uploads and documents into the media folder of the present test."""
        for name, content in self.files.items():
            path = Path(settings.MEDIA_ROOT) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

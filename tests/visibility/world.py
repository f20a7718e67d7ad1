"""What a world of canaries is: people, editions, dossiers, and what ties the first to the others.

A canary is a word or a number that occurs once in the world; finding it in a page says exactly whose secret leaked.
What each canary is (``kind``), and what ties people to it (``relations``), is all that the walk needs to know.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from programmes.models import Edition
from projects.application.enums import ApplicationState
from projects.models import Application

TEAM = {"mentor", "facilitator", "speaker"}
FIRST_SCORE = Decimal("40.17")
SCORE_STEP = Decimal("0.70")
"""Scores of the world differ once rounded to one decimal, and end neither in ``,0`` nor in ``,5``."""
FIRST_RANK = 21_870
FIRST_COMPUTED_RANK, RANKS = 27_001, 20
"""Of the ranking of the first edition, within a walk; each edition has as many. A small number would tell nothing."""
DOSSIERS = {
    "draft": ApplicationState.DRAFT,
    "submitted": ApplicationState.SUBMITTED,
    "incomplete": ApplicationState.COMPLETION_REQUESTED,
    "waiting": ApplicationState.UNDER_REVIEW,  # reviewed and decided, not announced
    "refused": ApplicationState.NOT_SELECTED,
    "confirmed": ApplicationState.CONFIRMED,  # shares its synthesis, and has a public sheet
    "discreet": ApplicationState.CONFIRMED,  # shares nothing
}
ANNOUNCED = {ApplicationState.NOT_SELECTED, ApplicationState.RESERVE, ApplicationState.CONFIRMED}


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
    first_ranks: dict[int, int] = field(default_factory=dict)
    """Edition → the rank of the first dossier of its ranking."""
    reviews_closed: bool = False

    def canary(
        self, kind: str, name: str, edition: str, dossier: str = "", author: str = "", *, short: bool = False
    ) -> str:
        """A text found nowhere else, tokens drawn by lot included; a short one says less, and fits narrow columns."""
        words = f"{len(self.canaries)}xkvw" if short else f"{kind}_{name}_{edition}_{dossier}"
        text = f"zq{words}qz".replace(".", "").replace("-", "").lower()
        self.canaries[text] = Canary(text, kind, edition, f"{edition}.{dossier}" if dossier else "", author)
        return text

    def score(self, kind: str, edition: str, dossier: str, author: str = "") -> Decimal:
        """A score found nowhere else, as pages and files write it: with one decimal, or two."""
        value = FIRST_SCORE
        while f"{value:.1f}" in self.canaries or f"{value:.1f}"[-1] in "05":
            value += SCORE_STEP
        for text in (f"{value:.1f}", f"{value:.2f}"):
            self.canaries[text] = Canary(text, kind, edition, f"{edition}.{dossier}", author)
        return value

    def reserve_rank(self, edition: str, dossier: str) -> int:
        """A rank on the reserve list found nowhere else."""
        rank = FIRST_RANK
        while str(rank) in self.canaries:
            rank += 1
        self.canaries[str(rank)] = Canary(str(rank), "reserve_rank", edition, f"{edition}.{dossier}")
        return rank

    def number_ranks(self, edition: str) -> None:
        """Say which ranks the dossiers of this edition are given, whatever their number, within a walk."""
        first = FIRST_COMPUTED_RANK + RANKS * len(self.first_ranks)
        self.first_ranks[self.editions[edition].pk] = first
        for rank in range(first, first + RANKS):
            self.canaries[str(rank)] = Canary(str(rank), "rank", edition)

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
        found |= {"officer", "officiates"} if roles & {"chair", "secretary"} else set()
        found |= {"team"} if roles & TEAM else set()
        found |= {"participant"} if "holder" in roles else set()
        found |= {"organises"} if "organiser" in roles else set()
        # all editions of the world are of one programme
        if any("organiser" in others.get(person, ()) for others in self.roles.values()):
            found |= {"colleague"}
        if "jury" in found and not self.owes_reviews(person, edition):
            found |= {"finished", "ranks"}
        ties = self.ties.get(dossier, {}).get(person, set())
        found |= ties
        if ties & {
            "recused",
            "former",
            "member",
        }:  # nobody judges what they hold, held, or stepped aside from
            found -= {
                "organiser",
                "officer",
                "ranks",
                "assigned",
                "peer",
                "paired",
                "mentoring",
                "facilitator",
            }
        if "assigned" in found and "peer" not in found and self.is_awaited(dossier):
            found |= {"owes"}
        found |= {"informed"} if found & {"organiser", "officer"} and "owes" not in found else set()
        found |= {"debates"} if {"ranks", "assigned"} <= found else set()
        found |= {"author"} if author == person else set()
        return found

    def owes_reviews(self, person: str, edition: str) -> bool:
        """Whether this member of the committee still has a review to send, of any dossier of the edition."""
        return any(
            dossier.startswith(f"{edition}.")
            and "assigned" in ties.get(person, ())
            and not ties[person] & {"peer", "recused", "former", "member"}
            and self.is_awaited(dossier)
            for dossier, ties in self.ties.items()
        )

    def phase(self, dossier: str) -> str:
        """Where the selection stands for this dossier, as the table of expectations calls it."""
        if dossier not in self.dossiers or self.is_awaited(dossier):
            return "reviewing"
        return "announced" if self.dossiers[dossier].state in ANNOUNCED else "reviewed"

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

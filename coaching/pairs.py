"""The pairing table of an edition: who could follow which project, and why not."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch

from coaching import queries
from coaching.models import Pairing
from programmes.models import Edition, Role
from projects.models import Participation


@dataclass(frozen=True)
class Choice:
    """A mentor who may be proposed, or the reason why not."""

    role: Role
    load: int
    conflict: str


@dataclass(frozen=True)
class Row:
    participation: Participation
    current: Pairing | None
    over: list[Pairing]
    """Refused or ended, the latest first: each says why."""
    choices: list[Choice]

    @property
    def conflicts(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.conflict]


@dataclass(frozen=True)
class Board:
    mentors: list[Any]
    page: "Page[Any]"
    rows: list[Row]


def board(edition: Edition, number: Any = None) -> Board:
    """A page of the confirmed projects with their pairings, those whom nobody follows first, and all mentors with
    their loads: four queries.
    """
    mentors = queries.mentor_roles(edition)
    pairings = Pairing.objects.select_related("mentor").order_by("-proposed_at", "-pk")
    coming = (
        edition.participations.confirmed()
        .select_related("project__organisation")
        .prefetch_related(Prefetch("pairings", queryset=pairings, to_attr="known"))
        .annotate(is_followed=Exists(Pairing.objects.current().filter(participation=OuterRef("pk"))))
        .order_by("is_followed", "project__title", "pk")
    )
    page = Paginator(coming, 50).get_page(number)
    return Board(mentors, page, [_row(one, mentors) for one in page.object_list])


def _row(participation: Any, mentors: list[Any]) -> Row:
    body = participation.project.organisation
    known: list[Pairing] = participation.known
    current = next((pairing for pairing in known if pairing.is_current), None)
    over = [pairing for pairing in known if not pairing.is_current]
    choices = [
        Choice(role, role.load, queries.conflict(body, [role.organisation], role.user)) for role in mentors
    ]
    return Row(participation, current, over, choices)

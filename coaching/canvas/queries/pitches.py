"""The order in which the projects of an edition pitch."""

from dataclasses import dataclass

from django.db.models import F

from programmes.models import Edition
from projects.models import Participation


@dataclass(frozen=True)
class Passage:
    """Whose turn it is: ``number`` from 1, and all the turns; ``current`` is ``None`` without a project."""

    number: int
    turns: list[Participation]

    @property
    def current(self) -> Participation | None:
        return self.turns[self.number - 1] if self.turns else None

    @property
    def following(self) -> Participation | None:
        return self.turns[self.number] if self.number < len(self.turns) else None

    @property
    def before(self) -> int:
        return self.number - 1

    @property
    def after(self) -> int:
        return self.number + 1 if self.following else 0


def read_passage(edition: Edition, number: int = 1) -> Passage:
    """The projects that come, in their order; a number beyond them is the last one. One query."""
    turns = list_turns(edition)
    return Passage(max(1, min(number, len(turns))), turns)


def list_turns(edition: Edition) -> list[Participation]:
    """The projects that come, as they pitch: in the order that was given, else by title. One query."""
    coming = Participation.objects.confirmed().filter(edition=edition)
    return list(
        coming.select_related("project__organisation").order_by(
            F("pitch_turn__position").asc(nulls_last=True), "project__title", "pk"
        )
    )

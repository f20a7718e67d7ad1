"""The canvases of an edition: its axes, what its projects drew, and the order in which they pitch."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from accelerator.accounts.models import User
from coaching.canvas.enums import CanvasKind, CanvasMoment, CanvasState
from coaching.models import Axis, AxisReading, Blocker, Canvas
from programmes.models import Edition
from projects.models import Application, Participation


def has_axes(place: str = "") -> Exists:
    """Whether the edition of the participation at ``place`` chose axes; that of the row itself by default."""
    edition = f"{place}__edition" if place else "edition"
    return Exists(Axis.objects.filter(edition=OuterRef(edition)))


def find_used_axes(edition: Edition) -> frozenset[int]:
    """The ids of the axes on which a project was read, or has a blocker. One query."""
    read = AxisReading.objects.filter(axis__edition=edition).order_by().values_list("axis", flat=True)
    blocked = Blocker.objects.filter(axis__edition=edition).order_by().values_list("axis", flat=True)
    return frozenset(read.union(blocked))


@dataclass(frozen=True)
class KindCanvas:
    """One canvas of a project; ``canvas`` is ``None`` when nobody wrote in it."""

    kind: CanvasKind
    canvas: Canvas | None

    @property
    def state(self) -> CanvasState:
        return CanvasState(self.canvas.state) if self.canvas else CanvasState.EMPTY

    @property
    def is_frozen(self) -> bool:
        return self.state == CanvasState.FROZEN

    @property
    def tone(self) -> str:
        tones = {CanvasState.VALIDATED: "success", CanvasState.FROZEN: "info"}
        return tones.get(self.state, "neutral")


@dataclass(frozen=True)
class CanvasesOfProject:
    place: Participation
    kinds: list[KindCanvas]

    def find_canvas(self, kind: CanvasKind) -> Canvas | None:
        return next(row.canvas for row in self.kinds if row.kind == kind)

    @property
    def open_kinds(self) -> list[KindCanvas]:
        """The canvases that may still be written in, or that their holder may reopen."""
        return [row for row in self.kinds if not row.is_frozen]


def list_projects_with_canvases(edition: Edition, user: User) -> list[CanvasesOfProject]:
    """The projects that come and whose dossier this organiser may read, by title. One query."""
    read = Application.objects.read_by_organiser(user).filter(call__edition=edition).order_by()
    places = (
        Participation.objects.confirmed()
        .filter(edition=edition, project__in=read.values("project"))
        .select_related("project__organisation", "edition__programme")
        .order_by("project__title", "pk")
    )
    canvas = FilteredRelation("canvases", condition=Q(canvases__moment=CanvasMoment.SESSION))
    rows: Any = places.annotate(canvas=canvas)
    # a row for each canvas, one for a project without any
    drawn: dict[int, dict[str, Canvas]] = {}
    coming: dict[int, Participation] = {}
    for row in rows.select_related("canvas__sheet"):
        place = coming.setdefault(row.pk, row)
        canvases = drawn.setdefault(row.pk, {})
        if hasattr(row, "canvas"):
            row.canvas.participation = place
            canvases[row.canvas.kind] = row.canvas
    return [
        CanvasesOfProject(place, [KindCanvas(kind, drawn[pk].get(kind)) for kind in CanvasKind])
        for pk, place in coming.items()
    ]


WORDS_A_MINUTE = 140
"""Words a minute read aloud in French, pauses included; the script ``static/js/pitch.js`` counts the same way."""
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


def count_words(texts: Iterable[str]) -> int:
    return sum(len(_WORD.findall(text)) for text in texts)


def format_length(words: int) -> str:
    """Minutes and seconds, to the next ten seconds: « 3 min 20 ».

    >>> format_length(466)
    '3 min 20'
    """
    seconds = -(-words * 60 // WORDS_A_MINUTE // 10) * 10
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest:02}" if rest else f"{minutes} min"


@dataclass(frozen=True)
class Passage:
    """The project that pitches: ``number`` from 1, and the number of turns; ``current`` is ``None`` without a
    project."""

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
    """The projects that come in their pitching order: the one that was saved, else by title. One query."""
    coming = Participation.objects.confirmed().filter(edition=edition)
    return list(
        coming.select_related("project__organisation").order_by(
            F("pitch_turn__position").asc(nulls_last=True), "project__title", "pk"
        )
    )

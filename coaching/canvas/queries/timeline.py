"""What stands on a timeline, as it is drawn: moments along the line, actors below it by influence."""

from collections.abc import Iterable
from dataclasses import dataclass

from coaching.canvas.enums import Influence, ItemKind, ItemPhase
from coaching.models import Canvas, CanvasItem

ON_THE_LINE = (ItemKind.STEP, ItemKind.TURNING_POINT, ItemKind.DECISION)
"""Those that share one order."""


@dataclass(frozen=True)
class InfluenceBand:
    """The actors of one weight; ``weight`` is 0 for those whose weight nobody gave."""

    weight: int
    label: str
    actors: list[CanvasItem]


@dataclass(frozen=True)
class Timeline:
    """``moments`` and ``actors``: all of them, to be typed; ``line`` and ``bands``: those of the phase, as drawn."""

    moments: list[CanvasItem]
    actors: list[CanvasItem]
    phase: ItemPhase

    @property
    def line(self) -> list[CanvasItem]:
        return [item for item in self.moments if self._shows(item)]

    @property
    def bands(self) -> list[InfluenceBand]:
        """From the most to the least influential; those without an actor are left out."""
        visible = [actor for actor in self.actors if self._shows(actor)]
        labels = {**{weight.value: str(weight.label) for weight in Influence}, 0: ""}
        bands = [
            InfluenceBand(weight, label, [actor for actor in visible if (actor.influence or 0) == weight])
            for weight, label in labels.items()
        ]
        return [band for band in bands if band.actors]

    @property
    def is_empty(self) -> bool:
        return not self.line and not self.bands

    def _shows(self, item: CanvasItem) -> bool:
        return bool(item.label) and (
            self.phase == ItemPhase.BOTH or item.phase in (self.phase, ItemPhase.BOTH)
        )


def read_timeline(canvas: Canvas | None, phase: ItemPhase = ItemPhase.BOTH) -> Timeline:
    """One query; none for a canvas that nobody wrote in."""
    if canvas is None:
        return sort_items([], phase)
    return sort_items(CanvasItem.objects.active().filter(canvas=canvas).order_by("position", "pk"), phase)


def sort_items(items: Iterable[CanvasItem], phase: ItemPhase = ItemPhase.BOTH) -> Timeline:
    """The same of items at hand, in their order."""
    rows = list(items)
    return Timeline(
        [item for item in rows if item.kind in ON_THE_LINE],
        [item for item in rows if item.kind == ItemKind.STAKEHOLDER],
        phase,
    )

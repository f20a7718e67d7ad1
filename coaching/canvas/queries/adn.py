"""The ADN map of a project as its room shows it: each axis with what was read there, then and now, and its blocker."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coaching.canvas.adn import name_blocker, name_reading, opens_again_on
from coaching.canvas.enums import AxisFamily, CanvasKind, CanvasMoment, Level
from coaching.models import Axis, AxisReading, Blocker
from coaching.room.access import ProjectRoom
from projects.models import Participation

HEADINGS = {
    AxisFamily.DIMENSION: _("Les dimensions du projet"),
    AxisFamily.FACET: _("Les facettes du travail"),
}


@dataclass(frozen=True)
class AxisCard:
    """``before``: what was read there at the session, on a map drawn again."""

    axis: Axis
    reading: AxisReading | None
    before: AxisReading | None
    blocker: Blocker | None

    @property
    def level(self) -> Level | None:
        return _level(self.reading)

    @property
    def level_before(self) -> Level | None:
        return _level(self.before)

    @property
    def difference(self) -> int | None:
        """Rungs gained or lost."""
        if self.level is None or self.level_before is None:
            return None
        return self.level - self.level_before


def _level(reading: AxisReading | None) -> Level | None:
    return None if reading is None or reading.level is None else Level(reading.level)


@dataclass(frozen=True)
class FamilyShown:
    """The axes of one family, under their heading."""

    name: AxisFamily
    cards: list[AxisCard]

    @property
    def heading(self) -> str | Promise:
        return HEADINGS[self.name]


@dataclass(frozen=True)
class AdnMap:
    moment: CanvasMoment
    cards: list[AxisCard]
    has_again: bool
    """It was drawn again, six months after."""

    @property
    def families(self) -> list[FamilyShown]:
        grouped = [
            FamilyShown(family, [card for card in self.cards if card.axis.family == family])
            for family in AxisFamily
        ]
        return [family for family in grouped if family.cards]

    @property
    def read(self) -> int:
        return sum(card.level is not None for card in self.cards)

    @property
    def is_again(self) -> bool:
        return self.moment != CanvasMoment.SESSION

    @property
    def blockers(self) -> list[Blocker]:
        return [card.blocker for card in self.cards if card.blocker]


def read_map(participation: Participation, moment: CanvasMoment) -> AdnMap:
    """Three queries: the axes of the edition, what was read on them, the blockers found there."""
    axes = Axis.objects.filter(edition=participation.edition_id).order_by("family", "position", "pk")
    readings = AxisReading.objects.active().filter(
        canvas__participation=participation, canvas__kind=CanvasKind.ADN
    )
    by_uid = {reading.uid: reading for reading in readings.order_by()}
    blockers = Blocker.objects.active().filter(participation=participation, axis__isnull=False)
    found = {blocker.uid: blocker for blocker in blockers.order_by("pk")}

    def show(axis: Axis) -> AxisCard:
        before = by_uid.get(name_reading(participation, CanvasMoment.SESSION, axis))
        now = by_uid.get(name_reading(participation, moment, axis))
        is_again = moment != CanvasMoment.SESSION
        blocker = found.get(name_blocker(participation, axis))
        return AxisCard(axis, now, before if is_again else None, blocker)

    cards = [show(axis) for axis in axes]
    again = {name_reading(participation, CanvasMoment.SIX_MONTHS, card.axis) for card in cards}
    return AdnMap(moment, cards, bool(again & by_uid.keys()))


def may_draw_again(room: ProjectRoom, today: date) -> bool:
    """Six months after, the map is drawn anew by those who hold the project, or who organise. No query."""
    opens_on = opens_again_on(room.participation)
    return (room.holds or room.can_freeze) and opens_on is not None and today >= opens_on

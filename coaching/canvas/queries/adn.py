"""The ADN map of a project: its moments, each axis with its reading and its blocker, and the radar in words."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import FilteredRelation, Q, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from accelerator.charts import Chart, Spoke, render_radar
from accelerator.rows.models import is_active_row
from coaching.canvas.enums import AxisFamily, CanvasKind, CanvasMoment, Level
from coaching.canvas.models import LEVELS
from coaching.models import Axis, AxisReading, Blocker, Canvas
from coaching.room.access import ProjectRoom
from projects.models import Participation

NAMESPACE = uuid.UUID("9d1c2d2c-6a2b-4f55-8a3d-0a7d5b9e4c21")
"""Namespace of the identifiers built from a project and an axis: two people who type at once write the same row."""


def name_reading(participation: Participation, moment: str, axis: Axis) -> uuid.UUID:
    """The ``uid`` of the reading of this axis at this moment."""
    return uuid.uuid5(NAMESPACE, f"reading {participation.pk} {moment} {axis.pk}")


def name_blocker(participation: Participation, axis: Axis) -> uuid.UUID:
    """The ``uid`` of the blocker of this axis; the same at each moment."""
    return uuid.uuid5(NAMESPACE, f"blocker {participation.pk} {axis.pk}")


def add_months(day: date, months: int) -> date:
    """The day so many months later, or the last day of a shorter month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def find_reopening_date(participation: Participation) -> date | None:
    """The date from which the map is drawn again: five months after the session; ``None`` without its days."""
    edition = participation.edition
    ended = edition.session_ends_on or edition.session_starts_on
    return add_months(ended, 5) if ended else None


MOMENTS = (CanvasMoment.SESSION, CanvasMoment.SIX_MONTHS)
"""The moments at which a map is drawn."""


HEADINGS = {
    AxisFamily.DIMENSION: gettext_lazy("Les dimensions du projet"),
    AxisFamily.FACET: gettext_lazy("Les facettes du travail"),
}


@dataclass(frozen=True)
class AxisCard:
    """One axis of the map; ``before``: its reading at the session, on a map drawn again."""

    axis: Axis
    reading: AxisReading | None
    before: AxisReading | None
    blocker: Blocker | None

    @property
    def level(self) -> Level | None:
        return _find_level(self.reading)

    @property
    def level_before(self) -> Level | None:
        return _find_level(self.before)

    @property
    def difference(self) -> int | None:
        """Rungs gained or lost."""
        if self.level is None or self.level_before is None:
            return None
        return self.level - self.level_before


def _find_level(reading: AxisReading | None) -> Level | None:
    return None if reading is None or reading.level is None else Level(reading.level)


@dataclass(frozen=True)
class FamilyOnPage:
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
    """Whether it was drawn again, six months after."""

    @property
    def families(self) -> list[FamilyOnPage]:
        grouped = [
            FamilyOnPage(family, [card for card in self.cards if card.axis.family == family])
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
    """Read the map in two queries."""
    return read_maps(participation.edition_id, [participation], moment)[participation.pk]


def read_maps(
    edition: int,
    places: Collection[Participation],
    moment: CanvasMoment,
    blockers: Iterable[Blocker] | None = None,
) -> dict[int, AdnMap]:
    """The maps of these projects of an edition, by their keys. Two queries: axes with their readings, blockers; one
    with the ``blockers`` at hand.
    """
    maps = Canvas.objects.filter(participation__in=places, kind=CanvasKind.ADN).order_by().values("pk")
    reading = FilteredRelation(
        "readings", condition=is_active_row("readings__") & Q(readings__canvas__in=Subquery(maps))
    )
    rows: Any = Axis.objects.filter(edition=edition).annotate(reading=reading)
    # a row for each reading, one for an axis without any
    axes: dict[int, Axis] = {}
    by_uid: dict[uuid.UUID, AxisReading] = {}
    for row in rows.select_related("reading").order_by("family", "position", "pk"):
        axes[row.pk] = row
        if hasattr(row, "reading"):
            by_uid[row.reading.uid] = row.reading
    if blockers is None:
        blockers = Blocker.objects.active().filter(participation__in=places).order_by("pk")
    blockers_by_uid = {blocker.uid: blocker for blocker in blockers if blocker.axis_id}
    return {place.pk: _build_map(place, moment, axes.values(), by_uid, blockers_by_uid) for place in places}


def _build_map(
    participation: Participation,
    moment: CanvasMoment,
    axes: Iterable[Axis],
    by_uid: Mapping[uuid.UUID, AxisReading],
    blockers_by_uid: Mapping[uuid.UUID, Blocker],
) -> AdnMap:
    def show(axis: Axis) -> AxisCard:
        before = by_uid.get(name_reading(participation, CanvasMoment.SESSION, axis))
        now = by_uid.get(name_reading(participation, moment, axis))
        is_again = moment != CanvasMoment.SESSION
        blocker = blockers_by_uid.get(name_blocker(participation, axis))
        return AxisCard(axis, now, before if is_again else None, blocker)

    cards = [show(axis) for axis in axes]
    again = {name_reading(participation, CanvasMoment.SIX_MONTHS, card.axis) for card in cards}
    return AdnMap(moment, cards, bool(again & by_uid.keys()))


def may_redraw(room: ProjectRoom, today: date) -> bool:
    """Whether this person may draw the map again, six months after: holders and organisers may. No query."""
    opens_on = find_reopening_date(room.participation)
    return (room.is_holder or room.can_freeze) and opens_on is not None and today >= opens_on


def chart_map(adn_map: AdnMap) -> Chart | None:
    """One polygon, two for a map drawn again; ``None`` for fewer than three axes."""
    before = adn_map.is_again
    return render_radar(
        [Spoke(str(card.axis.label), card.level, card.level_before) for card in adn_map.cards],
        highest=LEVELS,
        title=_("La carte en un regard"),
        description=describe_map(adn_map),
        columns=[_("Axe"), _("Session"), _("6 mois après"), _("Écart")]
        if before
        else [_("Axe"), _("Niveau")],
        rows=[_list_cells(card, before=before) for card in adn_map.cards],
    )


def describe_map(adn_map: AdnMap) -> str:
    """The map in a sentence or two."""
    summary = count_read(adn_map)
    if adn_map.is_again:
        moved = [card.difference for card in adn_map.cards if card.difference]
        up, down = sum(step > 0 for step in moved), sum(step < 0 for step in moved)
        again = _("En pointillés, la session. %(up)s en progrès, %(down)s en recul.")
        return f"{summary}. {again % {'up': up, 'down': down}}"
    read = [card for card in adn_map.cards if card.level is not None]
    if not read:
        return f"{summary}."
    lowest = min(card.level for card in read if card.level is not None)
    weak = ", ".join(str(card.axis.label) for card in read if card.level == lowest)
    lowest_axes = _("Le plus bas : %(axes)s.") % {"axes": weak}
    return f"{summary}. {lowest_axes}"


def count_read(adn_map: AdnMap) -> str:
    """« 7 axes sur 12 »."""
    words = ngettext("%(read)s axe sur %(all)s", "%(read)s axes sur %(all)s", adn_map.read)
    return words % {"read": adn_map.read, "all": len(adn_map.cards)}


def describe_level(level: Level | None) -> str:
    return "–" if level is None else f"{level.value} · {level.label}"


def describe_difference(card: AxisCard) -> str:
    """« + 1 », « − 2 », « = »."""
    step = card.difference
    if step is None:
        return "–"
    return "=" if not step else f"+ {step}" if step > 0 else f"− {-step}"


def _list_cells(card: AxisCard, *, before: bool) -> list[str]:
    now = [str(card.axis.label), describe_level(card.level)]
    return [now[0], describe_level(card.level_before), now[1], describe_difference(card)] if before else now

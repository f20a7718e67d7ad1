"""The ADN map: how its rows are named, so that two people at two phones make the same, and when it is drawn."""

import uuid
from datetime import date

from coaching.canvas.enums import CanvasMoment
from coaching.models import Axis
from projects.models import Participation

NAMESPACE = uuid.UUID("9d1c2d2c-6a2b-4f55-8a3d-0a7d5b9e4c21")
"""Of the identifiers made from a project and an axis: two scribes write the same row."""


def name_reading(participation: Participation, moment: str, axis: Axis) -> uuid.UUID:
    """The ``uid`` of where this project stands on this axis at this moment."""
    return uuid.uuid5(NAMESPACE, f"reading {participation.pk} {moment} {axis.pk}")


def name_blocker(participation: Participation, axis: Axis) -> uuid.UUID:
    """The ``uid`` of the blocker that the map shows on this axis; the same at each moment."""
    return uuid.uuid5(NAMESPACE, f"blocker {participation.pk} {axis.pk}")


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def opens_again_on(participation: Participation) -> date | None:
    """From when the map is drawn again, six months after: five months after the session; ``None`` without its days."""
    edition = participation.edition
    ended = edition.session_ends_on or edition.session_starts_on
    return add_months(ended, 5) if ended else None


MOMENTS = (CanvasMoment.SESSION, CanvasMoment.SIX_MONTHS)
"""When the map is drawn."""

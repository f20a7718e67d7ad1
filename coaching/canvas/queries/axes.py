"""The axes of an edition, and those that somebody used."""

from coaching.models import AxisReading, Blocker
from programmes.models import Edition


def find_used_axes(edition: Edition) -> frozenset[int]:
    """The ids of the axes on which a project was read, or has a blocker. One query."""
    read = AxisReading.objects.filter(axis__edition=edition).order_by().values_list("axis", flat=True)
    blocked = Blocker.objects.filter(axis__edition=edition).order_by().values_list("axis", flat=True)
    return frozenset(read.union(blocked))

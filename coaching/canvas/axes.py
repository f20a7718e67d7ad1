"""Whether an edition reads its projects on axes, in one expression."""

from typing import Any

from django.db.models import Exists, OuterRef

from coaching.models import Axis


def has_axes(place: str = "") -> Any:
    """Whether the edition of the participation at ``place`` chose axes; that of the row itself by default."""
    edition = f"{place}__edition" if place else "edition"
    return Exists(Axis.objects.filter(edition=OuterRef(edition)))

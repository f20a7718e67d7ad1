"""What the groups ask of those who follow their projects, in words."""

from datetime import date

from django.utils.translation import gettext as _

from coaching.models import Session, SlotGroup
from coaching.session.mentors import find_mentors
from coaching.session.planning import load
from coaching.session.planning.divided import find_divided


def tell_divided(session: Session, *, day: date | None = None) -> list[str]:
    """Who could not stay with every project they follow, the groups being as they are; of one day, or of all.

    One query without a group, eleven with some.
    """
    placed = set(
        SlotGroup.objects.filter(slot__day__session=session, participations__isnull=False)
        .order_by()
        .values_list("participations", flat=True)
    )
    if not placed:
        return []
    taken = [row for row in load.occupations(session) if day in (None, row.day)]
    words = _("%(name)s ne pourra pas suivre tous ses projets, attendus au même moment à %(places)s.")
    return [
        words
        % {
            "name": row.name,
            "places": ", ".join(_("« %(title)s »") % {"title": place} for place in row.places),
        }
        for row in find_divided(taken, find_mentors(placed))
    ]

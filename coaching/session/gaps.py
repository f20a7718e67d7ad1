"""What is missing in a programme, in words, and where to mend it: listed before it is released and afterwards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.models import Session, Slot
from coaching.session.divided import describe_divided, list_divided
from coaching.session.enums import SlotKind
from coaching.session.mentors import has_mentor


@dataclass(frozen=True)
class ProgrammeGap:
    text: str
    href: str
    label: str
    """What the link does."""


def list_gaps(session: Session, slots: Sequence[Slot]) -> list[ProgrammeGap]:
    """``slots``: what :func:`~coaching.session.slots.list_slots` read of the session. Two queries at most."""
    return [*_list_unserved(session, slots), *_list_lost(session, slots), *_list_torn(session, slots)]


def _list_unserved(session: Session, slots: Iterable[Slot]) -> list[ProgrammeGap]:
    """Projects that nobody follows, or that no slot receives."""
    slug, gaps = session.edition.slug, []
    counts = session.edition.participations.confirmed().aggregate(
        all=Count("pk", distinct=True),
        followed=Count("pk", filter=has_mentor(), distinct=True),
        received=Count("pk", filter=Q(bookings__slot__day__session=session), distinct=True),
    )
    if alone := counts["all"] - counts["followed"]:
        text = ngettext(
            "%(count)d projet n’a pas encore de parrain ou de marraine.",
            "%(count)d projets n’ont pas encore de parrain ou de marraine.",
            alone,
        )
        address = reverse("coaching:manage_pairings", args=[slug])
        gaps.append(ProgrammeGap(text % {"count": alone}, address, _("Proposer un parrain ou une marraine")))
    if waiting := counts["all"] - counts["received"]:
        text = ngettext(
            "%(count)d projet n’a aucun créneau de coaching individuel.",
            "%(count)d projets n’ont aucun créneau de coaching individuel.",
            waiting,
        )
        turns = [slot.pk for slot in slots if slot.kind == SlotKind.INDIVIDUAL]
        address = (
            reverse("coaching:session_bookings", args=[slug, turns[0]])
            if turns
            else reverse("coaching:manage_session", args=[slug])
        )
        gaps.append(ProgrammeGap(text % {"count": waiting}, address, _("Placer les projets")))
    return gaps


def _list_lost(session: Session, slots: Iterable[Slot]) -> list[ProgrammeGap]:
    """Slots in groups that lead nowhere. No query."""
    words = _("« %(title)s » se tient en groupes et n’a ni groupe ni salle : personne ne saura où aller.")
    return [
        ProgrammeGap(
            words % {"title": slot.title},
            reverse("coaching:session_groups", args=[session.edition.slug, slot.pk]),
            _("Faire les groupes"),
        )
        for slot in slots
        if slot.kind == SlotKind.GROUP and slot.room_id is None and not slot.groups.all()
    ]


def _list_torn(session: Session, slots: Sequence[Slot]) -> list[ProgrammeGap]:
    """Those who follow projects that are in two places at once. One query, none without a group."""
    gaps = []
    for row in list_divided(slots):
        days = [slot.day_id for slot in slots if any(place.startswith(slot.title) for place in row.places)]
        place = [session.edition.slug, *days[:1]]
        name = "coaching:session_grid" if days else "coaching:manage_session"
        gaps.append(
            ProgrammeGap(describe_divided(row), reverse(name, args=place), _("Voir la grille du jour"))
        )
    return gaps

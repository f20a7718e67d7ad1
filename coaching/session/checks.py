"""The check before publishing: impossible, too short or too small, missing."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from coaching.models import Session
from coaching.session.actions.occupancy import PlanRefused
from coaching.session.details import DetailedDraft
from coaching.session.draft import ProgrammeGap, list_gaps
from coaching.session.enums import SlotActivity, SlotKind
from coaching.session.planning import feasibility, load
from coaching.session.planning.clashes import Occupation
from coaching.session.programme import PlannedSlot

MOST_NAMES = 5
MOST_CLASHES = 5
"""How many clashes are listed: the others depend on them, or come next."""


def check_programme(details: DetailedDraft) -> list[ProgrammeGap]:
    """The impossible things, then those that do not fit, then missing ones; each with the page to change. One query
    at most."""
    session, slots = details.session, details.programme.slots
    keys = list(details.attending_projects)
    followed = Counter(
        mentor.name for key, mentor in details.mentors.items() if key in details.attending_projects
    )
    turns = [slot for slot in slots if slot.is_individual]
    blocks = _list_blocks(turns)
    return [
        *_list_clashes(session, load.list_taken(details, slots)),
        *_list_short_pitches(session, slots, len(keys)),
        *_list_short_turns(details, blocks, len(keys)),
        *_list_busy_mentors(session, blocks, followed),
        *_list_small_rooms(details),
        *_list_waiting(session, turns, keys),
        *list_gaps(details),
    ]


def fingerprint_findings(findings: Sequence[ProgrammeGap]) -> str:
    """A hash of the sentences that somebody read before publishing."""
    return hashlib.sha256("\n".join(finding.text for finding in findings).encode()).hexdigest()[:16]


def refuse_unread(findings: Sequence[ProgrammeGap], read: str) -> None:
    """Raises :class:`PlanRefused` if something is impossible, or the sentences differ from those ``read``."""
    if impossible := [finding.text for finding in findings if finding.is_impossible]:
        raise PlanRefused(*impossible)
    if findings and read != fingerprint_findings(findings):
        raise PlanRefused(_("Rien n’est parti : lisez ce qui suit, puis cochez la case."))


def _list_blocks(turns: Sequence[PlannedSlot]) -> list[feasibility.TurnBlock]:
    """The turns of a day for one activity, as one block."""
    rows: dict[tuple[object, str], list[PlannedSlot]] = {}
    for slot in turns:
        rows.setdefault((slot.day, slot.activity), []).append(slot)
    return [
        feasibility.TurnBlock(str(SlotActivity(activity).label) if activity else slots[0].title, len(slots))
        for (_day, activity), slots in rows.items()
    ]


def _find_slot(session: Session, pk: int | None) -> str:
    if pk is None:
        return reverse("coaching:manage_session", args=[session.edition.slug])
    return reverse("coaching:session_slot", args=[session.edition.slug, pk])


def _list_clashes(session: Session, taken: Sequence[Occupation]) -> Iterator[ProgrammeGap]:
    for clash in feasibility.find_clashes(taken)[:MOST_CLASHES]:
        text = _(clash.clash.message) % clash.clash.values
        yield ProgrammeGap(text, _find_slot(session, clash.slot), _("Changer ce créneau"), is_impossible=True)


def _list_short_pitches(
    session: Session, slots: Sequence[PlannedSlot], projects: int
) -> Iterator[ProgrammeGap]:
    pitches = [
        feasibility.PitchSlot(
            slot.pk,
            slot.title,
            slot.lasts,
            tuple(len(group.participations) for group in slot.groups),
        )
        for slot in slots
        if slot.activity == SlotActivity.PITCH
    ]
    short = feasibility.find_short_pitches(projects, pitches)
    if short is None:
        return
    text = _(
        "« %(title)s » : à %(each)d minutes par projet, il faut %(needed)d minutes et il y en a %(minutes)d."
    ) % {
        "title": short.slot.title,
        "each": feasibility.PITCH_MINUTES,
        "needed": short.needed,
        "minutes": short.minutes,
    }
    if short.rooms > 1:
        text += " " + _("Avec %(rooms)d salles en parallèle, tout tient.") % {"rooms": short.rooms}
    grouped = any(slot.pk == short.slot.key and slot.kind == SlotKind.GROUP for slot in slots)
    if grouped:
        groups = reverse("coaching:session_groups", args=[session.edition.slug, short.slot.key])
        yield ProgrammeGap(text, groups, _("Faire les groupes"))
    else:
        yield ProgrammeGap(text, _find_slot(session, short.slot.key), _("L’allonger, ou le tenir en groupes"))


def _list_short_turns(
    details: DetailedDraft, blocks: Sequence[feasibility.TurnBlock], projects: int
) -> Iterator[ProgrammeGap]:
    for short in feasibility.find_short_turns(projects, len(details.rooms), blocks) if blocks else ():
        words = ngettext(
            "%(projects)d projets en %(turns)d tour (%(title)s) demandent %(needed)d salles à la fois ; il y en a "
            "%(rooms)d.",
            "%(projects)d projets en %(turns)d tours (%(title)s) demandent %(needed)d salles à la fois ; il y en a "
            "%(rooms)d.",
            short.block.turns,
        )
        text = words % {
            "projects": short.projects,
            "turns": short.block.turns,
            "title": short.block.title,
            "needed": short.needed,
            "rooms": short.rooms,
        }
        address = reverse("coaching:session_add_room", args=[details.session.edition.slug])
        yield ProgrammeGap(text, address, _("Ajouter une salle"))


def _list_busy_mentors(
    session: Session, blocks: Sequence[feasibility.TurnBlock], followed: dict[str, int]
) -> Iterator[ProgrammeGap]:
    busy = feasibility.find_busy_mentors(followed, blocks)
    if not busy:
        return
    names = [f"{row.name} ({row.projects})" for row in busy[:MOST_NAMES]]
    others = len(busy) - MOST_NAMES
    if others > 0:
        names.append(ngettext("%(count)d autre", "%(count)d autres", others) % {"count": others})
    words = ngettext(
        "%(count)d personne suit plus de projets qu’il n’y a de tours (%(turns)d, pour %(title)s) : %(names)s.",
        "%(count)d personnes suivent plus de projets qu’il n’y a de tours (%(turns)d, pour %(title)s) : %(names)s.",
        len(busy),
    )
    block = busy[0].block
    text = words % {
        "count": len(busy), "turns": block.turns, "title": block.title, "names": ", ".join(names),
    }  # fmt: skip
    address = reverse("coaching:manage_pairings", args=[session.edition.slug])
    yield ProgrammeGap(text, address, _("Revoir les parrainages"))


def _list_small_rooms(details: DetailedDraft) -> Iterator[ProgrammeGap]:
    """One query, none where no room has a number of seats."""
    session = details.session
    seats = {room.name: (room.pk, room.name, room.seats) for room in details.rooms if room.seats}
    placed = [slot for slot in details.programme.slots if not slot.is_individual]
    if not any(
        room in seats for slot in placed for room in (slot.room, *(group.room for group in slot.groups))
    ):
        return
    members = {key: len(people) for key, people in details.members.items()}
    everybody = sum(members.get(key, 0) for key in (*details.attending_projects, None))
    uses = []
    for slot in placed:
        if slot.room in seats and not slot.groups:
            uses.append(feasibility.RoomUse(slot.pk, slot.title, *seats[slot.room], everybody))
        for group in slot.groups:
            if group.room in seats:
                people = len(group.leaders) + sum(members.get(pk, 0) for pk in group.participations)
                title = load.name_group(slot, group)
                uses.append(feasibility.RoomUse(slot.pk, title, *seats[group.room], people))
    for small in feasibility.find_small_rooms(uses):
        words = _("La salle « %(room)s » a %(seats)d places et « %(title)s » attend %(people)d personnes.")
        text = words % {
            "room": small.name, "seats": small.seats, "title": small.title, "people": small.people,
        }  # fmt: skip
        yield ProgrammeGap(text, _find_slot(session, small.slot), _("Changer de salle"))


def _list_waiting(
    session: Session, turns: Sequence[PlannedSlot], projects: Sequence[int]
) -> Iterator[ProgrammeGap]:
    gaps = feasibility.find_waiting(
        projects,
        [
            (
                slot.lasts,
                frozenset(slot.participations),
                slot.autonomy,
            )
            for slot in turns
        ],
    )
    if gaps is None:
        return
    words = ngettext(
        "%(count)d projet attend, jusqu’à %(minutes)d minutes, pendant que d’autres sont reçus.",
        "%(count)d projets attendent, jusqu’à %(minutes)d minutes, pendant que d’autres sont reçus.",
        gaps.projects,
    )
    text = words % {"count": gaps.projects, "minutes": gaps.minutes}
    address = reverse("coaching:session_fill_waiting", args=[session.edition.slug])
    yield ProgrammeGap(text, address, _("En autonomie : écrire la frise, le plan"), is_act=True)

"""Record an incident of the day: change, release and notify at once; undo it; seat the mix again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused
from accelerator.types import Json
from coaching.ideas.actions.rotation import RotationWish, format_version, make_rotation
from coaching.ideas.seating import count_begun, find_rotation
from coaching.incidents.actions.planning import IncidentPlan, IncidentReport, plan_incident
from coaching.incidents.enums import IncidentKind
from coaching.models import Booking, Incident, Pairing, Session, Slot, SlotGroup
from coaching.pairing import emails as pairing_mails
from coaching.pairing.actions import pairing as pairings
from coaching.session.actions.occupancy import PlanRefused, lock_session, refuse_clashes
from coaching.session.actions.releases import release_slots
from coaching.session.actions.turns import TurnMove, make_moves
from coaching.session.planning import load
from coaching.session.planning.clashes import list_reasons
from projects.decision.actions.participation import leave_session, return_to_session
from projects.models import Participation


@dataclass(frozen=True)
class IncidentOutcome:
    """What recording or undoing an incident did. ``mails``: how many are sent; ``blocked``: turns that could not be
    restored.
    """

    incident: Incident
    mails: int
    blocked: int = 0


@transaction.atomic
def record_incident(
    *, session: Session, report: IncidentReport, seen: str, actor: User, at: datetime
) -> IncidentOutcome:
    """« Appliquer et prévenir »: apply, publish and announce the plan named by ``seen``.

    Side effects: the incident; turns, groups and rooms; pairings with substitutes; a project that left; one release
    of the slots concerned, with a mail to each person whose own timetable changes; an audit entry. Raises
    :class:`PlanRefused` when the plan has changed since it was read, :class:`TransitionRefused` when the project left
    already or a substitute may not follow it: nothing is changed then.
    """
    locked = lock_session(session.pk)
    plan = plan_incident(locked, report, at)
    if plan.seen != seen:
        raise PlanRefused(_explain_difference(locked, plan, seen))
    if plan.earlier is not None:
        Incident.objects.filter(pk=plan.earlier.pk).update(closed_at=at)
    changes: Json = {"pairings": _substitute(plan.report, actor, at), **_change(plan, actor, at)}
    incident = _create(report, changes, actor, at)
    record(
        verb="record_incident",
        subject=incident,
        actor=actor,
        at=at,
        scope=locked.edition.scope,
        data={"kind": report.kind.value, "moves": len(changes["moves"])},
    )
    return IncidentOutcome(
        incident, release_slots(session=locked, slots=_list_slots(plan), actor=actor, at=at)
    )


def _explain_difference(session: Session, plan: IncidentPlan, seen: str) -> str:
    """The authors of the changes since the page was read."""
    number, _colon, rest = seen.partition(":")
    last = rest.partition(":")[0]
    earlier = plan.earlier
    if earlier and last.isdecimal() and earlier.pk > int(last[:12]):
        words = {"who": earlier.by or _("Une autre personne"), "what": earlier.subject, "how": earlier.words}
        return _("%(who)s vient de noter « %(what)s » (%(how)s) : rien d’autre n’a changé.") % words
    if number != plan.seen.partition(":")[0]:
        release = session.releases.select_related("released_by").order_by("-number").first()
        who = (release and release.released_by) or _("Une autre personne")
        return _(
            "%(who)s a publié des changements pendant que vous lisiez : rien n’a bougé. Voici le nouveau plan."
        ) % {"who": who}
    return _("La session a changé entre-temps : voici le nouveau plan.")


def _create(report: IncidentReport, changes: Json, actor: User, at: datetime) -> Incident:
    try:
        with transaction.atomic():
            return Incident.objects.create(
                day=report.day,
                kind=report.kind,
                participation=report.participation,
                mentor=report.mentor,
                room=report.room,
                starts_at=report.starts_at,
                ends_at=report.ends_at,
                changes=changes,
                at=at,
                by=actor,
            )
    except IntegrityError as raced:
        raise PlanRefused(_("C’est déjà noté.")) from raced


def _change(plan: IncidentPlan, actor: User, at: datetime) -> Json:
    report = plan.report
    if report.kind == IncidentKind.LEFT:
        assert report.participation is not None
        leave_session(participation=report.participation, actor=actor, at=at)
    moves = plan.repair.moves if plan.repair else ()
    stored = [_store_move(move) for move in moves]
    make_moves(moves)
    Booking.objects.filter(pk__in=[row.pk for row in plan.freed]).delete()
    for group in plan.groups:
        group.participations.remove(report.participation)  # type: ignore[arg-type]
    rooms = [change for change in plan.room_changes if change.room]
    for change in rooms:
        if change.group:
            SlotGroup.objects.filter(pk=change.group.pk).update(room=change.room)
        else:
            Slot.objects.filter(pk=change.slot.pk).update(room=change.room, version=F("version") + 1)
    return {
        "moves": stored,
        "freed": [[row.slot_id, row.room_id] for row in plan.freed],
        "groups": [row.pk for row in plan.groups],
        "rooms": [
            {
                "slot": row.slot.pk,
                "group": row.group.pk if row.group else None,
                "to": row.room.pk,
            }
            for row in rooms
            if row.room
        ],
    }


def _store_move(move: TurnMove) -> Json:
    booking = move.booking
    to = [move.slot.pk, move.room.pk if move.room else None] if move.slot else None
    return {"project": booking.participation_id, "from": [booking.slot_id, booking.room_id], "to": to}


def _list_slots(plan: IncidentPlan) -> set[int]:
    """The slots whose places are released: individual ones that move, and those with a changed room or group."""
    moves = plan.repair.moves if plan.repair else ()
    return {
        *(move.booking.slot_id for move in moves),
        *(move.slot.pk for move in moves if move.slot),
        *(row.slot_id for row in plan.freed),
        *(row.slot_id for row in plan.groups),
        *(row.slot.pk for row in plan.room_changes),
    }


def _substitute(report: IncidentReport, actor: User, at: datetime) -> list[Json]:
    """Pair projects with substitutes, who accepted in the room. Side effects: pairings end and begin, with their
    mails."""
    done: list[Json] = []
    for participation, mentor in sorted(report.substitutes.items()):
        place = Participation.objects.select_related("project__application", "edition__call").get(
            pk=participation
        )
        ended = _find_pairing(participation=place)
        if ended:
            _end_pairing(ended, actor, at)
        begun = pairings.record_agreement(participation=place, mentor=mentor, actor=actor, at=at)
        done.append({"ended": ended.mentor_id if ended else None, "begun": begun.pk})
    return done


def _find_pairing(**only: object) -> Pairing | None:
    pairings = Pairing.objects.current().filter(**only)
    return pairings.select_related("mentor", "participation__project", "participation__edition__call").first()


def _end_pairing(pairing: Pairing, actor: User, at: datetime) -> None:
    was_accepted = pairing.is_accepted
    with translation.override("fr"):
        reason = _("Un relais a été trouvé pendant la session.")
    pairings.close(pairing=pairing, reason=reason, actor=actor, at=at)
    queue(pairing_mails.pairing_ended(pairing, was_accepted=was_accepted), at=at)


@transaction.atomic
def undo_incident(*, session: Session, pk: int, actor: User, at: datetime) -> IncidentOutcome:
    """Restore what an incident changed and has not begun since; released and announced at once.

    Side effects: those of :func:`record_incident`, reversed. A turn whose place is taken since stays free, and is
    counted. Raises :class:`PlanRefused` when it was undone already, or a turn that moved changed since.
    """
    locked = lock_session(session.pk)
    rows = Incident.objects.of_session(locked).select_related("day", "participation__edition", "by")
    incident = rows.get(pk=pk)
    # compare and set: of two clicks, one undoes
    if not Incident.objects.standing().filter(pk=pk).update(closed_at=at):
        raise PlanRefused(_("C’est déjà annulé, ou remplacé par un autre imprévu."))
    if incident.kind == IncidentKind.LEFT and incident.participation:
        return_to_session(participation=incident.participation, actor=actor, at=at)
    for row in incident.changes.get("pairings", ()):
        _give_back_pairing(row, actor, at)
    slots = Slot.objects.filter(day__session=locked).select_related("day").in_bulk()
    touched, blocked = _restore_schedule(locked, incident, slots, at)
    record(verb="undo_incident", subject=incident, actor=actor, at=at, scope=locked.edition.scope, data={})
    mails = release_slots(session=locked, slots=touched, actor=actor, at=at)
    return IncidentOutcome(incident, mails, blocked)


def _give_back_pairing(row: Json, actor: User, at: datetime) -> None:
    """Restore the pairing, unless somebody else follows the project by now."""
    pairing = _find_pairing(pk=row["begun"])
    if pairing is None:
        return
    _end_pairing(pairing, actor, at)
    former = User.objects.filter(pk=row["ended"], is_active=True).first() if row["ended"] else None
    if former is not None:
        pairings.pair_again(participation=pairing.participation, mentor=former, actor=actor, at=at)


def _restore_schedule(
    session: Session, incident: Incident, slots: dict[int, Slot], at: datetime
) -> tuple[set[int], int]:
    """Restore turns, groups and rooms of slots that have not begun; returns which slots changed, and how many turns
    stay free."""
    changes: Any = incident.changes
    moved = list(_restore_moves(changes["moves"], slots, at))
    if moved:
        _refuse_new_clashes(session, moved)
    touched = {slot for row in moved for slot in (row["from"][0], (row["to"] or row["from"])[0])}
    blocked = 0
    for slot, room in changes["freed"]:
        if _is_upcoming(slots, slot, at):
            assert incident.participation_id is not None
            if _give_back_turn(session, incident.participation_id, slot, room):
                touched.add(slot)
            else:
                blocked += 1
    for group in SlotGroup.objects.filter(pk__in=changes["groups"]):
        if _is_upcoming(slots, group.slot_id, at) and incident.participation_id:
            group.participations.add(incident.participation_id)
            touched.add(group.slot_id)
    for row in changes["rooms"]:
        if _is_upcoming(slots, row["slot"], at) and _give_back_room(session, incident, row):
            touched.add(row["slot"])
    return touched, blocked


def _is_upcoming(slots: dict[int, Slot], pk: int, at: datetime) -> bool:
    return pk in slots and not slots[pk].has_begun(at)


def _restore_moves(moves: Sequence[Json], slots: dict[int, Slot], at: datetime) -> Iterable[Json]:
    """Each move that is undone; those whose turn has begun stay."""
    for row in moves:
        (slot, room), to = row["from"], row["to"]
        if not _is_upcoming(slots, slot, at) or (to and not _is_upcoming(slots, to[0], at)):
            continue
        if to is None:
            if not Participation.objects.attending().filter(pk=row["project"]).exists():
                continue
            Booking.objects.get_or_create(
                slot_id=slot, participation_id=row["project"], defaults={"room_id": room}
            )
        else:
            now = Booking.objects.filter(slot=to[0], room=to[1], participation=row["project"])
            if not now.update(slot=slot, room=room):
                raise PlanRefused(_("Un tour a changé depuis : déplacez-le à la main dans le déroulé."))
        yield row


def _refuse_new_clashes(session: Session, moved: Sequence[Json]) -> None:
    places = {(row["from"][0], row["project"]) for row in moved}
    taken = load.list_occupations(session)
    for back in taken:
        if back.project and (back.slot, back.project.key) in places:
            refuse_clashes(list_reasons(back, [other for other in taken if other is not back]))


def _give_back_turn(session: Session, participation: int, slot: int, room: int | None) -> bool:
    """Restore a turn, if its place is still free; returns whether it was."""
    booking = Booking(slot_id=slot, participation_id=participation, room_id=room)
    others = load.list_occupations(session)
    try:
        with transaction.atomic():
            booking.save()
            mine = [row for row in load.list_occupations(session) if row not in others]
            refuse_clashes(clash for row in mine for clash in list_reasons(row, others))
    except (IntegrityError, TransitionRefused):
        return False
    return True


def _give_back_room(session: Session, incident: Incident, row: Json) -> bool:
    """Restore the former room of a slot or of its group, unless it has another one by now; returns whether it did."""
    if row["group"]:
        return bool(SlotGroup.objects.filter(pk=row["group"], room=row["to"]).update(room=incident.room_id))
    slot = Slot.objects.filter(pk=row["slot"], room=row["to"])
    return bool(slot.update(room=incident.room_id, version=F("version") + 1))


def reseat_tables(*, session: Session, place: Participation, actor: User, at: datetime) -> bool:
    """Plan again the rounds that have not begun: without the table of ``place`` if it left, with one if it is back.

    Returns whether there was something to plan, and enough seats. Side effects: those of :func:`make_rotation`. Not
    in a transaction of the caller: it searches before it locks.
    """
    rotation = find_rotation(session)
    if rotation is None or count_begun(session, rotation) >= rotation.rounds:
        return False
    tables = list(rotation.tables.order_by("number").values_list("participation", flat=True))
    tables = [pk for pk in tables if pk != place.pk] + ([] if place.is_away else [place.pk])
    wish = RotationWish(
        tables=tables,
        rounds=rotation.rounds,
        capacity=rotation.capacity,
        only_present=rotation.only_present,
        apart_by_territory=rotation.apart_by_territory,
        layout=rotation.layout,
    )
    try:
        make_rotation(
            session=session, wish=wish, keep=True, seen=format_version(rotation), actor=actor, at=at
        )
    except TransitionRefused:
        return False
    return True

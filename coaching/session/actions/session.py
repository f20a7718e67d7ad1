"""Prepare the session: its place, days, rooms and slots; move a slot; copy the agenda into the next edition."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.locking import is_gone
from coaching.models import Room, Session, SessionDay, Slot, SlotGroup
from coaching.session.actions.occupancy import (
    WRITTEN,
    PlanRefused,
    check_not_removed,
    check_seen,
    lock_session,
    refuse_clashes,
)
from coaching.session.agenda import DraftSlot, make_default_agenda
from coaching.session.enums import SlotKind
from coaching.session.mentors import find_mentors
from coaching.session.models import make_room_key
from coaching.session.planning import load
from coaching.session.planning.clashes import list_reasons
from programmes.actions.cloning import find_shift, shift
from programmes.models import Edition


def _log(
    verb: str, subject: Model, *, session: Session, actor: User | None, at: datetime, **data: object
) -> None:
    record(verb=verb, subject=subject, actor=actor, at=at, scope=session.edition.scope, data=data)


@transaction.atomic
def plan_session(
    *,
    edition: Edition,
    venue: str,
    dates: Sequence[date],
    actor: User,
    at: datetime,
    address: str = "",
    access_notes: str = "",
    rooms: Sequence[str] = (),
    agenda: Sequence[Sequence[DraftSlot]] | None = None,
) -> Session:
    """Create the session of an edition with an ``agenda``, one row of slots a day, or the default one. The first of
    ``rooms`` is for plenary slots.

    Side effects: session, days, rooms, slots; the edition's session dates follow; one audit entry. Raises
    :class:`PlanRefused` without a date, or when the edition already has a session.
    """
    if not dates:
        raise PlanRefused(_("Indiquez au moins un jour."))
    session, created = Session.objects.get_or_create(
        edition=edition, defaults={"venue": venue, "address": address, "access_notes": access_notes}
    )
    if not created:
        raise PlanRefused(_("La session de cette édition est déjà préparée."))
    names: dict[str, str] = {}
    for name in rooms:
        if name.strip():
            names.setdefault(make_room_key(name), name.strip())
    main = Room.objects.bulk_create(
        [Room(session=session, name=name, key=key) for key, name in names.items()]
    )[:1]
    days = sorted(set(dates))
    for day, drafts in zip(days, agenda or make_default_agenda(len(days)), strict=True):
        session_day = SessionDay.objects.create(session=session, date=day)
        Slot.objects.bulk_create(
            Slot(
                day=session_day,
                starts_at=draft.starts_at,
                ends_at=draft.ends_at,
                kind=draft.kind,
                activity=draft.activity,
                title_fr=draft.title_fr,
                title_en=draft.title_en,
                room=main[0] if main and draft.kind == SlotKind.PLENARY else None,
            )
            for draft in drafts
        )
    follow_dates(session)
    _log("plan_session", session, session=session, actor=actor, at=at, days=len(days), rooms=len(names))
    return session


def follow_dates(session: Session) -> None:
    """Copy the days of the session to the edition's dates, from which its phase derives."""
    dates = list(session.days.order_by("date").values_list("date", flat=True))
    if dates:
        edition = session.edition
        edition.session_starts_on, edition.session_ends_on = dates[0], dates[-1]
        edition.save(update_fields=["session_starts_on", "session_ends_on"])


@transaction.atomic
def save_venue(*, session: Session, actor: User, at: datetime) -> None:
    """Save the place, address and access notes. Side effects: the row, one audit entry."""
    session.save(update_fields=["venue", "address", "access_notes"])
    _log("edit_session", session, session=session, actor=actor, at=at)


@transaction.atomic
def add_day(*, session: Session, day: date, actor: User, at: datetime) -> SessionDay:
    """Add an empty day. Side effects: the day, the edition's dates, one audit entry. Refuses a day twice."""
    session_day, created = SessionDay.objects.get_or_create(session=session, date=day)
    if not created:
        raise PlanRefused(_("Ce jour est déjà prévu."))
    follow_dates(session)
    _log("add_day", session_day, session=session, actor=actor, at=at, date=day.isoformat())
    return session_day


@transaction.atomic
def remove_day(*, day: SessionDay, actor: User, at: datetime) -> None:
    """Remove a day with its slots and bookings. Refuses the last one. Side effects: as for :func:`add_day`."""
    session = lock_session(day.session_id)
    if is_gone(day):
        return
    if session.days.count() == 1:
        raise PlanRefused(_("Une session garde au moins un jour."))
    # Before the deletion: afterwards the row has no key for the entry to name.
    _log("remove_day", day, session=session, actor=actor, at=at, date=day.date.isoformat())
    day.delete()
    follow_dates(session)


@transaction.atomic
def save_room(*, room: Room, actor: User, at: datetime) -> Room:
    """Add or change a room. Side effects: the row, one audit entry. Raises ValidationError for a name used twice,
    :class:`PlanRefused` when it was removed meanwhile.
    """
    lock_session(room.session_id)
    check_not_removed(room, _("Quelqu’un a supprimé cette salle entre-temps : rien n’est enregistré."))
    room.full_clean()
    verb = "edit_room" if room.pk else "add_room"
    room.save()
    _log(verb, room, session=room.session, actor=actor, at=at)
    return room


@transaction.atomic
def remove_room(*, room: Room, actor: User, at: datetime) -> None:
    """Remove a room; its slots stay, without a room. Side effects: the row, one audit entry."""
    lock_session(room.session_id)
    if is_gone(room):
        return
    _log("remove_room", room, session=room.session, actor=actor, at=at)
    room.delete()


@transaction.atomic
def save_slot(
    *, slot: Slot, leaders: Iterable[User], seen: int | None = None, actor: User, at: datetime
) -> Slot:
    """Add or change a slot with its leaders.

    Side effects: the row, its leaders, one audit entry; a slot that is no longer individual loses its bookings, one
    that is no longer in groups its groups, one without talks its speakers. Raises ValidationError for times out of
    order, :class:`PlanRefused` when its room, its leaders, its speakers, or the projects expected in it are elsewhere
    at that time, or when everybody is, and when it was removed meanwhile; :class:`SlotMoved` when somebody changed it
    since the version ``seen``.
    """
    slot.full_clean()
    session, people = lock_session(slot.day.session_id), list(leaders)
    check_is_there(slot)
    check_seen(slot, people, seen)
    taken = load.list_occupations(session, but_slot=slot.pk)
    individual = slot.kind == SlotKind.INDIVIDUAL
    wanted = [load.occupy_by_slot(slot, load.list_people(slot, people))]
    if individual and slot.pk:
        bookings = list(slot.bookings.select_related("room", "participation__project"))
        mentors = find_mentors([booking.participation_id for booking in bookings])
        for booking in bookings:
            booking.slot = slot
        wanted += [load.occupy_by_booking(booking, mentors) for booking in bookings]
    if slot.kind == SlotKind.GROUP and slot.pk:
        groups = load.list_groups(slot=slot)
        for group in groups:
            group.slot = slot
        wanted += load.occupy_by_groups(groups)
    refuse_clashes(clash for occupation in wanted for clash in list_reasons(occupation, taken))
    verb = "edit_slot" if slot.pk else "add_slot"
    slot.saved_by = actor
    slot.save()
    slot.leaders.set(people)
    if not individual:
        slot.bookings.all().delete()
    if slot.kind != SlotKind.GROUP:
        slot.groups.all().delete()
    if not slot.has_talk:
        slot.speakers.all().delete()
    _log(verb, slot, session=session, actor=actor, at=at)
    return slot


def check_is_there(slot: Slot) -> None:
    """Lock the session. Raises :class:`PlanRefused` when somebody removed the slot, or its day, since it was read."""
    there = Slot.objects.filter(pk=slot.pk) if slot.pk else SessionDay.objects.filter(pk=slot.day_id)
    if not there.exists():
        raise PlanRefused(_("Quelqu’un a supprimé ce créneau entre-temps : rien n’est enregistré."))


@transaction.atomic
def remove_slot(*, slot: Slot, actor: User, at: datetime) -> None:
    """Remove a slot and its bookings. Side effects: the rows, one audit entry."""
    lock_session(slot.day.session_id)
    if is_gone(slot):
        return
    _log("remove_slot", slot, session=slot.day.session, actor=actor, at=at)
    slot.delete()


def move_slot(
    *, slot: Slot, starts_at: time, ends_at: time, room: Room | None, seen: int, actor: User, at: datetime
) -> Slot:
    """Give a slot other hours, or another room; everything else stays. Side effects and refusals: :func:`save_slot`."""
    slot.starts_at, slot.ends_at, slot.room = starts_at, ends_at, room
    return save_slot(slot=slot, leaders=slot.leaders.all(), seen=seen, actor=actor, at=at)


def find_refusals(**move: Any) -> tuple[str, ...]:
    """The reasons why :func:`move_slot` would refuse, in words; [] when it would not.

    Side effects: rolled back. Raises its other errors: ValidationError, ``SlotMoved``.
    """
    try:
        with transaction.atomic():
            move_slot(**move)
            transaction.set_rollback(True)
    except PlanRefused as refused:
        return refused.reasons
    return ()


COPIED = tuple(name for name in WRITTEN if name != "room_id")


@transaction.atomic
def copy_agenda(*, edition: Edition, source: Edition) -> None:
    """Copy the days, moved to the new dates, with their rooms, slots and groups: no person, no project, nothing
    released.

    The place is the new edition's own, with the former address as long as it is the same. Side effects: rows; the
    session dates of the edition. Nothing for an edition that has a session, or for a source without one.
    """
    former = Session.objects.filter(edition=source).first()
    if former is None or Session.objects.filter(edition=edition).exists():
        return
    moved = find_shift(edition, source)
    stays = edition.place in ("", source.place, former.venue)
    session = Session.objects.create(
        edition=edition,
        venue=former.venue if stays else edition.place,
        address=former.address if stays else "",
        access_notes=former.access_notes if stays else "",
    )
    rooms: dict[int | None, Room | None] = {None: None}
    for room in former.rooms.order_by("pk"):
        rooms[room.pk] = Room.objects.create(session=session, name=room.name, seats=room.seats)
    for day in former.days.order_by("date").prefetch_related("slots__groups"):
        copied = SessionDay.objects.create(session=session, date=shift(day.date, moved))
        for slot in day.slots.all():
            _copy_slot(slot, copied, rooms)
    follow_dates(session)


def _copy_slot(slot: Slot, day: SessionDay, rooms: dict[int | None, Room | None]) -> None:
    copied = Slot.objects.create(
        day=day, room=rooms[slot.room_id], **{name: getattr(slot, name) for name in COPIED}
    )
    SlotGroup.objects.bulk_create(
        SlotGroup(slot=copied, name=group.name, key=group.key, room=rooms[group.room_id])
        for group in slot.groups.all()
    )

"""The agenda of a session, taken over by the session of the next edition."""

from django.db import transaction

from coaching.models import Room, Session, SessionDay, Slot, SlotGroup
from coaching.session.actions.session import follow_dates
from programmes.actions.cloning import find_shift, shift
from programmes.models import Edition

COPIED = ("starts_at", "ends_at", "title_fr", "title_en", "kind", "summary_fr", "summary_en")


@transaction.atomic
def copy_agenda(*, edition: Edition, source: Edition) -> None:
    """The same days, so many days later, with their rooms, slots and groups: no person, no project, nothing released.

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

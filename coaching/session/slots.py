"""The slots of a session as they are prepared, with all that hangs on them, read once for all that is drawn of them."""

from django.db.models import Count, Prefetch

from coaching.models import Booking, Session, Slot, SlotGroup, SlotSpeaker
from coaching.session.mentors import with_mentor
from projects.models import Participation


def list_slots(session: Session) -> list[Slot]:
    """In order, with their day, room, leaders, speakers, turns and groups. Seven queries at most.

    Turns come with their room, project and mentor (:func:`~coaching.session.mentors.with_mentor`); groups with their
    room, leaders and projects; ``resources_count``, how many documents go with a slot.
    """
    turns = with_mentor(Booking.objects.select_related("room", "participation__project")).order_by("pk")
    places = Participation.objects.select_related("project").order_by("pk")
    groups = SlotGroup.objects.select_related("room").order_by("key", "pk")
    return list(
        Slot.objects.filter(day__session=session)
        .select_related("day", "room")
        .prefetch_related(
            "leaders",
            Prefetch("speakers", SlotSpeaker.objects.select_related("user").order_by("pk")),
            Prefetch("bookings", turns),
            Prefetch("groups", groups.prefetch_related("leaders", Prefetch("participations", places))),
        )
        .annotate(resources_count=Count("resources"))
        .order_by("day__date", "starts_at", "pk")
    )

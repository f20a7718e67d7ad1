"""What belongs to the slots of a draft, by its keys: who leads and speaks, who is received, the groups."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from coaching.models import Booking, Session, Slot, SlotGroup, SlotSpeaker


class SlotPart(NamedTuple):
    """A leader, a speaker, a turn or a group of a slot; a leader or a project of a group."""

    slot: int
    kind: str
    pk: int
    """Of the row; of the group for its leaders and projects."""
    key: int | None
    """Of the account, or of the participation."""
    room: str
    name: str
    function: str
    body: str
    order: str


_TEXT = Value("", output_field=CharField())
_NOTHING: Mapping[str, Any] = {
    "key": Cast(Value(None), BigIntegerField()),
    **dict.fromkeys(("room", "name", "function", "body", "order"), _TEXT),
}
_ROOM = Coalesce(F("room__name"), _TEXT)


def list_parts(session: Session) -> dict[int, list[SlotPart]]:
    """The parts of the slots of a draft by slot, in the order of their rows. One query."""

    def select(
        kind: str, rows: "QuerySet[Any]", slot: str = "slot", pk: str = "pk", **columns: Any
    ) -> "QuerySet[Any, Any]":
        named = [F(value) if isinstance(value, str) else value for value in {**_NOTHING, **columns}.values()]
        of_session = rows.filter(**{f"{slot}__day__session": session}).order_by()
        return of_session.values_list(slot, Value(kind, output_field=CharField()), pk, *named)

    in_groups, led = SlotGroup.participations.through.objects.all(), SlotGroup.leaders.through.objects.all()
    speakers = {"key": "user", "name": "name", "function": "function", "body": "body"}
    rows = select("turn", Booking.objects.all(), key="participation", room=_ROOM).union(
        select("leader", Slot.leaders.through.objects.all(), key="user"),
        select("speaker", SlotSpeaker.objects.all(), **speakers),
        select("group", SlotGroup.objects.all(), room=_ROOM, name="name", order="key"),
        select("group leader", led, "slotgroup__slot", "slotgroup", key="user"),
        select("project", in_groups, "slotgroup__slot", "slotgroup", key="participation"),
        all=True,
    )
    parts: dict[int, list[SlotPart]] = defaultdict(list)
    for part in sorted(SlotPart(*row) for row in rows):
        parts[part.slot].append(part)
    return parts

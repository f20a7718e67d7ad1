"""The edition whose session runs while the demo is loaded: its hours are placed around that instant."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from django.utils import timezone

from coaching.canvas.enums import CanvasKind
from coaching.demo import canvases, days
from coaching.demo.edition import LoadedEdition
from coaching.demo.reader import read_canvases
from coaching.demo.session import make_groups, name_leaders, pair_mentors
from coaching.models import Booking, Session
from coaching.session.actions import releases, session as session_actions, turns
from coaching.session.agenda import FIRST_DAY, SECOND_DAY, DraftSlot
from coaching.session.enums import SlotActivity
from coaching.session.planning.grid import minutes
from coaching.session.timetable import PARIS
from projects.models import Participation

LAST = 23 * 60 + 59
"""In minutes: no slot ends later, and nothing runs in that very minute."""
STEP = 5
WARM = 31
"""Minutes since the timelines began, where the day is long enough: the second turn goes on."""


def arrange_agenda(clock: time) -> list[list[DraftSlot]]:
    """The usual two days, moved so that timelines are being written at ``clock``.

    Slots that would begin before midnight are left out. Slots that would begin after the next midnight are left out
    too, except the work of projects: it opens the second day, which ends the later.
    """
    timelines = [slot for slot in FIRST_DAY if slot.activity == SlotActivity.TIMELINE]
    usual, lasts = (
        minutes(timelines[0].starts_at),
        minutes(timelines[-1].ends_at) - minutes(timelines[0].starts_at),
    )
    begins = (minutes(clock) - WARM) // STEP * STEP
    shift = min(max(begins, 0), LAST - lasts) - usual
    today: list[DraftSlot] = []
    later: list[DraftSlot] = []
    for slot in FIRST_DAY:
        if not later and minutes(slot.starts_at) + shift >= 0 and minutes(slot.ends_at) + shift <= LAST:
            today.append(_move(slot, shift))
        elif slot.activity:
            later.append(slot)
    return [today, _open_second_day(later)]


def _open_second_day(later: Sequence[DraftSlot]) -> list[DraftSlot]:
    welcome, *rest = SECOND_DAY
    day, ends = [welcome], minutes(welcome.ends_at)
    for slot in later:
        day.append(_move(slot, ends - minutes(slot.starts_at)))
        ends = minutes(day[-1].ends_at)
    return [*day, *(_move(slot, ends - minutes(welcome.ends_at)) for slot in rest)]


def _move(slot: DraftSlot, by: int) -> DraftSlot:
    return replace(slot, starts_at=_read_clock(slot.starts_at, by), ends_at=_read_clock(slot.ends_at, by))


def _read_clock(usual: time, by: int) -> time:
    return time(*divmod(minutes(usual) + by, 60))


def prepare_day(loaded: LoadedEdition, participations: dict[str, Participation]) -> Session:
    """Plan the two days, pair the projects, assign the turns and publish. Side effects: those of the actions."""
    calendar, data, actor = loaded.calendar, loaded.data, loaded.session_organiser
    session = session_actions.plan_session(
        edition=loaded.edition, venue=data.venue, address=data.address, access_notes=data.access, rooms=data.rooms,
        dates=[calendar.first_day, calendar.day(1)],
        agenda=arrange_agenda(timezone.localtime(calendar.now, PARIS).time()),
        actor=actor, at=calendar.at(-22, "10:00"),
    )  # fmt: skip
    name_leaders(loaded, session)
    canvases.choose_axes(loaded)
    pair_mentors(loaded, participations)
    for number, day in enumerate(session.days.all()):
        turns.share_out_day(day=day, actor=actor, at=calendar.at(-15, "16:00") + timedelta(minutes=number))
    make_groups(loaded, session)
    releases.publish_timetable(session=session, actor=actor, at=calendar.at(-14, "09:00"))
    return session


def receive_people(loaded: LoadedEdition, session: Session, participations: dict[str, Participation]) -> None:
    """The list of attendees, the code of the room, and who came this morning. Side effects: those of the actions."""
    expected = days.gather_people(loaded, session, participations)
    days.open_code(loaded, session)
    days.call_rolls(loaded, session, expected)


def begin_timelines(
    loaded: LoadedEdition, session: Session, participations: dict[str, Participation]
) -> None:
    """The timelines of the turns that are over, and those that every other table of the current turn has begun.

    Side effects: those of the actions.
    """
    now, written = loaded.calendar.now, read_canvases(loaded.data.slug)
    keys = {place.pk: key for key, place in participations.items()}
    received = Booking.objects.filter(slot__day__session=session, slot__activity=SlotActivity.TIMELINE)
    at_table = 0
    for turn in received.order_by("slot__starts_at", "pk").select_related("slot__day"):
        begins, ends = (
            datetime.combine(turn.slot.day.date, clock, tzinfo=PARIS)
            for clock in (turn.slot.starts_at, turn.slot.ends_at)
        )
        key = keys[turn.participation_id]
        canvas, place = written[key], participations[key]
        if ends <= now:
            canvases.fill_canvas(loaded, place, canvas, CanvasKind.TIMELINE, begins)
        elif begins <= now:
            at_table += 1
            if at_table % 2 == 0:
                # its first line alone
                begun = replace(
                    canvas,
                    timeline=replace(canvas.timeline, items=canvas.timeline.items[:1], validated=False),
                )
                canvases.fill_canvas(loaded, place, begun, CanvasKind.TIMELINE, begins)

"""The session at this instant: for one person, and for those who run it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from accelerator.accounts.models import User
from accelerator.web.search import normalise
from coaching.attendance.halves import HalfDay, choose_half_day
from coaching.attendance.visits import Visit
from coaching.broadcasts.queries import DisplayedMessage, list_on_phone
from coaching.canvas.enums import CanvasKind
from coaching.ideas.queries import RoundStatus, show_round
from coaching.ideas.seats import (
    OwnMix,
    OwnSeat,
    find_mix_slot,
    find_table_rooms,
    place_seats,
    read_own_mix,
)
from coaching.live.debrief import find_own_debrief
from coaching.live.shared import SharedDay, read_shared, recall_shared
from coaching.models import Attendance, Attendee, Session, SessionCode
from coaching.session.documents import name_resources
from coaching.session.enums import SlotActivity, SlotKind
from coaching.session.programme import PlannedSlot, SessionProgramme
from coaching.session.releases import Received, find_followed
from coaching.session.timetable import PARIS, Timetable, TimetableEntry, arrange
from coaching.surveys.enums import InvitationState

CHECK_IN_FROM = 60 * 60
"""Seconds before a half-day from which people may check in."""
PAGES = {
    SlotActivity.TIMELINE: ("coaching:room_timeline", gettext_lazy("Écrire la frise de « %(project)s »")),
    SlotActivity.PITCH: ("coaching:room_pitch", gettext_lazy("Préparer le pitch de « %(project)s »")),
    SlotActivity.ADN: ("coaching:room_adn", gettext_lazy("Remplir la carte ADN de « %(project)s »")),
    SlotActivity.PLAN: ("coaching:room_plan", gettext_lazy("Écrire le plan d’action de « %(project)s »")),
}
"""The page of an activity in the room of a project, and the label of its button."""
ON_PAPER = {SlotActivity.TIMELINE: CanvasKind.TIMELINE, SlotActivity.ADN: CanvasKind.ADN}
"""Activities that may be done on paper: the next button adds a photo of it."""
TABLES_STAY = timedelta(minutes=30)
"""How long after the hour of the mix its tables are visible, unless a round is running."""


@dataclass(frozen=True)
class Button:
    """A button of « Maintenant ». ``posts``: the address takes a POST. ``scribe_url``: where the table of a room
    chooses its ``scribe``."""

    label: str
    url: str
    posts: bool = False
    scribe: str = ""
    scribe_url: str = ""


@dataclass(frozen=True)
class Now:
    """The page of one person at this instant."""

    visit: Visit
    timetable: Timetable
    at: datetime
    half_day: HalfDay | None
    checked_in: datetime | None
    buttons: list[Button] = field(default_factory=list)
    """The first thing to do, then those that may wait."""
    late: int = 0
    """Minutes by which today is late."""
    today: list[TimetableEntry] = field(default_factory=list)
    seats: list[OwnSeat] = field(default_factory=list)
    """Their table at each round of the mix, until it is over."""
    round: RoundStatus | None = None
    """The current or last round, while the mix lasts."""
    between_turns: bool = False
    """Whether other projects are received now, while theirs has something to write."""
    unplaced: bool = False
    """Whether projects are received one by one today or later, and theirs has no turn."""
    messages: list[DisplayedMessage] = field(default_factory=list)
    """Messages to everybody."""

    @property
    def date(self) -> date:
        return timezone.localdate(self.at, PARIS)

    @property
    def goes_on(self) -> list[TimetableEntry]:
        return self.timetable.goes_on(self.at)

    @property
    def comes_next(self) -> list[TimetableEntry]:
        return self.timetable.comes_next(self.at)

    @property
    def only_listens(self) -> bool:
        """Whether there is nothing to write in the running slot, and it is no break."""
        return not self.buttons and any(
            entry.slot.has_talk and not entry.slot.activity for entry in self.goes_on
        )

    @property
    def ends_at(self) -> datetime | None:
        """The end of the running slot, for the timer."""
        return min((entry.ends for entry in self.goes_on), default=None)


def read_now(visit: Visit, at: datetime, *, version: str = "") -> Now:
    """The data of « Maintenant »: eight queries at most. ``version``: of the shared data, for a page that is open."""
    session, attendee = visit.session, visit.attendee
    today = timezone.localdate(at, PARIS)
    shared = recall_shared(session, today, version) if version else read_shared(session, today)
    timetable = arrange_own(shared, attendee)
    resources = name_resources(
        shared.resources, lambda row: reverse("coaching:live_resource", args=[visit.code.code, row.pk])
    )
    for entry in timetable.entries:
        entry.resources = resources.get(entry.slot.pk, [])
    mix = read_own_mix(attendee, at)
    mix_entry = _mark_mix(timetable, mix, at)
    half_day = find_open_half_day(shared.half_days, at)
    came = _find_presence(attendee, half_day)
    entries = [entry for day in timetable.days if day.date == today for entry in day.entries]
    visible = [entry for entry in entries if entry.concerns] if timetable.mine else entries
    running = [entry for entry in timetable.entries if entry.starts <= at < entry.ends]
    rooms = list(_list_rooms(running, shared.received, visit))
    buttons = list_buttons(visit, None if came else half_day, mix, rooms, at)
    if buttons:
        buttons += _list_earlier(timetable.entries, shared.received, visit, buttons, at)
    return Now(
        visit,
        timetable,
        at,
        half_day,
        came,
        buttons,
        shared.late,
        visible,
        _list_seats(mix, mix_entry, at),
        _find_round(mix, mix_entry, at),
        bool(rooms) and not timetable.goes_on(at),
        _is_unplaced(timetable, attendee, at),
        list_on_phone(visit, at),
    )


def _is_unplaced(timetable: Timetable, attendee: Attendee, at: datetime) -> bool:
    """No query."""
    if attendee.participation_id is None or any(entry.own_turns for entry in timetable.entries):
        return False
    coaching = [entry for entry in timetable.entries if entry.slot.kind == SlotKind.INDIVIDUAL]
    return any(entry.ends > at for entry in coaching)


def _mark_mix(timetable: Timetable, mix: OwnMix, at: datetime) -> TimetableEntry | None:
    """Mark the slot of the mix as the reader's own when they have a seat in it. No query."""
    slot = find_mix_slot([entry.slot for entry in timetable.entries], mix.slot)
    mix_entry = next((entry for entry in timetable.entries if entry.slot.pk == slot), None)
    if mix_entry and mix.seats:
        mix.seats[:] = place_seats(mix.seats, find_table_rooms(mix_entry.slot))
        mix_entry.mine = True
        for seat in (seat for seat in _list_seats(mix, mix_entry, at) if seat.is_now):
            words = {"round": seat.number, "table": seat.table}
            mix_entry.seat = _("Tour %(round)d : table %(table)d") % words
            mix_entry.seat_room = seat.room
    return mix_entry


def _list_seats(mix: OwnMix, mix_entry: TimetableEntry | None, at: datetime) -> list[OwnSeat]:
    """The seats of the reader; none once the mix is over: its rounds are, or its hour is long past."""
    is_past = mix_entry is not None and mix_entry.ends + TABLES_STAY <= at and not mix.takes_ideas(at)
    return [] if mix.is_over or is_past else mix.seats


def _find_round(mix: OwnMix, mix_entry: TimetableEntry | None, at: datetime) -> RoundStatus | None:
    """The current round, also past its time; once over, as long as the mix lasts and another round follows."""
    is_between = mix.has_next and mix_entry is not None and mix_entry.starts <= at < mix_entry.ends
    lasts = mix.takes_ideas(at) or is_between
    return show_round(mix.last, at) if mix.last and lasts else None


def arrange_own(shared: SharedDay, attendee: Attendee) -> Timetable:
    """The released timetable, with the turns of this attendee alone: their project's, and those they receive.

    Empty before the first release: until then only organisers read it. No query.
    """
    own = attendee.participation_id
    received = {pk: replace(row, is_own=pk == own) for pk, row in shared.received.items()}
    return arrange(shared.programme, attendee.user_id, received, shared.names)


def find_open_half_day(half_days: list[HalfDay], at: datetime) -> HalfDay | None:
    """The current half-day, or the one that begins within the hour. No query."""
    half_day = choose_half_day(half_days, at)
    if half_day is None:
        return None
    begins = datetime.combine(half_day.day.date, half_day.starts_at, tzinfo=PARIS)
    ends = datetime.combine(half_day.day.date, half_day.ends_at, tzinfo=PARIS)
    return half_day if (begins - at).total_seconds() <= CHECK_IN_FROM and at < ends else None


def _find_presence(attendee: Attendee, half_day: HalfDay | None) -> datetime | None:
    if half_day is None:
        return None
    rows = Attendance.objects.filter(attendee=attendee, day=half_day.day, half=half_day.half).order_by("pk")
    return rows.values_list("at", flat=True).first()


def list_buttons(
    visit: Visit, half_day: HalfDay | None, mix: OwnMix, rooms: list[Button], at: datetime
) -> list[Button]:
    """The buttons: first the debrief and the mix, which close again; then the activities of the slot, in ``rooms``;
    then the check-in of ``half_day``, if there is one."""
    buttons = [*_list_opened(visit, mix, at), *rooms]
    if half_day is not None:
        address = reverse("coaching:live_check_in", args=[visit.code.code])
        buttons.append(Button(_("Je suis là"), address, posts=True))
    return buttons


def _list_rooms(
    entries: Iterable[TimetableEntry], received: Mapping[int, Received], visit: Visit
) -> Iterator[Button]:
    """Buttons to the page of these activities in the room of each own project; for those with an account. No query.

    A browser that only chose a name is asked for the code of the badge on the way. Where projects are received one by
    one, holders have it between their turns too; mentors, during the turns of the projects they follow.
    """
    attendee = visit.attendee
    if attendee.user_id is None:
        return
    door = "" if visit.proved else reverse("coaching:live_badge", args=[visit.code.code])
    own = {
        pk: row
        for pk, row in received.items()
        if row.comes and (pk == attendee.participation_id or row.mentor == attendee.user_id)
    }
    for entry in entries:
        if entry.slot.activity in PAGES:
            url_name, label = PAGES[SlotActivity(entry.slot.activity)]
            received_now = {turn.pk for turn in entry.own_turns}
            for pk, row in own.items():
                if pk in received_now or pk == attendee.participation_id or not entry.slot.is_individual:
                    names = {"project": row.project}
                    page = _pass_door(door, reverse(url_name, args=[row.slug]))
                    scribe_url = _find_scribe_page(visit, row.slug)
                    yield Button(str(label) % names, page, scribe=row.scribe, scribe_url=scribe_url)
                    if kind := ON_PAPER.get(SlotActivity(entry.slot.activity)):
                        photo = reverse("coaching:room_canvas_photo_add", args=[row.slug, kind])
                        words = (
                            _("Joindre une photo de la feuille")
                            if len(own) == 1
                            else _("Joindre une photo de la feuille de « %(project)s »") % names
                        )
                        yield Button(words, _pass_door(door, photo))


def _pass_door(door: str, page: str) -> str:
    """The address of the page, behind the ``door`` that asks for the code of a badge, if any."""
    return f"{door}?{urlencode({'next': page})}" if door else page


def _find_scribe_page(visit: Visit, slug: str) -> str:
    """The page where the table of a project chooses its scribe, with the way back."""
    live = reverse("coaching:live", args=[visit.code.code])
    page = reverse("coaching:room_scribe", args=[slug])
    if visit.proved:
        return f"{page}?{urlencode({'next': live})}"
    return _pass_door(reverse("coaching:live_badge", args=[visit.code.code]), page)


def _list_earlier(
    entries: Iterable[TimetableEntry],
    received: Mapping[int, Received],
    visit: Visit,
    buttons: Iterable[Button],
    at: datetime,
) -> list[Button]:
    """The button of the last slot of today that is over, unless its activity goes on: people may finish. No query."""
    over = [entry for entry in entries if entry.ends <= at and entry.day == timezone.localdate(at, PARIS)]
    addresses = {button.url for button in buttons}
    for entry in sorted(over, key=lambda entry: entry.ends, reverse=True):
        earlier = list(_list_rooms([entry], received, visit))
        if earlier:
            return [button for button in earlier if button.url not in addresses]
    return []


def _list_opened(visit: Visit, mix: OwnMix, at: datetime) -> Iterator[Button]:
    """Buttons of the open debrief, and of the round of the mix as long as it accepts ideas."""
    code = visit.code.code
    survey = find_own_debrief(visit.edition, visit.attendee)
    if survey and survey.is_open_in_room(at) and survey.own_state != InvitationState.SENT:
        address = reverse("coaching:live_debrief", args=[code])
        yield Button(_("Répondre au débrief"), address, posts=survey.own_state is None)
    if mix.takes_ideas(at):
        yield Button(_("Écrire une idée"), reverse("coaching:mix_idea", args=[code]))


@dataclass(frozen=True)
class LiveLink:
    """The page « Maintenant » of a running session of this person."""

    code: str
    edition: str
    """The name of the edition."""


def find_live_links(user: User, at: datetime) -> list[LiveLink]:
    """The running sessions that expect this person, by their code. One query."""
    today = timezone.localdate(at, PARIS)
    codes = SessionCode.objects.valid(at).filter(
        session__in=Attendee.objects.expected().filter(user=user).values("session"),
        session__edition__session_starts_on__lte=today,
        session__edition__session_ends_on__gte=today,
    )
    # two columns: every home page queries this, mostly without a result
    rows = codes.order_by("pk").values_list("code", "session__edition__name")
    return [LiveLink(code, edition) for code, edition in rows]


@dataclass(frozen=True)
class HalfDayAttendance:
    """Who of the attendees expected in a half-day is there: how many are ``present``, and who is ``missing``."""

    half_day: HalfDay | None
    present: int
    expected: int
    missing: list[Attendee]
    present_projects: frozenset[int] = frozenset()
    """Participations with somebody present."""
    names: Mapping[int, str] = field(default_factory=dict)
    """Of those who are expected, by account."""


def read_attendance(session: Session, half_days: Sequence[HalfDay], at: datetime) -> HalfDayAttendance:
    """Who is present, and who is missing yet, this half-day. One query."""
    half_day = choose_half_day(half_days, at)
    rows: Any = session.attendees.staying().order_by("pk")
    rows = rows.annotate(account_name=F("user__name"), account_email=F("user__email"))
    if half_day:
        here = Attendance.objects.filter(day__date=half_day.day.date, half=half_day.half)
        rows = rows.annotate(came=Exists(here.filter(attendee=OuterRef("pk"))))
    people = sorted(rows, key=lambda row: normalise(row.name))
    left = [person for person in people if not (half_day and person.came)]
    there = [person for person in people if half_day and person.came]
    projects = frozenset(person.participation_id for person in there if person.participation_id)
    names = {row.user_id: row.account_name or row.account_email for row in people if row.user_id}
    return HalfDayAttendance(half_day, len(there), len(people), left, projects, names)


def describe_step(programme: Timetable, goes_on: list[TimetableEntry]) -> str:
    """The running slot, in a line: « La frise, tour 2 sur 3 ». No query."""
    titles = []
    for entry in goes_on:
        alike = [
            other
            for other in programme.entries
            if entry.slot.is_individual and other.slot.title == entry.slot.title
        ]
        words = {"title": entry.slot.title, "number": len(alike), "total": len(alike)}
        if len(alike) > 1:
            words["number"] = alike.index(entry) + 1
            titles.append(_("%(title)s, tour %(number)d sur %(total)d") % words)
        else:
            titles.append(entry.slot.title)
    return " · ".join(titles)


def find_debrief_hour(session: Session, at: datetime) -> TimetableEntry | None:
    """The slot of the debrief: the running one, else the next, else the last; ``None`` without one. One query, seven
    before the first release."""
    entries = arrange(find_followed(session), None, {}, {}).entries
    debriefs = [entry for entry in entries if entry.slot.activity == SlotActivity.DEBRIEF]
    upcoming = [entry for entry in debriefs if entry.ends > at]
    return next(iter([*upcoming, *reversed(debriefs)]), None)


def find_running(programme: SessionProgramme, at: datetime) -> list[PlannedSlot]:
    """The slots of this programme that go on. No query."""
    here = timezone.localtime(at, PARIS)
    today, clock = here.date(), here.time()
    return [slot for slot in programme.slots if slot.day == today and slot.starts_at <= clock < slot.ends_at]

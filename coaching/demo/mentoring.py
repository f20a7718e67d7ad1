"""Before the session, what both sides wish for; after it, when a project and its mentor met, and what they note."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from accelerator.accounts.models import User
from accelerator.data_files import build
from accelerator.rows.actions import save_row
from coaching.demo.edition import LoadedEdition
from coaching.demo.reader import DATA, read_toml
from coaching.models import MeetingNote, MentorMeeting, Pairing
from coaching.pairing.actions import meetings, wishes
from coaching.pairing.enums import MeetingKind, MentorMeetingState, PairingState
from coaching.pairing.models import name_note
from programmes.capabilities import Capability
from programmes.models import Role
from projects.models import Participation

WEEK = 7
TO_ANSWER = timedelta(days=2, hours=3)
BEFORE = timedelta(hours=14)
"""How long before its hour a meeting is cancelled."""


@dataclass(frozen=True, kw_only=True)
class ProjectWishData:
    """``wished``: names of mentors, the first one first; ``avoided``: name → why rather not."""

    application: str
    wished: tuple[str, ...]
    avoided: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MentorWishData:
    """As :class:`ProjectWishData`, with applications."""

    mentor: str
    wished: tuple[str, ...]
    avoided: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MeetingData:
    """``day`` from the session, with the ``others`` that were proposed; ``asked``: the day of the proposal, a week
    before unless told. ``state``: how it ended, or where it stands.
    """

    application: str
    day: int
    clock: str
    place: str
    asked: int | None = None
    others: tuple[int, ...] = ()
    kind: str = MeetingKind.IN_PERSON
    minutes: int = 60
    by_holder: bool = False
    state: str = MentorMeetingState.HELD
    word: str = ""
    shared: str = ""
    mentor_note: str = ""
    holder_note: str = ""


@dataclass(frozen=True, kw_only=True)
class ExchangeData:
    """What was said on a day that nobody had planned."""

    application: str
    day: int
    line: str
    kind: str = MeetingKind.PHONE
    by_holder: bool = False


@dataclass(frozen=True, kw_only=True)
class MentoringData:
    project_wishes: tuple[ProjectWishData, ...] = ()
    mentor_wishes: tuple[MentorWishData, ...] = ()
    meetings: tuple[MeetingData, ...] = ()
    exchanges: tuple[ExchangeData, ...] = ()


@cache
def read_mentoring(folder: str) -> MentoringData:
    """Raises ``DataError``."""
    path = DATA / folder / "mentoring.toml"
    return build(MentoringData, read_toml(path), f"{folder}/mentoring.toml")


def say_wishes(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """Both sides are asked once the places are taken, and answer before anybody is proposed.

    Side effects: those of the actions.
    """
    data, calendar = read_mentoring(loaded.data.slug), loaded.calendar
    closes_at = calendar.at(-18, "18:00")
    requested_at = calendar.at(-21, "18:00")
    wishes.open_wish_call(
        edition=loaded.edition, closes_at=closes_at, actor=loaded.organiser, at=requested_at
    )
    mentors = Role.objects.who_can(Capability.MENTOR_PROJECTS).filter(edition=loaded.edition)
    roles = {role.user.name: role for role in mentors.select_related("user")}
    for number, said in enumerate(data.project_wishes):
        wishes.save_project_wishes(
            participation=participations[said.application],
            ranks={rank: roles[name].pk for rank, name in enumerate(said.wished, start=1)},
            avoided={roles[name].pk: why for name, why in said.avoided.items()},
            actor=loaded.holders[said.application],
            at=requested_at + timedelta(hours=14, minutes=97 * number),
        )
    for number, told in enumerate(data.mentor_wishes):
        wishes.save_mentor_wishes(
            role=roles[told.mentor],
            ranks={rank: participations[key].pk for rank, key in enumerate(told.wished, start=1)},
            avoided={participations[key].pk: why for key, why in told.avoided.items()},
            actor=loaded.users[told.mentor],
            at=requested_at + timedelta(hours=16, minutes=131 * number),
        )


def hold_meetings(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """What projects and their mentors planned, held, noted or cancelled so far. Side effects: those of the actions."""
    now, data = loaded.calendar.now, read_mentoring(loaded.data.slug)
    places = {place.pk: key for key, place in participations.items()}
    accepted = Pairing.objects.filter(participation__in=places, state=PairingState.ACCEPTED)
    pairings = {
        places[pairing.participation_id]: pairing
        for pairing in accepted.select_related("mentor").order_by("pk")
    }
    for met in data.meetings:
        requested_at = loaded.calendar.at(met.day - WEEK if met.asked is None else met.asked, "10:20")
        if requested_at <= now:
            _play(loaded, met, pairings[met.application], requested_at)
    for exchange in data.exchanges:
        at, pairing = loaded.calendar.at(exchange.day, "18:10"), pairings[exchange.application]
        if at <= now:
            meetings.note_exchange(
                pairing=pairing,
                on=loaded.calendar.day(exchange.day),
                kind=exchange.kind,
                line=exchange.line,
                actor=loaded.holders[exchange.application] if exchange.by_holder else pairing.mentor,
                at=at,
            )


def _play(loaded: LoadedEdition, met: MeetingData, pairing: Pairing, requested_at: datetime) -> None:
    """One meeting as far as it has come: proposed, taken two days later, then held or cancelled."""
    calendar, now = loaded.calendar, loaded.calendar.now
    sides = (loaded.holders[met.application], pairing.mentor)
    asks, answers = sides if met.by_holder else reversed(sides)
    starts_at = calendar.at(met.day, met.clock)
    meeting = meetings.propose_meeting(
        pairing=pairing,
        dates=[calendar.at(day, met.clock) for day in (met.day, *met.others)],
        minutes=met.minutes,
        kind=met.kind,
        place=met.place,
        actor=asks,
        at=requested_at,
    )
    if met.state == MentorMeetingState.PROPOSED or requested_at + TO_ANSWER > now:
        return
    meetings.confirm_meeting(meeting=meeting, starts_at=starts_at, actor=answers, at=requested_at + TO_ANSWER)
    told_at = starts_at + timedelta(minutes=met.minutes + 40)
    if met.state == MentorMeetingState.CANCELLED and starts_at - BEFORE <= now:
        meetings.cancel_meeting(meeting=meeting, word=met.word, actor=asks, at=starts_at - BEFORE)
    elif met.state == MentorMeetingState.HELD and told_at <= now:
        meetings.record_outcome(meeting=meeting, took_place=True, actor=pairing.mentor, at=told_at)
        holder, mentor = sides
        for author, typist, text in (
            (None, asks, met.shared),
            (mentor, mentor, met.mentor_note),
            (holder, holder, met.holder_note),
        ):
            _note(meeting, author, typist, text, told_at)


def _note(meeting: MentorMeeting, author: User | None, typist: User, text: str, at: datetime) -> None:
    if text:
        save_row(
            model=MeetingNote,
            owner={"meeting": meeting, "author": author},
            uid=name_note(meeting.pk, author.pk if author else None),
            values={"text": text},
            base_version=0,
            actor=typist,
            at=at,
        )

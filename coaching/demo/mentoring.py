"""Wishes of both sides before the session; after it, the meetings of projects and mentors, with their notes."""

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
    """``wished``: names of mentors, the first choice first; ``avoided``: name → why rather not."""

    application: str
    wished: tuple[str, ...]
    avoided: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MentorWishData:
    """Wishes of a mentor, as :class:`ProjectWishData`, with applications."""

    mentor: str
    wished: tuple[str, ...]
    avoided: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MeetingData:
    """``day`` from the session; ``others``: the other proposed days; ``proposed_day``: the day of the proposal, a
    week before by default.

    ``state``: its present or final state.
    """

    application: str
    day: int
    clock: str
    place: str
    proposed_day: int | None = None
    others: tuple[int, ...] = ()
    kind: str = MeetingKind.IN_PERSON
    minutes: int = 60
    by_holder: bool = False
    state: str = MentorMeetingState.TOOK_PLACE
    word: str = ""
    shared: str = ""
    mentor_note: str = ""
    holder_note: str = ""


@dataclass(frozen=True, kw_only=True)
class ExchangeData:
    """The notes of a meeting that was not planned."""

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


def save_wishes(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """Save the wishes of both sides once the places are taken, before any proposal. Side effects: those of the
    actions."""
    data, calendar = read_mentoring(loaded.data.slug), loaded.calendar
    closes_at = calendar.at(-18, "18:00")
    proposed_at = calendar.at(-21, "18:00")
    wishes.open_wish_call(edition=loaded.edition, closes_at=closes_at, actor=loaded.organiser, at=proposed_at)
    mentors = Role.objects.who_can(Capability.MENTOR_PROJECTS).filter(edition=loaded.edition)
    roles = {role.user.name: role for role in mentors.select_related("user")}
    for number, wish in enumerate(data.project_wishes):
        wishes.save_project_wishes(
            participation=participations[wish.application],
            ranks={rank: roles[name].pk for rank, name in enumerate(wish.wished, start=1)},
            avoided={roles[name].pk: why for name, why in wish.avoided.items()},
            actor=loaded.holders[wish.application],
            at=proposed_at + timedelta(hours=14, minutes=97 * number),
        )
    for number, mentor_wish in enumerate(data.mentor_wishes):
        wishes.save_mentor_wishes(
            role=roles[mentor_wish.mentor],
            ranks={rank: participations[key].pk for rank, key in enumerate(mentor_wish.wished, start=1)},
            avoided={participations[key].pk: why for key, why in mentor_wish.avoided.items()},
            actor=loaded.users[mentor_wish.mentor],
            at=proposed_at + timedelta(hours=16, minutes=131 * number),
        )


def play_meetings(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """The meetings of projects and their mentors so far: planned, done, with notes, or cancelled.

    Side effects: those of the actions.
    """
    now, data = loaded.calendar.now, read_mentoring(loaded.data.slug)
    places = {place.pk: key for key, place in participations.items()}
    accepted = Pairing.objects.filter(participation__in=places, state=PairingState.ACCEPTED)
    pairings = {
        places[pairing.participation_id]: pairing
        for pairing in accepted.select_related("mentor").order_by("pk")
    }
    for met in data.meetings:
        proposed_at = loaded.calendar.at(
            met.day - WEEK if met.proposed_day is None else met.proposed_day, "10:20"
        )
        if proposed_at <= now:
            _play(loaded, met, pairings[met.application], proposed_at)
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


def _play(loaded: LoadedEdition, met: MeetingData, pairing: Pairing, proposed_at: datetime) -> None:
    """One meeting up to now: proposed, accepted two days later, then done or cancelled."""
    calendar, now = loaded.calendar, loaded.calendar.now
    sides = (loaded.holders[met.application], pairing.mentor)
    proposer, respondent = sides if met.by_holder else reversed(sides)
    starts_at = calendar.at(met.day, met.clock)
    meeting = meetings.propose_meeting(
        pairing=pairing,
        dates=[calendar.at(day, met.clock) for day in (met.day, *met.others)],
        minutes=met.minutes,
        kind=met.kind,
        place=met.place,
        actor=proposer,
        at=proposed_at,
    )
    if met.state == MentorMeetingState.PROPOSED or proposed_at + TO_ANSWER > now:
        return
    meetings.confirm_meeting(
        meeting=meeting, starts_at=starts_at, actor=respondent, at=proposed_at + TO_ANSWER
    )
    noted_at = starts_at + timedelta(minutes=met.minutes + 40)
    if met.state == MentorMeetingState.CANCELLED and starts_at - BEFORE <= now:
        meetings.cancel_meeting(meeting=meeting, word=met.word, actor=proposer, at=starts_at - BEFORE)
    elif met.state == MentorMeetingState.TOOK_PLACE and noted_at <= now:
        meetings.record_outcome(meeting=meeting, took_place=True, actor=pairing.mentor, at=noted_at)
        holder, mentor = sides
        for author, typist, text in (
            (None, proposer, met.shared),
            (mentor, mentor, met.mentor_note),
            (holder, holder, met.holder_note),
        ):
            _save_note(meeting, author, typist, text, noted_at)


def _save_note(meeting: MentorMeeting, author: User | None, typist: User, text: str, at: datetime) -> None:
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

"""The meetings of a project, for one of its people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Subquery
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.web.templatetags.prose import clock, day
from coaching.models import MeetingDate, MeetingNote, MentorMeeting, Pairing
from coaching.pairing.enums import MentorMeetingState, PairingState
from programmes.capabilities import Capability
from programmes.models import Role
from projects.models import Application, MemberRights, Participation, ProjectMember


@dataclass(frozen=True)
class MeetingPlace:
    """The meetings of one project, for one visitor: ``pairing`` is the current one, if any.

    ``may_write``: proposes, answers, notes. ``only``: the one pairing that a former mentor still reads.
    """

    participation: Participation
    person: User
    pairing: Pairing | None
    is_mentor: bool
    may_write: bool
    only: Pairing | None = None

    @property
    def other(self) -> User | None:
        """The other person for a heading: the mentor, or the project."""
        return None if self.is_mentor or self.pairing is None else self.pairing.mentor


def find_meeting_place(user: User, slug: str) -> MeetingPlace | None:
    """The meetings at this address, of the latest edition; ``None`` for people without access.

    Members of the project and its mentor read all of them; a former mentor reads their own, unless they stepped aside
    from the dossier or joined the project and left it. Organisers do not read them. Two or three queries.
    """
    own = ProjectMember.objects.present().filter(user=user, project=OuterRef("project")).order_by()
    accepted = Pairing.objects.filter(participation=OuterRef("pk"), state=PairingState.ACCEPTED)
    met = MentorMeeting.objects.filter(pairing__participation=OuterRef("pk"))
    unbiased = Application.objects.filter(project=OuterRef("project")).not_hidden_from(user).order_by()
    places: list[Any] = list(
        Participation.objects.filter(project__slug=slug)
        .filter(Exists(accepted) | Exists(met))
        .select_related("project__organisation", "edition__call", "edition__programme")
        .annotate(rights=Subquery(own.values("rights")[:1]), may_follow=Exists(unbiased))
        .order_by("-edition__session_starts_on", "-pk")
    )
    if not places:
        return None
    frame = Pairing.objects.select_related("mentor").filter(participation__in=[place.pk for place in places])
    pairings = list(frame.filter(state__in=[PairingState.ACCEPTED, PairingState.ENDED]).order_by("-pk"))
    for place in places:
        here = [pairing for pairing in pairings if pairing.participation_id == place.pk]
        current = next((pairing for pairing in here if pairing.state == PairingState.ACCEPTED), None)
        if place.rights:
            writes = current is not None and place.rights == MemberRights.EDIT
            return MeetingPlace(place, user, current, is_mentor=False, may_write=writes)
        if not place.may_follow:
            continue
        if current is not None and current.mentor_id == user.pk and _is_still_mentor(user, place):
            return MeetingPlace(place, user, current, is_mentor=True, may_write=True)
        former = next((pairing for pairing in here if pairing.mentor_id == user.pk), None)
        if former is not None and former.meetings.exists():
            return MeetingPlace(place, user, None, is_mentor=True, may_write=False, only=former)
    return None


def _is_still_mentor(user: User, place: Participation) -> bool:
    editions = Role.objects.editions_where(user, Capability.MENTOR_PROJECTS)
    return editions.filter(edition=place.edition_id).exists()


@dataclass(frozen=True)
class MeetingDetails:
    """A meeting as one side reads it. ``to_answer``: this reader chooses a date; ``awaits_outcome``: its hour passed,
    no outcome is recorded.
    """

    meeting: MentorMeeting
    to_answer: bool
    awaits_other: bool
    awaits_outcome: bool
    may_change: bool
    may_correct: bool
    takes_notes: bool
    shared: str
    own: str
    state_label: str
    tone: str
    when: str

    @property
    def is_agreed(self) -> bool:
        return self.meeting.state == MentorMeetingState.CONFIRMED

    @property
    def took_place(self) -> bool:
        return self.meeting.state == MentorMeetingState.TOOK_PLACE

    @property
    def dates(self) -> list[MeetingDate]:
        return list(self.meeting.dates.all())


@dataclass(frozen=True)
class Meetings:
    upcoming: list[MeetingDetails]
    """To answer first, then by date."""
    past: list[MeetingDetails]
    """The latest first, cancelled ones included."""

    @property
    def last_contact(self) -> datetime | None:
        dates = [
            details.meeting.starts_at
            for details in self.past
            if details.meeting.state == MentorMeetingState.TOOK_PLACE
        ]
        return max((starts_at for starts_at in dates if starts_at), default=None)


def list_meetings(place: MeetingPlace, at: datetime) -> Meetings:
    """The meetings, their dates, and the notes of this reader. Three queries."""
    rows = [_describe(meeting, place, at) for meeting in _select_meetings(place)]
    upcoming = [item for item in rows if _is_upcoming(item.meeting, at)]
    past = [item for item in rows if not _is_upcoming(item.meeting, at)]
    return Meetings(
        sorted(
            upcoming,
            key=lambda item: (not item.to_answer, item.meeting.starts_at or item.meeting.proposed_at),
        ),
        sorted(past, key=lambda item: item.meeting.starts_at or item.meeting.proposed_at, reverse=True),
    )


def find_meeting(place: MeetingPlace, pk: int, at: datetime) -> MeetingDetails | None:
    """One meeting. Three queries."""
    meeting = next(iter(_select_meetings(place).filter(pk=pk)), None)
    return _describe(meeting, place, at) if meeting else None


def _select_meetings(place: MeetingPlace) -> Any:
    pairings = Pairing.objects.filter(participation=place.participation)
    if place.only:
        pairings = pairings.filter(pk=place.only.pk)
    notes = MeetingNote.objects.readable_by(place.person).order_by("pk")
    return (
        MentorMeeting.objects.filter(pairing__in=pairings.order_by().values("pk"))
        .select_related("pairing__mentor", "pairing__participation__project", "proposed_by")
        .prefetch_related("dates", Prefetch("notes", queryset=notes, to_attr="read"))
    )


def _is_upcoming(meeting: MentorMeeting, at: datetime) -> bool:
    if meeting.state == MentorMeetingState.PROPOSED:
        return True
    ends_at = meeting.ends_at
    return meeting.state == MentorMeetingState.CONFIRMED and ends_at is not None and ends_at > at


def _describe(meeting: Any, place: MeetingPlace, at: datetime) -> MeetingDetails:
    is_current = place.may_write and place.pairing is not None and meeting.pairing_id == place.pairing.pk
    proposed, agreed = (
        meeting.state == MentorMeetingState.PROPOSED,
        meeting.state == MentorMeetingState.CONFIRMED,
    )
    answers = is_current and proposed and meeting.is_answered_by(place.person)
    begun = meeting.starts_at is not None and meeting.starts_at <= at
    texts = {note.author_id: note.text for note in meeting.read}
    state = MentorMeetingState(meeting.state)
    return MeetingDetails(
        meeting,
        to_answer=answers,
        awaits_other=is_current and proposed and not answers,
        awaits_outcome=is_current and agreed and begun,
        may_change=is_current and (proposed or agreed),
        may_correct=is_current and state in (MentorMeetingState.TOOK_PLACE, MentorMeetingState.MISSED),
        takes_notes=is_current and state in (MentorMeetingState.CONFIRMED, MentorMeetingState.TOOK_PLACE),
        shared=texts.get(None, ""),
        own=texts.get(place.person.pk, ""),
        state_label=str(_("à raconter") if agreed and begun else state.label),
        tone=state.tone,
        when=format_when(meeting.starts_at) if meeting.starts_at and not proposed else "",
    )


def format_when(starts_at: datetime) -> str:
    """« mardi 3 mars 2027 à 14 h »."""
    return _("%(day)s à %(time)s") % {"day": day(starts_at), "time": clock(starts_at)}


@dataclass(frozen=True)
class NextMeeting:
    """The next meeting of a project for its holders; ``to_answer``: they choose its date."""

    meeting: MentorMeeting
    to_answer: bool

    @property
    def when(self) -> str:
        starts_at = self.meeting.starts_at
        return format_when(starts_at) if starts_at and not self.is_open else ""

    @property
    def is_open(self) -> bool:
        """Whether no date is agreed yet."""
        return self.meeting.state == MentorMeetingState.PROPOSED

    @property
    def mentor(self) -> User | None:
        return self.meeting.pairing.mentor


def list_next_meetings(participations: Iterable[int], at: datetime) -> dict[int, NextMeeting]:
    """By participation, the meeting that awaits an answer of the project, else the next agreed one. One query."""
    rows = MentorMeeting.objects.upcoming(at).filter(
        pairing__participation__in=list(participations), pairing__state=PairingState.ACCEPTED
    )
    meetings: dict[int, NextMeeting] = {}
    for meeting in rows.select_related("pairing__mentor").order_by("starts_at", "pk"):
        answers = (
            meeting.state == MentorMeetingState.PROPOSED
            and meeting.proposed_by_id == meeting.pairing.mentor_id
        )
        key = meeting.pairing.participation_id
        if key not in meetings or (answers and not meetings[key].to_answer):
            meetings[key] = NextMeeting(meeting, answers)
    return meetings


LONG = timedelta(weeks=4)
"""Without any meeting for so long, a project counts as without news."""

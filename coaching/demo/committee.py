"""The committee before, during and after its meeting: messages, decisions in the room, approvals."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from accelerator.accounts.models import User
from coaching.demo.calendar import COMMITTEE
from coaching.demo.decisions import list_outcomes
from coaching.demo.edition import LoadedEdition, list_people_with
from coaching.demo.records import CommitteeMeetingData
from coaching.demo.reviews import find_duties, map_dossiers
from programmes.enums import RoleName
from programmes.models import Role
from projects.conflicts.queries import list_conflicting_pairs
from projects.decision.enums import Outcome
from projects.deliberation.actions import attendance, decisions, discussions, meetings, votes
from projects.deliberation.checks import DecisionsRefused
from projects.deliberation.enums import AgendaBlock, VoteChoice
from projects.minutes import actions as minutes_actions
from projects.models import AgendaItem, Application, CommitteeMinutes, Meeting
from projects.review.actions.discussion import write_message

OPENED, FIRST_DOSSIER, TURN = "14:02", "14:20", timedelta(minutes=7)
BLOCK_OUTCOMES = {AgendaBlock.ACCEPT: Outcome.SELECTED, AgendaBlock.SET_ASIDE: Outcome.NOT_SELECTED}


def discuss_dossiers(loaded: LoadedEdition, data: CommitteeMeetingData) -> None:
    """Messages of members between their reviews and the meeting. Side effects: those of the action."""
    dossiers, chair = map_dossiers(loaded), _find_chair(loaded)
    readers: defaultdict[int, list[User]] = defaultdict(list)
    for duty in find_duties(loaded):
        if duty.reviewer != chair:
            readers[duty.application.pk].append(duty.reviewer)
    for number, message in enumerate(data.messages):
        application = dossiers[message.application]
        write_message(
            application=application,
            text=message.text,
            author=readers[application.pk][message.reader - 1] if message.reader else chair,
            at=loaded.calendar.at(-29, "09:10") + timedelta(minutes=73 * number),
        )


def play_meeting(loaded: LoadedEdition, data: CommitteeMeetingData) -> None:
    """Open, decide block by block and dossier by dossier, and close. Side effects: those of the actions."""
    meeting = meetings.open_meeting(
        edition=loaded.edition, actor=_find_chair(loaded), at=loaded.calendar.at(COMMITTEE, OPENED)
    )
    MeetingPlay(loaded, data, meeting).play()


class MeetingPlay:
    """One meeting, in the order in which a chair leads it."""

    def __init__(self, loaded: LoadedEdition, data: CommitteeMeetingData, meeting: Meeting) -> None:
        self.loaded, self.data, self.meeting = loaded, data, meeting
        self.chair = _find_chair(loaded)
        self.dossiers = map_dossiers(loaded)
        self.outcomes = dict(list_outcomes(loaded))
        self.keys = {application.pk: key for key, application in self.dossiers.items()}
        self.aside = list_conflicting_pairs(loaded.edition)
        self.at = loaded.calendar.at(COMMITTEE, FIRST_DOSSIER)

    def play(self) -> None:
        """Play the meeting. Side effects: attendances, objections, votes, decisions, the close."""
        for number, user in enumerate(self._list_members()):
            at = self.loaded.calendar.at(COMMITTEE, OPENED) + timedelta(minutes=1 + number)
            attendance.arrive(meeting=self.meeting, user=user, actor=user, at=at)
        self._decide_blocks()
        debated = AgendaItem.objects.filter(meeting=self.meeting, block=AgendaBlock.DEBATE)
        for pk in debated.order_by("position", "pk").values_list("application", flat=True):
            self._decide_dossier(self.keys[pk])
        meetings.close_meeting(meeting=self.meeting, actor=self.loaded.organiser, at=self.at)

    def _list_members(self) -> list[User]:
        names = (person.name for person in list_people_with(RoleName.REVIEWER))
        return [self.loaded.users[name] for name in names if name not in self.data.absent]

    def _decide_blocks(self) -> None:
        """Decide block by block; a member objects to each dossier whose decision in the data differs from its block."""
        for block, outcome in BLOCK_OUTCOMES.items():
            items = AgendaItem.objects.filter(meeting=self.meeting, block=block).order_by("position")
            seen = list(items.values_list("application", flat=True))
            others = [pk for pk in seen if self.outcomes[self.keys[pk]] != outcome]
            for pk in others:
                self._object(self.keys[pk])
            if len(seen) > len(others):
                self._explain_order(
                    decisions.decide_block,
                    block=block,
                    seen=[pk for pk in seen if pk not in others],
                    reason=self.data.block_reason if outcome == Outcome.NOT_SELECTED else "",
                    actor=self.chair,
                    at=self.at,
                )
                self.at += TURN

    def _object(self, key: str) -> None:
        votes.object_to_block(
            meeting=self.meeting,
            application=self.dossiers[key],
            user=self.loaded.users[self.data.objector],
            reason=self.data.objections.get(key, ""),
            at=self.at,
        )
        self.at += timedelta(minutes=1)

    def _explain_order(
        self, decide: Callable[..., object], *, explanation: str = "", **values: object
    ) -> None:
        """Decide, and explain in the minutes where that crosses the order of the scores."""
        try:
            decide(meeting=self.meeting, explanation=explanation, **values)
        except DecisionsRefused:
            decide(meeting=self.meeting, explanation=self.data.order_explanation, **values)

    def _decide_dossier(self, key: str) -> None:
        """Decide one dossier, led by the chair, or by the organiser while the chair is out of the room."""
        application = self.dossiers[key]
        discussions.take_dossier(
            meeting=self.meeting, application=application, seen=self.meeting.current_id, at=self.at
        )
        self.meeting.current = application
        for user, choice in self._list_votes(key, application):
            votes.cast_vote(
                meeting=self.meeting,
                application=application,
                user=user,
                choice=choice,
                at=self.at + timedelta(minutes=4),
            )
        outcome = self.outcomes[key]
        self._explain_order(
            decisions.decide_in_meeting,
            application=application,
            outcome=outcome,
            reason=self.loaded.data.opinions[key].reason,
            explanation=self.data.explanations.get(key, ""),
            reserve_rank=self.loaded.data.reserve.index(key) + 1 if outcome == Outcome.RESERVE else None,
            actor=self.loaded.organiser if (application.pk, self.chair.pk) in self.aside else self.chair,
            at=self.at + timedelta(minutes=6),
        )
        self.at += TURN

    def _list_votes(self, key: str, application: Application) -> Iterator[tuple[User, VoteChoice]]:
        """The vote of each body where the committee was divided, by the first of its members in the room."""
        if key not in self.data.against:
            return
        against, answered = self.data.against[key], set[int | None]()
        rows = Role.objects.jurors().filter(edition=self.loaded.edition, user__in=self._list_members())
        for role in rows.select_related("user").order_by("is_deputy", "pk"):
            if role.organisation_id not in answered and (application.pk, role.user_id) not in self.aside:
                answered.add(role.organisation_id)
                choice = VoteChoice.AGAINST if role.user.name in against else VoteChoice.FOR
                yield role.user, choice


def approve_minutes(loaded: LoadedEdition, data: CommitteeMeetingData) -> None:
    """Publish the minutes, amend them as a member requests, and have each body approve the amended version.

    Side effects: those of the actions.
    """
    secretary = loaded.users[list_people_with(RoleName.SECRETARY)[0].name]
    first = _publish(loaded, data, secretary, loaded.calendar.at(-26, "10:15"))
    juror = loaded.users[data.amendment.juror]
    minutes_actions.request_amendment(
        minutes=first,
        sentence=data.amendment.sentence,
        actor=juror,
        at=loaded.calendar.at(-26, "14:40"),
    )
    second = _publish(loaded, data, secretary, loaded.calendar.at(-26, "16:05"), amended=True)
    present = {name for name in loaded.users if name not in data.absent}
    jurors = [person.name for person in list_people_with(RoleName.REVIEWER) if person.name in present]
    for number, name in enumerate(jurors):
        day, hour = divmod(number, 4)
        at = loaded.calendar.at(-26 + day, "16:40" if day == 0 else "09:10") + timedelta(minutes=41 * hour)
        minutes_actions.approve_minutes(minutes=second, actor=loaded.users[name], at=at)


def _publish(
    loaded: LoadedEdition, data: CommitteeMeetingData, actor: User, at: datetime, *, amended: bool = False
) -> CommitteeMinutes:
    meeting = Meeting.objects.select_related("minutes_draft").get(edition=loaded.edition)
    return minutes_actions.publish_minutes(
        meeting=meeting,
        preamble=data.preamble,
        remarks=data.amendment.remarks if amended else data.remarks,
        amendment_reason=data.amendment.reason if amended else "",
        seen=meeting.minutes_draft.version,
        actor=actor,
        at=at,
    )


def _find_chair(loaded: LoadedEdition) -> User:
    return Role.objects.chairs().filter(edition=loaded.edition).select_related("user").get().user

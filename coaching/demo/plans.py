"""The Grand Mix and the plans: ideas, actions and their news, needs that partners read."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

from accelerator.rows.actions import save_row
from coaching.demo.canvases import Blockers
from coaching.demo.edition import LoadedEdition
from coaching.demo.reader import read_plans
from coaching.demo.two_days import ActionData, IdeaData, NeedData, PlanData
from coaching.ideas.actions import contributions
from coaching.ideas.actions.rotation import RotationWish, make_rotation
from coaching.models import ActionItem, Blocker, Contribution, Need, Session
from coaching.plan.actions import plan_action, record_progress, share_need
from coaching.plan.enums import ActionState
from programmes.models import Organisation
from projects.models import Participation

FIRST_AT, EVERY, LASTS = "10:40", timedelta(minutes=30), timedelta(minutes=25)
ROUNDS = 3
SEATED_AT, SEATS = "10:15", 6
ENOUGH = 400
"""Exchanges of the search: enough for a plausible plan, in less than a second."""
Received = dict[str, list[Contribution]]
"""By project, in the order of its file."""


def mix_ideas(
    loaded: LoadedEdition, session: Session, participations: dict[str, Participation], blockers: Blockers
) -> Received:
    """Open the rounds up to now, with their ideas. Side effects: those of the actions."""
    people = {attendee.name: attendee for attendee in session.attendees.expected().order_by("pk")}
    actor, now = loaded.session_organiser, loaded.calendar.now
    planned = contributions.plan_rounds(
        session=session, count=ROUNDS, minutes=int(LASTS.total_seconds() / 60), actor=actor,
        at=loaded.calendar.at(-1, "17:00"),
    )  # fmt: skip
    seat_people(loaded, session, participations)
    received: Received = {key: [] for key in participations}
    for mix_round in planned:
        opened = loaded.calendar.at(1, FIRST_AT) + EVERY * (mix_round.number - 1)
        if opened > now:
            break
        contributions.open_round(mix_round=mix_round, actor=actor, at=opened)
        for number, (key, data) in enumerate(_list_ideas(loaded, mix_round.number)):
            at = opened + timedelta(minutes=2, seconds=37 * number)
            if at <= now:
                idea = contributions.send_contribution(
                    session=session, attendee=people[data.by], uid=uuid4(), participation=participations[key],
                    blocker=blockers[key][data.blocker] if data.blocker else None,
                    kind=data.kind, text=data.text, at=at,
                )  # fmt: skip
                received[key].append(idea)
        if opened + LASTS <= now:
            contributions.close_round(mix_round=mix_round, actor=actor, at=opened + LASTS)
    _sort_ideas(loaded, received)
    return received


def seat_people(loaded: LoadedEdition, session: Session, participations: dict[str, Participation]) -> None:
    """Seat people in each round, once the morning has begun. Side effects: those of the action."""
    at = loaded.calendar.at(1, SEATED_AT)
    if at > loaded.calendar.now or not participations:
        return
    wish = RotationWish(
        tables=[place.pk for place in participations.values()], rounds=ROUNDS, capacity=SEATS,
        only_present=False, apart_by_territory=False, enough=ENOUGH,
    )  # fmt: skip
    make_rotation(session=session, wish=wish, keep=False, seen="", actor=loaded.session_organiser, at=at)


def _list_ideas(loaded: LoadedEdition, number: int) -> Iterator[tuple[str, IdeaData]]:
    """The ideas of one round, a project after the other."""
    for key, data in read_plans(loaded.data.slug).items():
        for idea in data.ideas:
            if idea.round == number:
                yield key, idea


def _sort_ideas(loaded: LoadedEdition, received: Received) -> None:
    """Have each holder accept, explore or set aside ideas at noon, and thank their authors. Side effects: the ideas."""
    at = loaded.calendar.at(1, "12:15")
    if at > loaded.calendar.now:
        return
    for key, data in read_plans(loaded.data.slug).items():
        for number, (idea, sorted_idea) in enumerate(zip(received[key], data.ideas, strict=True)):
            _judge(idea, sorted_idea, at + timedelta(minutes=number))


def _judge(idea: Contribution, sorted_idea: IdeaData, at: datetime) -> None:
    if sorted_idea.verdict:
        contributions.judge(contribution=idea, verdict=sorted_idea.verdict, at=at)
        idea.verdict = sorted_idea.verdict
    if sorted_idea.thanked:
        contributions.thank(contribution=idea, at=at)


def write_plans(
    loaded: LoadedEdition,
    participations: dict[str, Participation],
    blockers: Blockers,
    received: Received,
) -> None:
    """The plans made with the mentors on the second afternoon, once it has passed. Side effects: rows, audit."""
    if not loaded.calendar.is_past(1, "16:05"):
        return
    bodies = {body.name: body for body in Organisation.objects.all()}
    for key, data in read_plans(loaded.data.slug).items():
        _Plan(loaded, key, participations[key], blockers[key], received[key], bodies).write(data)


class _Plan:
    """The plan of one project, typed by its holder."""

    def __init__(
        self,
        loaded: LoadedEdition,
        key: str,
        place: Participation,
        blockers: dict[str, Blocker],
        ideas: list[Contribution],
        bodies: dict[str, Organisation],
    ) -> None:
        self.calendar, self.participation, self.holder = loaded.calendar, place, loaded.holders[key]
        self.blockers, self.ideas, self.bodies = blockers, ideas, bodies

    def write(self, data: PlanData) -> None:
        actions = [self._plan(action, number) for number, action in enumerate(data.actions)]
        for need in data.needs:
            self._create_need(need, actions)

    def _plan(self, data: ActionData, number: int) -> ActionItem:
        at = self.calendar.at(1, "14:50") + timedelta(minutes=11 * number)
        born, origin = self._find_origin(data), None
        if born is not None:
            origin = plan_action(origin=born, actor=self.holder, at=at)
        typed = {
            "line": data.line, "priority": data.priority, "first_step": data.first_step, "owner": data.owner,
            "due_on": self.calendar.day(data.due_days) if data.due_days else None, "indicator": data.indicator,
        }  # fmt: skip
        if data.blocker:
            typed["blocker"] = self.blockers[data.blocker]
        action = save_row(
            model=ActionItem, owner={"participation": self.participation}, uid=origin.uid if origin else uuid4(),
            values=typed, base_version=None, actor=self.holder, at=at + timedelta(minutes=6),
        )  # fmt: skip
        at = self.calendar.at(12 + number, "18:20")
        if data.state != ActionState.TODO and at <= self.calendar.now:
            state = ActionState(data.state)
            record_progress(action=action, state=state, note=data.note, actor=self.holder, at=at)
        return action

    def _find_origin(self, data: ActionData) -> Blocker | Contribution | None:
        if data.idea:
            return self.ideas[data.idea - 1]
        return self.blockers[data.from_blocker] if data.from_blocker else None

    def _create_need(self, data: NeedData, actions: list[ActionItem]) -> None:
        action = actions[data.action - 1] if data.action else None
        need = save_row(
            model=Need, owner={"participation": self.participation}, uid=uuid4(),
            values={
                "sentence": data.sentence, "kind": data.kind, "urgency": data.urgency, "action": action,
                "wished": [self.bodies[name] for name in data.wished],
            },
            base_version=0, actor=self.holder, at=self.calendar.at(1, "15:50"),
        )  # fmt: skip
        if data.shared:
            share_need(need=need, actor=self.holder, at=self.calendar.at(1, "16:05"))

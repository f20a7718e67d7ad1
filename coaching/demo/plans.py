"""The plans that projects left with: actions born of ideas and blockers, their news, needs that partners read."""

from datetime import timedelta
from uuid import uuid4

from accelerator.rows.actions import save_row
from coaching.demo.edition import LoadedEdition
from coaching.demo.maps import Blockers
from coaching.demo.mix import Received
from coaching.demo.reader import read_plans
from coaching.demo.two_days import ActionData, NeedData, PlanData
from coaching.models import ActionItem, Blocker, Contribution, Need
from coaching.plan.actions import plan_action, record_progress, share_need
from coaching.plan.enums import ActionState
from programmes.models import Organisation
from projects.models import Participation


def write_plans(
    loaded: LoadedEdition,
    participations: dict[str, Participation],
    blockers: Blockers,
    received: Received,
) -> None:
    """What was planned with the mentor on the second afternoon, once it has passed. Side effects: rows, audit."""
    if not loaded.calendar.is_past(1, "16:05"):
        return
    bodies = {body.name: body for body in Organisation.objects.all()}
    for key, data in read_plans(loaded.data.slug).items():
        _Plan(loaded, key, participations[key], blockers[key], received[key], bodies).write(data)


class _Plan:
    """One project, whose holder types."""

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
            self._need(need, actions)

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

    def _need(self, data: NeedData, actions: list[ActionItem]) -> None:
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

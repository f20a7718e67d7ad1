"""The ADN maps that projects drew in the session, and the plans they left with."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from accelerator.rows.actions import save_row
from coaching.canvas.actions.adn import make_blocker
from coaching.canvas.actions.axes import load_preset
from coaching.canvas.actions.canvas import ensure_writable, open_canvas
from coaching.canvas.adn import name_reading
from coaching.canvas.enums import CanvasKind, CanvasMoment
from coaching.canvas.presets import PRESETS
from coaching.demo.edition import LoadedEdition
from coaching.demo.reader import read_plans
from coaching.demo.records import ActionData, NeedData, PlanData
from coaching.ideas.enums import AuthorRole, Verdict
from coaching.models import ActionItem, AxisReading, Blocker, Contribution, Need
from coaching.plan.actions import plan_action, share_need, tell_progress
from coaching.plan.enums import ActionState, Priority
from programmes.models import Organisation
from projects.models import Participation

PRESET = "qvct"


def choose_axes(loaded: LoadedEdition) -> None:
    """Side effects: those of the action."""
    at = loaded.calendar.at(-22, "11:00")
    load_preset(edition=loaded.edition, preset=PRESETS[PRESET], actor=loaded.session_organiser, at=at)


def draw_maps_and_plans(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """The maps of the first day and the plans of the second, once these have passed. Side effects: rows, audit."""
    choose_axes(loaded)
    if not loaded.calendar.is_past(1, "16:00"):
        return
    for key, data in read_plans(loaded.data.slug).items():
        if key in participations:
            _Project(loaded, participations[key], loaded.holders[key]).play(data)


class _Project:
    """One project, whose holder types."""

    def __init__(self, loaded: LoadedEdition, participation: Participation, holder: Any) -> None:
        self.calendar, self.participation, self.holder = loaded.calendar, participation, holder
        self.axes = {axis.code: axis for axis in loaded.edition.axes.all()}
        self.blockers: dict[str, Blocker] = {}

    def play(self, data: PlanData) -> None:
        self._read_axes(data)
        actions = [self._plan(action, number) for number, action in enumerate(data.actions)]
        for need in data.needs:
            self._need(need, actions)

    def _read_axes(self, data: PlanData) -> None:
        begun = self.calendar.at(0, "15:35")
        canvas = open_canvas(participation=self.participation, kind=CanvasKind.ADN, at=begun)
        ensure_writable(canvas=canvas, actor=self.holder, at=begun)
        for number, reading in enumerate(data.readings):
            axis, at = self.axes[reading.axis], begun + timedelta(minutes=9 * number)
            typed = {name: getattr(reading, name) for name in AxisReading.WRITTEN}
            save_row(
                model=AxisReading, owner={"canvas": canvas, "axis": axis},
                uid=name_reading(self.participation, CanvasMoment.SESSION, axis),
                values=typed, base_version=0, actor=self.holder, at=at,
            )  # fmt: skip
            if reading.blocker:
                self.blockers[axis.code] = make_blocker(
                    participation=self.participation, axis=axis, finding=reading.finding,
                    priority=Priority(reading.blocker), actor=self.holder, at=at,
                )  # fmt: skip

    def _plan(self, data: ActionData, number: int) -> ActionItem:
        at = self.calendar.at(1, "14:50") + timedelta(minutes=11 * number)
        due = self.calendar.day(data.due_days) if data.due_days else None
        typed = {
            "line": data.line, "priority": data.priority, "first_step": data.first_step, "owner": data.owner,
            "due_on": due, "indicator": data.indicator,
        }  # fmt: skip
        action = self._give_birth(data, number)
        if action is None:
            action = ActionItem(participation=self.participation, created_at=at, created_by=self.holder)
            action.position = number + 1
        for name, value in typed.items():
            setattr(action, name, value)
        action.saved_at, action.saved_by = at, self.holder
        action.save()
        told = self.calendar.at(12 + number, "18:20")
        if data.state != ActionState.TODO and told <= self.calendar.now:
            state = ActionState(data.state)
            tell_progress(action=action, state=state, note=data.note, actor=self.holder, at=told)
        return action

    def _give_birth(self, data: ActionData, number: int) -> ActionItem | None:
        at = self.calendar.at(1, "14:45") + timedelta(minutes=11 * number)
        if data.from_blocker:
            return plan_action(origin=self.blockers[data.from_blocker], actor=self.holder, at=at)
        if not data.idea:
            return None
        written = self.calendar.at(1, "10:48") + timedelta(minutes=3 * number)
        idea = Contribution.objects.create(
            participation=self.participation, blocker=self.blockers.get(data.blocker), author_name=data.idea_by,
            author_role=AuthorRole.PEER, text=data.idea, verdict=Verdict.KEEP, judged_at=at, thanked_at=at,
            created_at=written, saved_at=written, position=number + 1,
        )  # fmt: skip
        return plan_action(origin=idea, actor=self.holder, at=at)

    def _need(self, data: NeedData, actions: list[ActionItem]) -> None:
        at = self.calendar.at(1, "15:50")
        action = actions[data.action - 1] if data.action else None
        values = {
            "sentence": data.sentence, "kind": data.kind, "urgency": data.urgency, "action": action,
            "wished": Organisation.objects.filter(name__in=data.wished),
        }  # fmt: skip
        need = save_row(
            model=Need, owner={"participation": self.participation},
            uid=uuid4(),
            values=values, base_version=0, actor=self.holder, at=at,
        )  # fmt: skip
        if data.shared:
            share_need(need=need, actor=self.holder, at=self.calendar.at(1, "16:05"))

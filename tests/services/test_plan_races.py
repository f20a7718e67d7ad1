"""Two people at once on a plan: an idea makes one action, an axis has one row, a blocker is one."""

import pytest

from accelerator.edit_conflict import EditConflict
from accelerator.rows.actions import save_row
from coaching.canvas.actions.adn import make_blocker
from coaching.canvas.actions.axes import load_preset
from coaching.canvas.actions.canvas import open_canvas
from coaching.canvas.adn import name_reading
from coaching.canvas.enums import CanvasKind
from coaching.canvas.presets import PRESETS
from coaching.models import ActionItem, AxisReading, Blocker
from coaching.plan.actions import plan_action, share_need
from coaching.plan.enums import Priority
from tests import factories
from tests.support import plan as plans
from tests.support.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place():
    return factories.participation(factories.edition())


@pytest.fixture
def holder(place):
    return place.project.members.get(leads=True).user


@pytest.fixture
def axis(place, holder):
    load_preset(edition=place.edition, preset=PRESETS["qvct"], actor=holder, at=factories.NOW)
    return place.edition.axes.get(code="usability")


def test_an_idea_clicked_at_once_in_four_windows_makes_one_action(place, holder):
    idea = plans.idea(place)

    made = at_once(lambda _tab: plan_action(origin=idea, actor=holder, at=factories.NOW))

    action = ActionItem.objects.get()
    assert made == [action] * 4
    assert list(action.sources.all()) == [idea]


def test_a_blocker_found_by_four_scribes_at_once_is_one(place, holder, axis):
    def find(tab):
        return make_blocker(
            participation=place, axis=axis, finding="Trop d’écrans", priority=Priority.FIRST,
            actor=holder, at=factories.NOW,
        )  # fmt: skip

    assert at_once(find) == [Blocker.objects.get()] * 4


def test_four_scribes_on_one_axis_keep_one_text_and_are_informed(place, holder, axis):
    def write(tab):
        canvas = open_canvas(participation=place, kind=CanvasKind.ADN, at=factories.NOW)
        return save_row(
            model=AxisReading, owner={"canvas": canvas, "axis": axis}, uid=name_reading(place, "session", axis),
            values={"finding": f"Constat {tab}"}, base_version=0, actor=holder, at=factories.NOW,
        )  # fmt: skip

    outcomes = at_once(write)

    kept = AxisReading.objects.get()
    conflicts = [problem for problem in outcomes if isinstance(problem, EditConflict)]
    assert len(conflicts) == 3, outcomes
    assert {problem.theirs["finding"] for problem in conflicts} == {kept.finding}


def test_a_need_passed_on_twice_at_once_is_reported_once(place, holder):
    need = plans.need(place)

    done = at_once(lambda _tab: share_need(need=need, actor=holder, at=factories.NOW))

    assert sorted(done) == [False, False, False, True]


def test_two_presets_at_once_give_one_set_of_axes(place, holder):
    codes = list(PRESETS)

    at_once(
        lambda tab: load_preset(
            edition=place.edition, preset=PRESETS[codes[tab % 2]], actor=holder, at=factories.NOW
        )
    )

    assert place.edition.axes.count() == 12

"""People of a room at the same instant, on its canvases and its plan: nothing is lost or made twice."""

from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accelerator.questionnaires import queries
from accelerator.questionnaires.builder import publish
from accelerator.rows.actions import save_row
from accelerator.transitions import EditConflict
from coaching.canvas.actions.canvas import make_blocker, open_canvas
from coaching.canvas.actions.edition import load_preset
from coaching.canvas.defaults import PRESETS
from coaching.canvas.enums import CanvasKind, CanvasState
from coaching.canvas.queries.adn import name_reading
from coaching.models import ActionItem, AxisReading, Blocker, Canvas, CanvasForm, CanvasItem, CanvasVersion
from coaching.plan.actions import plan_action, share_need
from coaching.plan.enums import Priority
from coaching.room.access import find_room
from coaching.room.cards import list_cards
from programmes.defaults import SPEC
from projects.models import Participation
from tests import factories
from tests.support import plan as plans
from tests.support.races import TABS, at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 8


def sign_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_need_is_shared_or_removed_and_never_both() -> None:
    place = factories.participation(factories.edition())
    holder = place.project.members.get(leads=True).user
    other = sign_in(factories.role(place.edition, "organiser"))

    for _round in range(ROUNDS):
        need = plans.need(place)
        address = reverse("coaching:room_row_remove", args=[place.project.slug, "need", need.uid])

        def act(tab: int, need: Any = need, address: str = address) -> Any:
            return other.post(address) if tab else share_need(need=need, actor=holder, at=factories.NOW)

        results = at_once(act, tabs=2)

        assert isinstance(results[1], HttpResponse)
        need.refresh_from_db()
        assert not (need.is_shared and need.removed_at)


def test_a_card_taken_up_while_somebody_types_loses_neither_text() -> None:
    form = publish(SPEC, name="Candidature", at=factories.NOW)
    text = "\n".join(f"- Une saisie de trop, numéro {number}" for number in range(ROUNDS))
    place = factories.participation(factories.edition(form=form))
    application = place.project.application
    application.sheet = factories.sheet(form, work_problem=text)
    application.save(update_fields=["sheet"])
    holder = place.project.members.get(leads=True).user
    slug = place.project.slug
    open_canvas(participation=place, kind="pitch", at=factories.NOW)
    tabs = [sign_in(holder), sign_in(holder)]
    address = reverse("coaching:room_canvas_answer", args=[slug, "pitch", "problem"])

    for turn, card in enumerate(list_cards(find_room(holder, slug), "pitch")):
        sheet = Canvas.objects.get().sheet
        assert sheet is not None
        version = sheet.answers.values_list("version", flat=True).first() or 0
        before = str(queries.values(sheet).get("problem") or "")
        typed = f"{before}\nTapé {turn}".strip()
        take_up = reverse("coaching:room_card", args=[slug, card.key])

        def act(tab: int, typed: str = typed, version: int = version, take_up: str = take_up) -> Any:
            if tab:
                return tabs[1].post(take_up, {"verdict": "accepted"})
            return tabs[0].post(address, {"value": typed, "base_version": version})

        saved, taken = at_once(act, tabs=2)

        now = str(queries.values(sheet).get("problem"))
        assert (saved.status_code, taken.status_code) in ((200, 302), (409, 302))
        assert card.text in now
        assert (f"Tapé {turn}" in now) == (saved.status_code == 200)


TURNS = 4


def open_windows(people: list[Any]) -> list[Client]:
    clients = [Client() for _person in people]
    for client, person in zip(clients, people, strict=True):
        client.force_login(person)
    return clients


def table_of(place: Participation) -> list[Any]:
    """The holder, and a mentor for each other window."""
    mentors = [factories.role(place.edition, "facilitator") for _tab in range(TABS - 1)]
    return [place.project.members.get(leads=True).user, *mentors]


def add_step(client: Client, place: Participation, label: str) -> int:
    url = reverse("coaching:room_row_field", args=[place.project.slug, "step", uuid4(), "label"])
    return client.post(url, {"value": label, "base_version": 0}).status_code


@pytest.mark.parametrize("turn", range(TURNS))
def test_scribes_who_begin_a_timeline_at_once_lose_nothing(turn: int) -> None:
    place = factories.participation(factories.edition())
    windows = open_windows(table_of(place))

    codes = at_once(lambda tab: add_step(windows[tab], place, f"Étape {tab}"))

    assert codes == [200] * TABS
    assert Canvas.objects.filter(participation=place).count() == 1
    assert CanvasForm.objects.filter(edition=place.edition).count() == 1
    items = list(CanvasItem.objects.filter(canvas__participation=place))
    assert {item.label for item in items} == {f"Étape {tab}" for tab in range(TABS)}
    assert sorted(item.position for item in items) == list(range(1, TABS + 1))


@pytest.mark.parametrize("turn", range(TURNS))
def test_a_version_holds_whatever_was_saved_before_it_closed(turn: int) -> None:
    place = factories.participation(factories.edition())
    organiser = factories.role(place.edition, "organiser")
    writers = table_of(place)[:-1]
    windows = open_windows([organiser, *writers])
    add_step(windows[1], place, "La première")

    def act(tab: int) -> int:
        if tab:
            return add_step(windows[tab], place, f"Étape {tab}")
        url = reverse("coaching:room_canvas_freeze", args=[place.project.slug, "timeline"])
        return windows[0].post(url).status_code

    codes = at_once(act)

    assert codes[0] == 302
    assert set(codes[1:]) <= {200, 423}
    canvas = Canvas.objects.get(participation=place)
    stored = {item.label for item in CanvasItem.objects.filter(canvas=canvas)}
    version = CanvasVersion.objects.get(canvas=canvas)
    assert canvas.state == CanvasState.FROZEN
    assert stored == {
        "La première",
        *(f"Étape {tab}" for tab, code in enumerate(codes) if tab and code == 200),
    }
    assert {item["label"] for item in version.snapshot["items"]} == stored


@pytest.mark.parametrize("turn", range(TURNS))
def test_a_canvas_validated_twice_at_once_has_one_version(turn: int) -> None:
    place = factories.participation(factories.edition())
    windows = open_windows([place.project.members.get(leads=True).user] * TABS)
    add_step(windows[0], place, "La première")
    url = reverse("coaching:room_canvas_validate", args=[place.project.slug, "timeline"])

    codes = at_once(lambda tab: windows[tab].post(url).status_code)

    assert codes == [302] * TABS
    assert CanvasVersion.objects.filter(canvas__participation=place).count() == 1


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

    stored = AxisReading.objects.get()
    conflicts = [problem for problem in outcomes if isinstance(problem, EditConflict)]
    assert len(conflicts) == 3, outcomes
    assert {problem.theirs["finding"] for problem in conflicts} == {stored.finding}


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

"""Several scribes at one canvas, and one that closes while they write: nothing is lost, nothing is half there."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from coaching.canvas.enums import CanvasState
from coaching.models import Canvas, CanvasForm, CanvasItem, CanvasVersion
from projects.models import Participation
from tests import factories
from tests.support.races import TABS, at_once

pytestmark = pytest.mark.django_db(transaction=True)
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
    kept = {item.label for item in CanvasItem.objects.filter(canvas=canvas)}
    version = CanvasVersion.objects.get(canvas=canvas)
    assert canvas.state == CanvasState.FROZEN
    assert kept == {"La première", *(f"Étape {tab}" for tab, code in enumerate(codes) if tab and code == 200)}
    assert {item["label"] for item in version.snapshot["items"]} == kept


@pytest.mark.parametrize("turn", range(TURNS))
def test_a_canvas_validated_twice_at_once_has_one_version(turn: int) -> None:
    place = factories.participation(factories.edition())
    windows = open_windows([place.project.members.get(leads=True).user] * TABS)
    add_step(windows[0], place, "La première")
    url = reverse("coaching:room_canvas_validate", args=[place.project.slug, "timeline"])

    codes = at_once(lambda tab: windows[tab].post(url).status_code)

    assert codes == [302] * TABS
    assert CanvasVersion.objects.filter(canvas__participation=place).count() == 1

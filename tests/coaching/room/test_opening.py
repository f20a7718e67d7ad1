"""A row is read until somebody opens it: by its address, when it was refused, never by those who only read."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accelerator.accounts.models import User
from coaching.canvas.actions.canvas import open_canvas
from coaching.canvas.enums import CanvasKind
from coaching.models import ActionItem, CanvasItem
from projects.models import Participation
from tests import factories
from tests.support import plan as plans
from tests.support.rooms import typed
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


def build_place() -> Participation:
    return factories.participation(factories.edition())


built, place = share_world(build_place)


@pytest.fixture
def holder(place: Participation) -> Any:
    return place.project.members.get(leads=True).user


@pytest.fixture
def rows(place: Participation) -> dict[str, Any]:
    """A row of each tab, by the name of its page."""
    canvas = open_canvas(participation=place, kind=CanvasKind.TIMELINE, at=factories.NOW)
    item = CanvasItem.objects.create(canvas=canvas, kind="step", label="Un <essai>", **typed())
    return {"room_timeline": item, "room_plan": plans.action(place, "Former <tôt>")}


def read(client: Client, place: Participation, page: str, **query: Any) -> str:
    return client.get(reverse(f"coaching:{page}", args=[place.project.slug]), query).content.decode()


def list_open(page: str) -> list[str]:
    """The rows whose form is drawn, beside those to be added."""
    drawn = re.sub("<template.*?</template>", "", page, flags=re.DOTALL)
    found = re.findall(r'<form class="row-form" [^>]*?data-row="([^"]*)"', drawn)
    return [str(uid) for uid in found]


@pytest.mark.parametrize("name", ["room_timeline", "room_plan"])
def test_the_address_opens_one_row_and_the_link_says_it(
    client: Client, place: Participation, holder: Any, rows: dict[str, Any], name: str
) -> None:
    client.force_login(holder)
    uid = str(rows[name].uid)

    closed, opened = read(client, place, name), read(client, place, name, edit=uid)

    assert (list_open(closed), list_open(opened)) == ([], [uid])
    assert re.search(rf'href="[^"]*edit={uid}#(row|card)-{uid}"', closed)
    for unknown in (uuid4(), "<script>", ""):
        assert list_open(read(client, place, name, edit=unknown)) == []


@pytest.mark.parametrize("name", ["room_timeline", "room_plan"])
def test_a_reader_opens_nothing(
    client: Client, place: Participation, rows: dict[str, Any], name: str
) -> None:
    reader = factories.user()
    place.project.members.create(user=reader, rights="read", joined_at=factories.NOW)
    client.force_login(reader)

    page = read(client, place, name, edit=rows[name].uid)

    assert list_open(page) == []
    assert "data-edit-row" not in page
    assert 'id="rows"' not in page or 'id="rows" type="application/json">{}' in page


def test_a_row_that_was_refused_stands_open_with_what_was_typed(
    client: Client, place: Participation, holder: Any, rows: dict[str, Any]
) -> None:
    client.force_login(holder)
    uid = rows["room_timeline"].uid

    answer = client.post(
        reverse("coaching:room_row", args=[place.project.slug, "step", uid]),
        {f"{uid}-label": "x" * 161, f"{uid}-phase": "today", "base_version": 1},
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert list_open(page) == [str(uid)]
    assert "x" * 161 in page


def test_of_a_need_that_partners_read_only_its_holders_are_offered_a_change(
    client: Client, place: Participation, holder: Any
) -> None:
    need = plans.need(place, "Une ergonome", is_shared=True)
    coach = factories.role(place.edition, "facilitator")

    offered = {}
    for who in (holder, coach):
        client.force_login(who)
        page = read(client, place, "room_plan", edit=need.uid)
        offered[who] = f'data-opens-row="{need.uid}"' in page

    assert offered == {holder: True, coach: False}


def test_the_holder_alone_passes_a_need_on(client: Client, place: Participation, holder: User) -> None:
    plans.need(place, "Une ergonome")
    offered = []
    for user in (factories.role(place.edition, "facilitator"), holder):
        client.force_login(user)
        offered.append("Transmettre aux partenaires" in read(client, place, "room_plan"))

    assert offered == [False, True]


def test_a_row_that_was_removed_meanwhile_comes_back_as_a_new_one(
    client: Client, place: Participation, holder: User, rows: dict[str, Any]
) -> None:
    client.force_login(holder)
    action = rows["room_plan"]
    ActionItem.objects.update(removed_at=factories.NOW)

    answer = client.post(
        reverse("coaching:room_row", args=[place.project.slug, "action", action.uid]),
        {f"{action.uid}-line": "Former deux fois", f"{action.uid}-priority": "1", "base_version": 1},
    )

    assert answer.status_code == 422
    assert "Former deux fois" in answer.content.decode()

"""A row is read until somebody opens it: by its address, when it was refused, never by those who only read."""

import json
import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accelerator.accounts.models import User
from accelerator.rows.forms import RowForm
from accelerator.rows.models import SharedRow
from coaching.canvas.actions.canvas import open_canvas
from coaching.canvas.enums import CanvasKind
from coaching.canvas.forms.adn import ReadingForm
from coaching.canvas.forms.items import StakeholderForm, StepForm
from coaching.models import ActionItem, Axis, AxisReading, Blocker, CanvasItem, Need
from coaching.plan.forms import ActionForm, BlockerForm, NeedForm
from projects.models import Participation
from tests import factories
from tests.support import plan as plans
from tests.support.rooms import answer_canvases, fill_room, give_axes, typed

pytestmark = pytest.mark.django_db
HOSTILE = '<b>"L’été" & co</b>\ndeux'
CHOICES = {"blocker": [("", "–"), (8, "Un & deux")], "action": [("", "–")], "wished": [(4, "A"), (5, "B")]}
ROWS: list[tuple[type[RowForm], SharedRow, dict[str, Any]]] = [
    (StepForm, CanvasItem(pk=1, label=HOSTILE, date_text="2024", phase="target"), {}),
    (StakeholderForm, CanvasItem(pk=1, label="La DRH", influence=2), {}),
    (StakeholderForm, CanvasItem(pk=1, label="Personne", influence=None), {}),
    (BlockerForm, Blocker(pk=2, text=HOSTILE, priority=1), {}),
    (ActionForm, ActionItem(pk=3, line=HOSTILE, due_on=date(2026, 11, 26), blocker_id=8), {}),
    (ActionForm, ActionItem(pk=3, owner="Léo"), {}),
    (NeedForm, Need(pk=5, sentence=HOSTILE, urgency=2), {"wished": [5]}),
]


@pytest.fixture
def place() -> Participation:
    return factories.participation(factories.edition())


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
def test_the_page_holds_what_its_script_opens_a_row_with(
    client: Client, place: Participation, holder: Any, rows: dict[str, Any], name: str
) -> None:
    client.force_login(holder)
    page = read(client, place, name)

    data = json.loads(page.split('id="rows" type="application/json">')[1].split("</script>")[0])

    row = rows[name]
    row_data = data[str(row.uid)]
    assert (row_data["name"], row_data["version"]) == (str(row), row.version)
    assert [str(row)] in row_data["values"].values()
    assert page.count(f'<div data-rows="{row_data["kind"]}">') == 1


@pytest.mark.parametrize("name", ["room_timeline", "room_plan"])
def test_who_only_reads_opens_nothing(
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


@pytest.mark.parametrize(("form", "row", "initial"), ROWS)
def test_the_values_that_a_script_fills_in_are_those_of_the_form(
    form: type[RowForm], row: SharedRow, initial: dict[str, Any]
) -> None:
    bound = form(uid=row.uid, instance=row, choices=CHOICES, initial=initial)

    values = form(uid=uuid4(), choices=CHOICES).list_values(row, initial)

    expected = {field.name: field.field.widget.format_value(field.value()) for field in bound}
    assert values == {
        name: [str(text) for text in value] if isinstance(value, list) else [value or ""]
        for name, value in expected.items()
    }


@pytest.mark.parametrize(("family", "names"), [("dimension", "level finding evidence"), ("facet", None)])
def test_a_facet_alone_asks_on_whom_it_has_an_effect(family: str, names: str | None) -> None:
    form = ReadingForm(uid=uuid4(), owner={"axis": Axis(family=family)})

    assert list(form.fields) == (names.split() if names else list(AxisReading.WRITTEN))


@pytest.mark.parametrize("name", ["room_timeline", "room_plan"])
def test_the_new_row_of_a_kind_has_all_that_an_existing_one_needs(
    client: Client, place: Participation, holder: Any, rows: dict[str, Any], name: str
) -> None:
    client.force_login(holder)
    page = read(client, place, name, edit=rows[name].uid)

    forms = re.findall(r'<form class="row-form.*?</form>', page, flags=re.DOTALL)
    assert all('name="base_version"' in form and "data-close-row" in form for form in forms)
    assert all(form.count(" hidden>") >= 2 for form in forms if "data-row-blank" in form)


@pytest.mark.parametrize("tab", ["timeline", "adn", "plan"])
def test_the_page_of_a_project_says_nothing_of_another(client: Client, tab: str) -> None:
    edition = factories.edition()
    give_axes(edition)
    ours, theirs = (factories.participation(edition) for _number in range(2))
    for place, text in ((ours, "Le soir"), (theirs, "Le matin")):
        fill_room(place, 2)
        answer_canvases(place, text)
        CanvasItem.objects.filter(canvas__participation=place).update(label=text)
        Need.objects.filter(participation=place).update(sentence=text)

    pages = []
    for place in (ours, theirs):
        client.force_login(place.project.members.get(leads=True).user)
        pages.append(read(client, place, f"room_{tab}"))

    assert "Le soir" in pages[0]
    assert "Le soir" not in pages[1]
    assert ours.project.slug not in pages[1]


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

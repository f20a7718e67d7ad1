"""Rows that are drawn from one stencil are those that their forms would draw."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.template import Context
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accelerator.accounts.models import User
from accelerator.rows.drawing import draw_row
from accelerator.rows.forms import RowForm
from accelerator.rows.gaps import UID
from accelerator.rows.models import SharedRow
from accelerator.rows.stencil import NAME, TEXT, VERSION, DrawnRow, EmptyRow, Stencil
from coaching.canvas.enums import AxisFamily
from coaching.canvas.forms.adn import ReadingForm
from coaching.canvas.forms.items import DecisionItemForm, StakeholderForm, StepForm, TurningPointForm
from coaching.models import ActionItem, Axis, AxisReading, Blocker, CanvasItem, Need
from coaching.plan.forms import ActionForm, BlockerForm, NeedForm
from projects.models import Participation
from tests import factories
from tests.support.rooms import answer_canvases, fill_room, give_axes

HOSTILE = f'<b>"L’été" & co</b>\n{UID} {VERSION} {TEXT} {NAME}'
URLS = {name: f"/{UID}/{name}/" for name in ("save", "field", "remove", "move", "close")}
CHOICES = {
    "blocker": [("", "–"), (7, "Le <soir>"), (8, "Un & deux")],
    "action": [("", "–"), (3, "Former")],
    "wished": [(4, "Une caisse"), (5, "Un fonds")],
}


def item(**more: Any) -> CanvasItem:
    return CanvasItem(pk=1, uid=uuid4(), version=3, **more)


ROWS: list[tuple[type[RowForm], SharedRow]] = [
    (StepForm, item(label=HOSTILE, date_text="2024", detail="", who="Awa", phase="target")),
    (StepForm, item(label="")),
    (TurningPointForm, item(label="Un tournant", detail=HOSTILE)),
    (DecisionItemForm, item(label="Décider")),
    (StakeholderForm, item(label="La DRH", expectation=HOSTILE, influence=2)),
    (StakeholderForm, item(label="Personne", influence=None)),
    (BlockerForm, Blocker(pk=2, uid=uuid4(), version=12, text=HOSTILE, priority=1)),
    (
        ActionForm,
        ActionItem(pk=3, uid=uuid4(), version=1, line=HOSTILE, due_on=date(2026, 11, 26), blocker_id=8),
    ),
    (ActionForm, ActionItem(pk=3, uid=uuid4(), version=2, owner="Léo", indicator="10 %")),
]


@pytest.mark.parametrize(("form", "row"), ROWS)
def test_a_row_is_drawn_as_its_form_draws_it(form: type[RowForm], row: SharedRow) -> None:
    stencil, alone = Stencil(form, choices=CHOICES), form(uid=row.uid, instance=row, choices=CHOICES)
    for _twice in range(2):
        drawn = DrawnRow(stencil, row)
        assert drawn.first_drawn == alone.first_drawn
        assert drawn.more_drawn == alone.more_drawn
        assert drawn.version == alone.version


def test_a_stencil_keeps_nothing_of_the_row_before() -> None:
    stencil = Stencil(StepForm)
    first, second = item(label="Secret", who="Awa", phase="today"), item(label="", phase="both")
    assert "Secret" in DrawnRow(stencil, first).first_drawn
    later = DrawnRow(stencil, second)
    alone = StepForm(uid=second.uid, instance=second)
    assert later.first_drawn + later.more_drawn == alone.first_drawn + alone.more_drawn


@pytest.mark.django_db
def test_bodies_that_a_need_wishes_for_are_ticked() -> None:
    need = Need(pk=5, uid=uuid4(), version=2, sentence=HOSTILE, urgency="soon")
    stencil, alone = (
        Stencil(NeedForm, choices=CHOICES),
        NeedForm(uid=need.uid, instance=need, choices=CHOICES),
    )
    alone.initial["wished"] = [5]
    drawn = DrawnRow(stencil, need, {"wished": [5]})
    assert drawn.first_drawn == alone.first_drawn
    assert DrawnRow(stencil, need, {"wished": []}).first_drawn != alone.first_drawn


@pytest.mark.parametrize("family", AxisFamily)
@pytest.mark.parametrize("level", [None, 0, 4])
def test_an_axis_is_told_in_its_ladder_read_or_not(family: AxisFamily, level: int | None) -> None:
    axis = Axis(pk=1, family=family, label_fr="L’axe <un>", label_en="Axis <one>")
    sought = Axis(family=family, label_fr=NAME, label_en=NAME)
    stencil = Stencil(ReadingForm, owner={"axis": sought}, likeness=family)
    reading = (
        None if level is None else AxisReading(pk=9, uid=uuid4(), version=4, level=level, finding=HOSTILE)
    )
    row = reading or AxisReading(uid=uuid4())
    alone = ReadingForm(uid=row.uid, instance=reading, owner={"axis": axis})
    drawn = DrawnRow(stencil, row, label=str(axis.label))
    assert drawn.first_drawn == alone.first_drawn
    assert drawn.more_drawn == alone.more_drawn
    assert drawn.version == alone.version


@pytest.mark.parametrize("form", sorted({form for form, _row in ROWS}, key=lambda form: form.__name__))
def test_the_next_row_is_drawn_as_its_form_draws_it(form: type[RowForm]) -> None:
    stencil = Stencil(form, choices=CHOICES, urls=URLS)
    blank = DrawnRow(stencil, form._meta.model())
    alone = form(uid=blank.uid, choices=CHOICES)
    context = Context({"csrf_token": "x", "named": True})

    drawn = [stencil.draw_row(blank, context) for _twice in range(2)]

    urls = {name: url.replace(str(UID), str(blank.uid)) for name, url in URLS.items()}
    assert drawn == [draw_row(context, alone, urls)] * 2


@pytest.mark.parametrize(("form", "row"), ROWS)
def test_a_row_that_opens_holds_what_its_form_would(form: type[RowForm], row: SharedRow) -> None:
    alone = form(uid=row.uid, instance=row, choices=CHOICES)

    values = DrawnRow(Stencil(form, choices=CHOICES), row).values

    told = {bound.name: bound.field.widget.format_value(bound.value()) for bound in alone}
    assert values == {
        name: [str(text) for text in held] if isinstance(held, list) else [held or ""]
        for name, held in told.items()
    }


def test_the_form_that_opens_any_row_says_nothing_of_one() -> None:
    stencil = Stencil(StepForm, urls=URLS)
    stencil.draw_row(DrawnRow(stencil, item(label="Secret", who="Awa")), Context({"csrf_token": "x"}))

    empty = [
        stencil.draw_row(EmptyRow(stencil, CanvasItem()), Context({"csrf_token": token})) for token in "xy"
    ]

    assert "Secret" not in empty[0]
    assert str(UID) in empty[0]
    assert empty[1] == empty[0].replace('value="x"', 'value="y"')


def test_what_pages_share_says_nothing_of_another_list() -> None:
    row = ActionItem(pk=3, uid=uuid4(), version=1, line="Former", blocker_id=7)
    ours = DrawnRow(Stencil(ActionForm, choices={"blocker": [(7, "Le soir")]}), row)
    theirs = DrawnRow(Stencil(ActionForm, choices={"blocker": [(7, "Le matin")]}), row)

    assert "Le soir" in ours.first_drawn + ours.more_drawn
    assert "Le soir" not in theirs.first_drawn + theirs.more_drawn


def test_what_pages_share_is_in_the_language_of_each() -> None:
    row = Blocker(pk=2, uid=uuid4(), text="Trop", priority=1)
    with override("fr"):
        french = DrawnRow(Stencil(BlockerForm), row).first_drawn
    with override("en"):
        english = DrawnRow(Stencil(BlockerForm), row).first_drawn

    assert french != english


@pytest.mark.django_db
@pytest.mark.parametrize("tab", ["timeline", "adn", "plan"])
def test_the_page_of_a_project_says_nothing_of_the_one_before(client: Client, tab: str) -> None:
    edition = factories.edition()
    give_axes(edition)
    ours, theirs = (factories.participation(edition) for _number in range(2))
    for place, text in ((ours, "Le soir"), (theirs, "Le matin")):
        fill_room(place, 2)
        answer_canvases(place, text)
        for model, name in (
            (CanvasItem, "label"),
            (Blocker, "text"),
            (ActionItem, "line"),
            (Need, "sentence"),
        ):
            to_place = "canvas__participation" if model is CanvasItem else "participation"
            model._default_manager.filter(**{to_place: place}).update(**{name: text})

    def read(place: Participation) -> str:
        client.force_login(place.project.members.get(leads=True).user)
        return client.get(reverse(f"coaching:room_{tab}", args=[place.project.slug])).content.decode()

    first, second = read(ours), read(theirs)

    assert "Le soir" in first
    assert "Le matin" in second
    assert "Le soir" not in second
    uid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    assert set(re.findall(uid, first)) & set(re.findall(uid, second)) <= {str(UID)}
    assert ours.project.slug not in second


@pytest.mark.django_db
def test_the_holder_alone_passes_a_need_on_whoever_came_before(
    client: Client, place: Participation, holder: User, mentor: User
) -> None:
    fill_room(place, 1)
    shown = []
    for user in (mentor, holder, mentor):
        client.force_login(user)
        page = client.get(reverse("coaching:room_plan", args=[place.project.slug])).content.decode()
        shown.append("Transmettre aux partenaires" in page)

    assert shown == [False, True, False]

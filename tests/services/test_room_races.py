"""Two people of a room at the same instant: what partners read stays, and what somebody typed is not written over."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accelerator.questionnaires import queries
from accelerator.questionnaires.builder import publish
from coaching.canvas.actions.canvas import open_canvas
from coaching.models import Canvas
from coaching.plan.actions import share_need
from coaching.room.access import find_room
from coaching.room.cards import list_cards
from programmes.defaults.application_form import SPEC
from tests import factories
from tests.support import plan as plans
from tests.support.races import at_once

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

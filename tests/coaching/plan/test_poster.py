"""The poster of a plan: what stands in it, on the paper one asks for, to those of the room."""

import pytest
from django.urls import reverse

from coaching.models import ActionItem
from coaching.plan.actions import plan_action
from tests import factories
from tests.support import plan as plans
from tests.support.pdfs import read_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return factories.participation(factories.edition())


def print_plan(client, place, paper="a3"):
    url = reverse("coaching:room_plan_poster", args=[place.project.slug])
    return client.get(url, {"paper": paper})


@pytest.mark.parametrize("paper", ["a3", "a4"])
def test_the_poster_says_what_the_plan_says(client, place, paper):
    holder = place.project.members.get(leads=True).user
    blocker = plans.blocker(place, "Trop d’outils")
    action = plan_action(
        origin=plans.idea(place, "Filmer les gestes", blocker=blocker), actor=holder, at=factories.NOW
    )
    ActionItem.objects.update(owner="Zoé Lemaire")
    plans.need(place, "Une ergonome", action=action, kind="expertise")
    client.force_login(holder)

    answer = print_plan(client, place, paper)

    text = read_pdf(answer.content)
    for words in (
        "Filmer les gestes",
        "Trop d’outils",
        "Zoé Lemaire",
        "Ariane Pair",
        "Une ergonome",
        "Plus tard",
    ):
        assert words in text


def test_an_empty_plan_prints_its_columns(client, place):
    client.force_login(place.project.members.get(leads=True).user)

    assert "D’abord" in read_pdf(print_plan(client, place).content)


def test_a_full_plan_still_prints(client, place):
    for number in range(60):
        plans.action(place, f"Action {number} " + "longue " * 30, first_step="Un pas " * 30)
    client.force_login(place.project.members.get(leads=True).user)

    assert "Action 59" in read_pdf(print_plan(client, place).content)


def test_no_other_paper_and_no_stranger(client, place):
    client.force_login(place.project.members.get(leads=True).user)
    assert print_plan(client, place, "a5").status_code == 404
    client.force_login(factories.user())
    assert print_plan(client, place).status_code == 404

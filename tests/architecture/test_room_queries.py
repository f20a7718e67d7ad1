"""A tab of a project's room makes at most twelve queries, the same however much stands in the room."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accelerator.questionnaires.builder import publish
from coaching.pairing.enums import PairingState
from programmes.defaults import SPEC
from projects.models import Participation
from tests import factories
from tests.support.queries import BUDGET, statements
from tests.support.rooms import answer_canvases, fill_room, give_axes
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db

TABS = tuple(
    f"room{name}"
    for name in ("", "_brief", "_timeline", "_pitch", "_adn", "_ideas", "_plan", "_gallery", "_history")
)


def build_place() -> Participation:
    """A project with a dossier that makes cards, and an ADN map to be read."""
    form = publish(SPEC, name="Candidature", at=factories.NOW)
    made = factories.participation(factories.edition(form=form))
    application = made.project.application
    application.sheet = factories.sheet(
        form, brakes_levers="- Le temps manque", work_problem="Trop de saisies.", stakeholders="La direction"
    )
    application.save(update_fields=["sheet"])
    give_axes(made.edition)
    return made


built, place = share_world(build_place)


@pytest.fixture
def people(place: Participation) -> dict[str, Any]:
    """Those who enter a room, by what they are there."""
    mentor = factories.role(place.edition, "mentor")
    common = {"proposed_by": mentor, "proposed_at": factories.NOW, "state": PairingState.ACCEPTED}
    place.pairings.create(mentor=mentor, **common)
    return {
        "holder": place.project.members.get(leads=True).user,
        "mentor": mentor,
        "facilitator": factories.role(place.edition, "facilitator"),
        "organiser": factories.role(place.edition, "organiser"),
    }


def list_queries(client: Client, place: Participation, *, warm: bool) -> dict[str, list[str]]:
    slug = place.project.slug
    return {tab: statements(client, reverse(f"coaching:{tab}", args=[slug]), warm=warm) for tab in TABS}


@pytest.mark.parametrize("who", ["holder", "mentor", "facilitator", "organiser"])
def test_a_tab_makes_twelve_queries_at_most_however_full(
    client: Client, place: Participation, people: dict[str, Any], who: str
) -> None:
    client.force_login(people[who], backend="django.contrib.auth.backends.ModelBackend")
    fill_room(place, 1)
    few = list_queries(client, place, warm=False)
    fill_room(place, 3)
    answer_canvases(place)

    many = list_queries(client, place, warm=True)

    for tab in TABS:
        assert len(many[tab]) == len(few[tab]), "\n".join([tab, *many[tab]])
        assert len(many[tab]) <= BUDGET, "\n".join([tab, *many[tab]])

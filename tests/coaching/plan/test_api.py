"""The plan of a project, as a program reads it."""

import pytest

from tests import factories
from tests.support.rooms import SENTENCE, fill_room, give_axes
from tests.support.tokens import reader_for

pytestmark = pytest.mark.django_db


def test_who_enters_the_room_reads_its_plan_and_nobody_else():
    world = factories.edition_with(participations=1, partners=1)
    place = world.participations[0]
    give_axes(world.edition)
    fill_room(place, 1)
    address = f"/api/v1/projects/{place.project.slug}/plan"

    plan = reader_for(world.holder).get(address).json()

    assert plan["title"] == place.project.title
    assert SENTENCE in str(plan["blockers"])
    assert plan["actions"]
    assert plan["needs"]
    assert reader_for(world.partners[0]).get(address).status_code == 404

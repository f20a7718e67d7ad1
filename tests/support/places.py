"""A project that comes, who holds it and who mentors it: fixtures that a folder of tests takes in its ``conftest``."""

import pytest

from coaching.pairing.enums import PairingState
from tests import factories
from tests.support.shared import share_world


def build_place():
    return factories.participation(factories.edition())


built, place = share_world(build_place)


@pytest.fixture
def holder(place):
    return place.project.members.get(leads=True).user


@pytest.fixture
def mentor(place):
    """One who accepted: they write in the room."""
    person = factories.role(place.edition, "mentor")
    place.pairings.create(
        mentor=person, state=PairingState.ACCEPTED, proposed_by=person, proposed_at=factories.NOW
    )
    return person

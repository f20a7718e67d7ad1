"""A project that comes, who holds it and who mentors it: fixtures that a folder of tests takes in its ``conftest``."""

import copy

import pytest

from coaching.pairing.enums import PairingState
from tests import factories


def build_place():
    return factories.participation(factories.edition())


@pytest.fixture(scope="module")
def built(build_once):
    return build_once(build_place)


@pytest.fixture
def place(built, db):
    return copy.deepcopy(built)


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

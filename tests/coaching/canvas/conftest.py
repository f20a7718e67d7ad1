"""A project that comes, and the people of its room."""

import pytest

from tests import factories
from tests.support.places import built, holder, mentor, place

__all__ = ["built", "holder", "mentor", "organiser", "place"]


@pytest.fixture
def organiser(place):
    return factories.role(place.edition, "organiser")

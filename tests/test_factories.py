"""The world builder builds what it says."""

import pytest

from programmes.enums import Phase
from tests.factories import edition_with

pytestmark = pytest.mark.django_db


def test_a_world_has_what_was_asked_for() -> None:
    world = edition_with(reviewers=2, applications=3, participations=1, mentors=1)

    assert world.edition.phase() is Phase.CALL
    assert [application.assignments.count() for application in world.applications] == [2, 2, 2]
    assert world.participations[0].project.application.reference.startswith(world.edition.code)

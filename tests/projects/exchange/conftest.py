"""The edition whose dossiers are exported."""

import copy

import pytest

from tests import factories
from tests.support.exchange import QUESTIONS
from tests.support.types import BuildOnce


def build_world() -> factories.World:
    return factories.edition_with(form=factories.published_form(*QUESTIONS))


@pytest.fixture(scope="module")
def built(build_once: BuildOnce) -> factories.World:
    return build_once(build_world)


@pytest.fixture
def world(built: factories.World, db: None) -> factories.World:
    return copy.deepcopy(built)

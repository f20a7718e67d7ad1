"""A dossier that was sent, in its edition."""

import copy

import pytest

from projects.models import Application
from tests.factories import World
from tests.support.completions import world_with_one
from tests.support.types import BuildOnce


@pytest.fixture(scope="module")
def built(build_once: BuildOnce) -> tuple[World, Application]:
    return build_once(world_with_one)


@pytest.fixture
def world_and_dossier(built: tuple[World, Application], db: None) -> tuple[World, Application]:
    return copy.deepcopy(built)

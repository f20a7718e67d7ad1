"""A dossier that was sent, in its edition."""

import copy
from typing import Any

import pytest

from projects.models import Application
from tests.factories import World
from tests.support.completions import world_with_one


@pytest.fixture(scope="module")
def built(build_once: Any) -> tuple[World, Application]:
    return build_once(world_with_one)


@pytest.fixture
def world_and_dossier(built: tuple[World, Application], db: None) -> tuple[World, Application]:
    return copy.deepcopy(built)

"""A session with its code, people who come, and pictures."""

import copy
from typing import Any

import pytest

from accelerator.accounts.models import User
from coaching.models import Session
from tests import factories
from tests.support.gallery import Gallery
from tests.support.types import BuildOnce


def build_gallery() -> Gallery:
    place = factories.participation(factories.edition())
    session, _made = Session.objects.get_or_create(edition=place.edition)
    return Gallery(place.edition, session, place)


@pytest.fixture(scope="module")
def built(build_once: BuildOnce) -> Gallery:
    return build_once(build_gallery)


@pytest.fixture
def gallery(built: Gallery, db: None) -> Gallery:
    return copy.deepcopy(built)


@pytest.fixture
def holder(gallery: Gallery) -> Any:
    return gallery.place.project.members.get(leads=True).user


@pytest.fixture
def organiser(gallery: Gallery) -> User:
    return factories.role(gallery.edition, "organiser")

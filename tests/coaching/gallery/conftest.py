"""A session with its code, people who come, and pictures."""

from typing import Any

import pytest

from accelerator.accounts.models import User
from coaching.models import Session
from tests import factories
from tests.support.gallery import Gallery
from tests.support.shared import share_world


def build_gallery() -> Gallery:
    place = factories.participation(factories.edition())
    session, _made = Session.objects.get_or_create(edition=place.edition)
    return Gallery(place.edition, session, place)


built, gallery = share_world(build_gallery)


@pytest.fixture
def holder(gallery: Gallery) -> Any:
    return gallery.place.project.members.get(leads=True).user


@pytest.fixture
def organiser(gallery: Gallery) -> User:
    return factories.role(gallery.edition, "organiser")

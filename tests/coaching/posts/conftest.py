"""A project that comes, its public sheet open, and the gallery of its session."""

from typing import Any

import pytest
from django.utils import timezone

from accelerator.accounts.models import User
from coaching.models import Post, Session
from coaching.posts.actions import WORDS, propose_post, write_post
from tests import factories
from tests.support.gallery import Gallery
from tests.support.shared import share_world


def build_gallery() -> Gallery:
    place = factories.participation(factories.edition())
    place.project.public_sheet = True
    place.project.save(update_fields=["public_sheet"])
    session, _made = Session.objects.get_or_create(edition=place.edition)
    return Gallery(place.edition, session, place)


built, gallery = share_world(build_gallery)


@pytest.fixture
def holder(gallery: Gallery) -> Any:
    return gallery.place.project.members.get(leads=True).user


@pytest.fixture
def organiser(gallery: Gallery) -> User:
    return factories.role(gallery.edition, "organiser")


@pytest.fixture
def written(gallery: Gallery, holder: Any) -> Post:
    """What the project proposes."""
    words = {"title_fr": "Le prototype tourne", "body_fr": "Trois ateliers l’ont **essayé**.", "video": ""}
    post = write_post(
        edition=gallery.edition,
        project=gallery.place.project,
        words=words | {"title_en": "", "body_en": ""},
        pictures=[],
        actor=holder,
        at=timezone.now(),
        by_project=True,
    )
    propose_post(post=post, actor=holder, at=timezone.now())
    post.refresh_from_db()
    return post


@pytest.fixture
def organisers_draft(gallery: Gallery, organiser: User) -> Post:
    """What organisers write of the project, and have not published."""
    words = dict.fromkeys(WORDS, "") | {"title_fr": "Une visite à raconter", "body_fr": "Notes de l’équipe."}
    return write_post(
        edition=gallery.edition,
        project=gallery.place.project,
        words=words,
        pictures=[],
        actor=organiser,
        at=timezone.now(),
    )

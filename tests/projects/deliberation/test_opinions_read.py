"""Once a meeting has opened a dossier, its opinions were read: nobody undoes their sending."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accelerator.accounts.models import User
from projects.decision.enums import Outcome
from projects.deliberation.actions.discussions import postpone_dossier
from projects.models import Review, ReviewState
from projects.review.actions.review import ReviewRefused, take_back_review
from tests.factories import World, edition_with
from tests.support.meetings import add_juror, answer, decide_pending, start_meeting, take
from tests.support.reviews import page_url, sent_review

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]


@pytest.fixture
def world() -> World:
    return edition_with(reviewers=2, applications=2)


def is_read(review: Review) -> bool:
    review.refresh_from_db()
    return review.read_at is not None


def test_sending_is_undone_until_the_meeting_opens_the_dossier(as_user: AsUser, world: World) -> None:
    author, client = world.reviewer, as_user(world.reviewer)
    first, second = (sent_review(application, author, "4", "4") for application in world.applications)
    meeting = start_meeting(world)
    assert "Annuler l’envoi" in client.get(page_url(first.application)).text

    take(meeting, first.application)
    postpone_dossier(meeting=meeting, application=first.application, seen="", at=now())

    assert "Annuler l’envoi" not in client.get(page_url(first.application)).text
    with pytest.raises(ReviewRefused, match="a pu être lu"):
        take_back_review(review=first, actor=author, at=now())
    take_back_review(review=second, actor=author, at=now())
    second.refresh_from_db()
    assert second.state == ReviewState.DRAFT


def test_an_opinion_that_comes_during_the_discussion_is_read_by_who_votes(world: World) -> None:
    dossier, author = world.applications[0], world.reviewer
    other = add_juror(world, None)  # they review none
    meeting = start_meeting(world, present=[author, other])
    take(meeting, dossier)
    late = sent_review(dossier, author, "4", "4")
    answer(meeting, dossier, author)
    assert not is_read(late)  # their own

    answer(meeting, dossier, other)

    assert is_read(late)


def test_an_opinion_that_comes_during_the_discussion_is_read_by_who_decides(world: World) -> None:
    dossier = world.applications[0]
    meeting = start_meeting(world)
    take(meeting, dossier)
    late = sent_review(dossier, world.reviewer, "4", "4")

    decide_pending(meeting, dossier, Outcome.SELECTED, world.organiser)

    assert is_read(late)


def test_the_room_marks_what_it_shows_as_read(as_user: AsUser, world: World) -> None:
    dossier = world.applications[0]
    meeting, client = start_meeting(world), as_user(world.organiser)
    take(meeting, dossier)
    room = reverse("projects:deliberation", args=[world.edition.slug])
    assert "data-read-mark" not in client.get(room).text
    late = sent_review(dossier, world.reviewer, "4", "4")
    mark = reverse("projects:mark_reviews_read", args=[world.edition.slug, dossier.reference])
    assert f'data-read-mark="{mark}"' in client.get(room).text

    assert client.post(mark).status_code == 204

    assert is_read(late)

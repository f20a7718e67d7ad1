"""Passages that a juror marks are theirs alone, and leave the dossier as it is."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from accelerator.questionnaires.enums import QuestionKind
from projects.conflicts.actions import recuse
from projects.models import ReviewHighlight
from tests.factories import World, edition_with, published_form
from tests.support.reviews import page_url, sent_review
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}


def build_world() -> World:
    form = published_form(
        {"key": "title", "kind": QuestionKind.SHORT_TEXT, "audience": "jury"},
        {"key": "phone", "kind": QuestionKind.SHORT_TEXT, "audience": "logistics"},
    )
    return edition_with(reviewers=2, applications=1, form=form)


built, world = share_world(build_world)


def address(world: World) -> str:
    return reverse("projects:review_highlights", args=[world.applications[0].reference])


def mark(client: Any, world: World, **values: str) -> Any:
    posted = {"question": "title", "quote": "Atelier  partagé", "note": "CANARI"} | values
    return client.post(address(world), posted, headers=FETCH)


def test_a_passage_is_marked_annotated_and_removed(as_user: AsUser, world: World) -> None:
    client = as_user(world.reviewer)

    assert mark(client, world, question="ti\0tle", quote="Atelier\0  partagé").status_code == 200
    mark(client, world, note="")
    marked = ReviewHighlight.objects.get()
    assert (marked.quote, marked.note) == ("Atelier partagé", "CANARI")
    client.post(address(world), {"highlight": marked.pk, "note": "Autre"})
    marked.refresh_from_db()
    assert marked.note == "Autre"
    page = client.get(page_url(world.applications[0])).text
    assert 'data-quote="Atelier partagé"' in page
    assert 'data-answer="title"' in page
    client.post(address(world), {"highlight": marked.pk, "remove": marked.pk, "note": "Autre"})
    assert not ReviewHighlight.objects.exists()


def test_nobody_else_reads_or_changes_it(as_user: AsUser, world: World) -> None:
    anne, boris = world.reviewers
    mark(as_user(anne), world)
    marked = ReviewHighlight.objects.get()
    for juror in world.reviewers:
        sent_review(world.applications[0], juror, "3", "3")

    assert as_user(boris).post(address(world), {"remove": marked.pk}).status_code == 404
    decide = reverse("projects:decide", args=[world.edition.slug, world.applications[0].reference])
    assert "CANARI" not in as_user(boris).get(page_url(world.applications[0])).text
    assert "CANARI" not in as_user(world.organiser).get(decide).text
    assert "CANARI" in as_user(anne).get(page_url(world.applications[0])).text
    recuse(application=world.applications[0], reviewer=anne, author=anne, reason="Amie", at=now())
    assert mark(as_user(anne), world).status_code == 404
    assert ReviewHighlight.objects.count() == 1


def test_a_person_who_lost_the_dossier_reads_their_notes_again_and_not_the_passages(
    as_user: AsUser, world: World
) -> None:
    anne = world.reviewer
    mark(as_user(anne), world, quote="PASSAGE")
    assert "CANARI" not in as_user(anne).get(reverse("projects:my_texts")).text

    recuse(application=world.applications[0], reviewer=anne, author=anne, reason="Amie", at=now())

    stored = as_user(anne).get(reverse("projects:my_texts")).text
    assert "CANARI" in stored
    assert "PASSAGE" not in stored


def test_an_invalid_passage_is_refused_with_a_message(as_user: AsUser, world: World) -> None:
    client = as_user(world.reviewer)

    for values in (
        {"quote": " "}, {"quote": "x" * 2001}, {"question": "phone"}, {"question": "?"}, {"note": "x" * 501},
    ):  # fmt: skip
        refused = mark(client, world, **values)

        assert (refused.status_code, bool(refused.json()["error"])) == (422, True), values
    assert not ReviewHighlight.objects.exists()


def test_many_highlights_take_no_more_queries(
    as_user: AsUser, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = as_user(world.reviewer)
    for number in range(5):
        mark(client, world, quote=f"Passage {number}")
    for juror in world.reviewers:
        sent_review(world.applications[0], juror, "3", "3")

    with django_assert_max_num_queries(12):
        assert "5 passages marqués" in client.get(page_url(world.applications[0])).text

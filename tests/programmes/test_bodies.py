"""Committee seats."""

import pytest
from django.urls import reverse

from programmes.models import CommitteeSeat
from tests.factories import edition_with

pytestmark = pytest.mark.django_db


def test_a_body_is_seated_by_name_and_the_chair_moves(as_user) -> None:
    world = edition_with()
    address = reverse("programmes:manage_committee", args=[world.edition.slug])
    browser = as_user(world.organiser)

    browser.post(address, {"organisation": "Aract Normandie", "chairs": "on"})
    browser.post(address, {"organisation": "Région Normandie", "chairs": "on"})

    assert list(world.edition.seats.values_list("organisation__name", "chairs")) == [
        ("Aract Normandie", False),
        ("Région Normandie", True),
    ]


def test_a_body_with_members_leaves_the_committee_after_a_question_that_names_what_stays(as_user) -> None:
    world = edition_with(reviewers=2)
    seat = world.edition.seats.first()

    page = (
        as_user(world.organiser).get(reverse("programmes:manage_committee", args=[world.edition.slug])).text
    )

    assert f'href="#remove-{seat.pk}"' in page
    assert f"{seat.organisation} ne siégera plus au comité." in page
    assert "tant que vous n’y mettez pas fin" in page


def test_a_seat_of_another_edition_cannot_be_removed(as_user) -> None:
    ours, theirs = edition_with(), edition_with(reviewers=1)
    seat = theirs.edition.seats.get()

    answer = as_user(ours.organiser).post(
        reverse("programmes:remove_seat", args=[ours.edition.slug, seat.pk])
    )

    assert answer.status_code == 404
    assert theirs.edition.seats.exists()


def test_the_bodies_of_jurors_are_offered_a_seat_in_one_click(as_user) -> None:
    world = edition_with(reviewers=2)
    client = as_user(world.organiser)
    address = reverse("programmes:manage_committee", args=[world.edition.slug])
    bodies = [reviewer.roles.get().organisation for reviewer in world.reviewers]
    CommitteeSeat.objects.all().delete()

    page = client.get(address).text
    client.post(address, {"organisation": bodies[0].name})

    assert all(f"Ajouter {body.name}" in page for body in bodies)
    assert world.edition.seats.get().organisation == bodies[0]
    assert f"Ajouter {bodies[0].name}" not in client.get(address).text

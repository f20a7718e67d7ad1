"""Committee seats and support schemes."""

from datetime import date

import pytest
from django.urls import reverse

from programmes.models import CommitteeSeat, SupportScheme
from tests.factories import edition_with, organisation

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


def test_a_scheme_not_verified_for_a_year_is_to_be_checked() -> None:
    world = edition_with()
    scheme = SupportScheme(
        edition=world.edition, organisation=organisation(), name="Fact", verified_on=date(2025, 1, 10)
    )

    assert not scheme.is_stale(date(2025, 12, 31))
    assert scheme.is_stale(date(2026, 1, 11))


def test_an_organiser_adds_a_scheme(as_user) -> None:
    world = edition_with()

    answer = as_user(world.organiser).post(
        reverse("programmes:new_scheme", args=[world.edition.slug]),
        {"name": "Fact", "organisation_name": "Anact", "summary_fr": "Finance une démarche."},
    )

    assert answer.status_code == 302
    assert world.edition.schemes.get().organisation.name == "Anact"


def test_a_second_scheme_of_the_same_name_is_refused_at_the_field(as_user) -> None:
    world = edition_with()
    address = reverse("programmes:new_scheme", args=[world.edition.slug])
    data = {"name": "Fact", "organisation_name": "Anact", "summary_fr": "Finance une démarche."}
    browser = as_user(world.organiser)
    browser.post(address, data)

    page = browser.post(address, data)

    assert page.status_code == 422
    assert "déjà un dispositif de ce nom" in page.text
    assert world.edition.schemes.count() == 1


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

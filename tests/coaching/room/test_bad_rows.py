"""What nobody types in a row, and what is sent all the same: refused or cleaned, never a breakdown."""

from uuid import uuid4

import pytest
from django.urls import reverse

from coaching.models import Blocker, Need
from tests import factories
from tests.support import plan as plans
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db

OVERRIDE = "\u202egauche\u202c\x07 à\r\ndroite"


def build_place():
    return factories.participation(factories.edition())


built, place = share_world(build_place)


@pytest.fixture
def holder(place, client):
    user = place.project.members.get(leads=True).user
    client.force_login(user)
    return user


def address(name, place, kind, uid, *more):
    return reverse(f"coaching:{name}", args=[place.project.slug, kind, uid, *more])


@pytest.mark.usefixtures("holder")
def test_a_row_goes_nowhere_for_what_is_no_number(client, place):
    first, second = plans.blocker(place, position=1), plans.blocker(place, position=2)
    for by in ("²", "--1", "-", "", "9" * 5000, "1.5"):
        answer = client.post(address("room_row_move", place, "blocker", first.uid), {"by": by})
        assert answer.status_code == 302, by
        assert list(Blocker.objects.order_by("position")) == [first, second], by


@pytest.mark.usefixtures("holder")
def test_a_row_reads_as_it_is_written(client, place):
    uid = uuid4()

    client.post(address("room_row_field", place, "blocker", uid, "text"), {"value": OVERRIDE})

    assert Blocker.objects.get().text == "gauche à\ndroite"
    whole = {f"{uid}-text": OVERRIDE, f"{uid}-priority": 1, f"{uid}-state": "open", "base_version": 1}
    assert client.post(address("room_row", place, "blocker", uid), whole).status_code == 302
    assert (row := Blocker.objects.get()).text == "gauche à\ndroite"
    assert row.priority == 1


@pytest.mark.usefixtures("holder")
def test_a_key_beyond_what_is_counted_is_not_offered(client, place):
    need = plans.need(place)
    for field, key in (("wished", "9" * 30), ("blocker", "9" * 5000), ("action", "-1"), ("wished", "²")):
        url = address("room_row_field", place, "need", need.uid, field)
        assert client.post(url, {"value": key, "base_version": 1}).status_code == 422, key


@pytest.mark.usefixtures("holder")
def test_an_action_is_due_in_a_year_that_somebody_means(client, place):
    action = plans.action(place)
    url = address("room_row_field", place, "action", action.uid, "due_on")

    for year in ("0026", "9999", "99999"):
        assert client.post(url, {"value": f"{year}-01-31", "base_version": 1}).status_code == 422
    assert client.post(url, {"value": "2027-01-31", "base_version": 1}).status_code == 200


@pytest.mark.usefixtures("holder")
def test_an_axis_of_no_name_is_not_found(client, place):
    url = reverse("coaching:adn_reading_field", args=[place.project.slug, "no-axis", "finding"])

    for known in ("session", "m6", "m12", "%00", "x" * 5000):
        assert client.post(f"{url}?moment={known}", {"value": "x"}).status_code == 404
    assert client.post(url.replace("no-axis", "x" * 5000), {"value": "x"}).status_code == 404


def test_a_need_of_another_project_is_not_reported_as_shared(client, place):
    """Somebody who guessed its identifier would learn that partners read it."""
    client.force_login(factories.role(place.edition, "organiser"))
    elsewhere = factories.participation(factories.edition())
    shared, private = plans.need(elsewhere, is_shared=True), plans.need(elsewhere)

    answers = [
        client.post(address("room_row_field", place, "need", need.uid, "sentence"), {"value": "x"})
        for need in (shared, private)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert set(Need.objects.values_list("version", flat=True)) == {1}

"""Rows that several people type: sent twice, stored once; a stale save shows both texts; removed, put back, moved."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from coaching.models import Blocker
from tests import factories
from tests.support.rooms import typed
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


def build_place():
    return factories.participation(factories.edition())


built, place = share_world(build_place)


@pytest.fixture
def holder(place):
    return place.project.members.get(leads=True).user


def save_field(client, place, uid, field, value, base_version=0, kind="blocker"):
    url = reverse("coaching:room_row_field", args=[place.project.slug, kind, uid, field])
    return client.post(url, {"value": value, "base_version": base_version})


def test_a_row_sent_twice_is_saved_once(client, place, holder):
    client.force_login(holder)
    uid = uuid4()

    answers = [save_field(client, place, uid, "text", "Les équipes n’ont pas le temps") for _time in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [row.text for row in Blocker.objects.all()] == ["Les équipes n’ont pas le temps"]
    assert Blocker.objects.get().created_by == holder


def test_two_fields_typed_one_after_the_other_share_a_version(client, place, holder):
    client.force_login(holder)
    uid = uuid4()
    version = save_field(client, place, uid, "text", "Trop d’outils").json()["version"]

    answer = save_field(client, place, uid, "priority", "1", version)

    assert answer.json()["version"] == version + 1
    row = Blocker.objects.get()
    assert (row.text, row.priority) == ("Trop d’outils", 1)


def test_a_stale_save_returns_both_texts_and_saves_nothing(client, place, holder):
    client.force_login(holder)
    uid = uuid4()
    version = save_field(client, place, uid, "text", "Premier texte").json()["version"]
    save_field(client, place, uid, "text", "Le texte de l’autre fenêtre", version)

    answer = save_field(client, place, uid, "text", "Mon texte", version)

    assert answer.status_code == 409
    assert answer.json()["theirs_text"] == "Le texte de l’autre fenêtre"
    assert "autre fenêtre" in answer.json()["message"]
    assert Blocker.objects.get().text == "Le texte de l’autre fenêtre"


def test_a_value_that_does_not_suit_is_reported_at_its_field(client, place, holder):
    client.force_login(holder)

    answer = save_field(client, place, uuid4(), "text", "x" * 401)

    assert answer.status_code == 422
    assert "400" in answer.json()["error"]
    assert not Blocker.objects.exists()


def test_a_text_in_a_removed_row_is_refused_with_a_message(client, place, holder):
    client.force_login(holder)
    uid = uuid4()
    save_field(client, place, uid, "text", "À retirer")
    client.post(reverse("coaching:room_row_remove", args=[place.project.slug, "blocker", uid]))

    answer = save_field(client, place, uid, "text", "Je continue", 1)

    assert answer.status_code == 423
    assert "retiré" in answer.json()["error"]
    assert not Blocker.objects.active().exists()

    client.post(reverse("coaching:room_row_restore", args=[place.project.slug, "blocker", uid]))

    assert Blocker.objects.active().get().text == "À retirer"


def test_without_javascript_a_row_is_sent_whole_and_its_errors_stand_at_their_fields(client, place, holder):
    client.force_login(holder)
    uid = uuid4()
    url = reverse("coaching:room_row", args=[place.project.slug, "action", uid])

    refused = client.post(
        url,
        {
            f"{uid}-line": "Former les équipes",
            f"{uid}-priority": "1",
            f"{uid}-state": "todo",
            f"{uid}-due_on": "demain",
        },
    )
    saved = client.post(
        url,
        {
            f"{uid}-line": "Former les équipes",
            f"{uid}-priority": "1",
            f"{uid}-state": "todo",
            f"{uid}-due_on": "2027-01-15",
        },
    )

    assert refused.status_code == 422
    assert "Former les équipes" in refused.content.decode()
    assert saved.status_code == 302
    assert place.actions.get().due_on.isoformat() == "2027-01-15"


def test_without_javascript_a_row_corrected_is_not_saved_over_what_the_other_window_wrote(
    client, place, holder
):
    client.force_login(holder)
    uid = uuid4()
    url = reverse("coaching:room_row", args=[place.project.slug, "action", uid])
    action = {f"{uid}-line": "Former", f"{uid}-priority": "1", f"{uid}-state": "todo", f"{uid}-due_on": ""}
    client.post(url, action)
    client.post(url, action | {f"{uid}-line": "L’autre fenêtre", "base_version": "1"})
    mine = action | {f"{uid}-line": "Le mien"}

    refused = client.post(url, mine | {f"{uid}-due_on": "demain", "base_version": "1"})
    corrected = client.post(url, mine | {"base_version": read_version(refused, uid)})

    assert refused.status_code == corrected.status_code == 422
    assert "L’autre fenêtre" in corrected.content.decode()
    assert place.actions.get().line == "L’autre fenêtre"

    client.post(url, mine | {"base_version": read_version(corrected, uid)})

    assert place.actions.get().line == "Le mien"


def read_version(answer, uid) -> str:
    form = answer.content.decode().partition(f'data-row="{uid}"')[2]
    return re.search(r'name="base_version" value="(\d+)"', form)[1]


def test_a_row_moves_among_those_that_stand(client, place, holder):
    client.force_login(holder)
    uids = [uuid4() for _number in range(3)]
    for number, uid in enumerate(uids):
        save_field(client, place, uid, "text", f"Verrou {number}")

    client.post(
        reverse("coaching:room_row_move", args=[place.project.slug, "blocker", uids[2]]), {"by": "-1"}
    )

    assert [row.text for row in place.blockers.order_by("position")] == ["Verrou 0", "Verrou 2", "Verrou 1"]


def test_nobody_writes_in_another_projects_row(client, place, holder):
    other = factories.participation(factories.edition())
    row = Blocker.objects.create(
        participation=other, text="À eux", created_at=factories.NOW, saved_at=factories.NOW
    )
    client.force_login(holder)

    answers = [
        save_field(client, place, row.uid, "text", "À moi", 1),
        client.post(reverse("coaching:room_row_remove", args=[place.project.slug, "blocker", row.uid])),
        save_field(client, other, row.uid, "text", "À moi", 1),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Blocker.objects.get().text == "À eux"


@pytest.mark.parametrize("right", ["proposed", "accepted"])
def test_a_mentor_writes_once_they_accepted(client, place, right):
    mentor = factories.role(place.edition, "mentor")
    place.pairings.create(mentor=mentor, state=right, proposed_by=mentor, proposed_at=factories.NOW)
    client.force_login(mentor)

    page = client.get(reverse("coaching:room_plan", args=[place.project.slug]))
    answer = save_field(client, place, uuid4(), "text", "Vu avec eux")

    assert page.status_code == 200
    assert answer.status_code == (200 if right == "accepted" else 404)


def test_a_list_that_is_full_takes_no_more_and_the_answer_names_its_size(client, place, holder):
    client.force_login(holder)
    for _turn in range(60):
        Blocker.objects.create(participation=place, text="Un verrou", **typed())

    full = save_field(client, place, uuid4(), "text", "Un de trop")

    assert full.status_code == 423
    assert "déjà 60 lignes" in full.json()["error"]
    Blocker.objects.filter(pk=Blocker.objects.first().pk).update(removed_at=factories.NOW)
    assert save_field(client, place, uuid4(), "text", "Le soixantième").status_code == 200

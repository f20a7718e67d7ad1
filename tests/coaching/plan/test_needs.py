"""A need is passed on by those who hold the project, once it has its sentence; they alone change it from then on."""

import pytest
from django.urls import reverse

from accelerator.audit.models import AuditEntry
from coaching.models import Need
from tests import factories
from tests.support import plan as plans

pytestmark = pytest.mark.django_db


def share(client, place, need, shared="1", **options):
    url = reverse("coaching:plan_share_need", args=[place.project.slug, need.uid])
    return client.post(url, {"shared": shared}, **options)


def save_field(client, place, need, field, value, version=1):
    url = reverse("coaching:room_row_field", args=[place.project.slug, "need", need.uid, field])
    return client.post(url, {"value": value, "base_version": version})


def test_those_who_hold_the_project_pass_a_need_on_and_stop(client, place, holder):
    need = plans.need(place)
    client.force_login(holder)

    share(client, place, need)
    share(client, place, need)
    shared = Need.objects.get().is_shared
    share(client, place, need, shared="")

    assert shared
    assert not Need.objects.get().is_shared
    entries = AuditEntry.objects.filter(subject_type="coaching.need").order_by("pk")
    assert [entry.verb for entry in entries] == ["share_need", "withdraw_need"]


def test_nobody_else_passes_a_need_on(client, place, mentor):
    need = plans.need(place)
    for person in (mentor, *(factories.role(place.edition, name) for name in ("organiser", "facilitator"))):
        client.force_login(person)
        assert share(client, place, need).status_code == 404, person
    assert not Need.objects.get().is_shared


def test_a_row_that_is_sent_cannot_say_that_it_is_shared(client, place, mentor):
    need = plans.need(place)
    client.force_login(mentor)

    answer = save_field(client, place, need, "is_shared", "on")

    assert answer.status_code == 404
    assert not Need.objects.get().is_shared


def test_a_need_without_a_sentence_is_not_passed_on(client, place, holder):
    need = plans.need(place, "")
    client.force_login(holder)

    answer = share(client, place, need, follow=True)

    assert "Écrivez le besoin" in answer.content.decode()
    assert not Need.objects.get().is_shared


def test_a_need_that_partners_read_keeps_its_sentence(client, place, holder):
    need = plans.need(place, is_shared=True)
    client.force_login(holder)

    by_itself = save_field(client, place, need, "sentence", "")
    url = reverse("coaching:room_row", args=[place.project.slug, "need", need.uid])
    whole = client.post(url, {f"{need.uid}-sentence": "", f"{need.uid}-urgency": "2", "base_version": "1"})

    assert (by_itself.status_code, whole.status_code) == (422, 422)
    assert "garde une phrase" in by_itself.json()["error"]
    assert Need.objects.get().sentence == "Une ergonome, deux jours"


def test_a_shared_need_is_changed_by_holders_alone(client, place, holder, mentor):
    need = plans.need(place, is_shared=True)
    client.force_login(mentor)

    refused = save_field(client, place, need, "sentence", "Autre chose")
    client.force_login(holder)
    saved = save_field(client, place, need, "sentence", "Deux ergonomes")

    assert (refused.status_code, saved.status_code) == (423, 200)
    assert Need.objects.get().sentence == "Deux ergonomes"


def test_a_shared_need_is_not_removed(client, place, holder):
    need = plans.need(place, is_shared=True)
    client.force_login(holder)

    url = reverse("coaching:room_row_remove", args=[place.project.slug, "need", need.uid])
    answer = client.post(url, follow=True)

    assert "cessez d’abord" in answer.content.decode()
    assert Need.objects.active().exists()


def test_a_need_wishes_for_partners_of_the_edition_alone(client, place, holder):
    partner, stranger = factories.organisation("Région"), factories.organisation("Ailleurs")
    factories.role(place.edition, "partner", through=partner)
    need = plans.need(place)
    client.force_login(holder)

    refused = save_field(client, place, need, "wished", [stranger.pk])
    saved = save_field(client, place, need, "wished", [partner.pk])

    assert (refused.status_code, saved.status_code) == (422, 200)
    assert list(need.wished.all()) == [partner]


def test_two_choices_of_bodies_are_distinguished(client, place, holder):
    bodies = [factories.organisation("Agence"), factories.organisation("Région")]
    for body in bodies:
        factories.role(place.edition, "partner", through=body)
    need = plans.need(place)
    client.force_login(holder)
    save_field(client, place, need, "wished", [bodies[0].pk])

    answer = save_field(client, place, need, "wished", [bodies[1].pk])

    assert answer.status_code == 409
    assert answer.json()["theirs"] == [str(bodies[0].pk)]
    assert answer.json()["theirs_text"] == "Agence"


def test_a_need_hangs_on_no_row_of_another_project(client, place, holder):
    foreign = plans.action(factories.participation(factories.edition()))
    need = plans.need(place)
    client.force_login(holder)

    assert save_field(client, place, need, "action", foreign.pk).status_code == 422


def test_a_need_is_added_to_an_action_in_one_form_sent_twice(client, place, holder):
    action = plans.action(place)
    client.force_login(holder)
    page = client.get(reverse("coaching:room_plan", args=[place.project.slug]), {"need_for": action.uid})
    uid = page.context["next_uid"]
    address = reverse("coaching:room_row", args=[place.project.slug, "need", uid])
    assert f'action="{address}"' in page.content.decode()
    sent = {
        f"{uid}-sentence": "Une formation",
        f"{uid}-kind": "training",
        f"{uid}-urgency": "2",
        f"{uid}-action": action.pk,
    }

    answers = [client.post(address, {**sent, "base_version": "0"}) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    need = Need.objects.get()
    assert (need.sentence, need.action) == ("Une formation", action)

"""Two windows of one form, or two people: what each changed is kept, what both changed is told."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from programmes.models import Call, Edition
from tests import factories

pytestmark = pytest.mark.django_db


def open_page(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send of the page as it shows it."""
    form = client.get(address).context["form"]
    sent = {bound.html_name: bound.field.widget.format_value(bound.value()) for bound in form}
    return {name: value for name, value in sent.items() if value not in (None, False)}


def test_what_the_other_window_saved_stays() -> None:
    world = factories.edition_with()
    client, address = as_organiser(world), reverse("programmes:manage_settings", args=[world.edition.slug])
    first, second = open_page(client, address), open_page(client, address)

    assert client.post(address, first | {"theme_fr": "Thème de la première"}).status_code == 302
    assert client.post(address, second | {"place": "Rouen"}).status_code == 302

    edition = Edition.objects.get()
    assert (edition.theme_fr, edition.place) == ("Thème de la première", "Rouen")


def test_what_both_changed_is_told_then_saved_as_typed() -> None:
    world = factories.edition_with()
    client, address = as_organiser(world), reverse("programmes:manage_settings", args=[world.edition.slug])
    first, second = open_page(client, address), open_page(client, address)
    client.post(address, first | {"theme_fr": "Celui de la première", "place": "Caen"})

    refused = client.post(address, second | {"theme_fr": "Celui de la seconde"})

    assert refused.status_code == 422
    form = refused.context["form"]
    assert "Celui de la première" in form.errors["theme_fr"][0]
    assert (form["theme_fr"].value(), form["place"].value()) == ("Celui de la seconde", "Caen")
    assert Edition.objects.get().theme_fr == "Celui de la première"

    again = second | {name: form[name].value() for name in ("theme_fr", "place", "seen")}
    assert client.post(address, again).status_code == 302
    edition = Edition.objects.get()
    assert (edition.theme_fr, edition.place) == ("Celui de la seconde", "Caen")


def test_the_texts_of_a_call_are_kept_one_by_one() -> None:
    world = factories.edition_with()
    Call.objects.update(intro_fr="Des\r\nprojets.", rules_fr="Le règlement.", contact_email="a@exemple.test")
    client, address = as_organiser(world), reverse("programmes:manage_call", args=[world.edition.slug])
    first, second = open_page(client, address), open_page(client, address)

    assert client.post(address, first | {"intro_fr": "D’autres projets."}).status_code == 302
    assert client.post(address, second | {"faq_fr": "Une question ?"}).status_code == 302

    call = Call.objects.get()
    assert (call.intro_fr, call.faq_fr) == ("D’autres projets.", "Une question ?")
    assert call.rules_version == world.edition.call.rules_version


@pytest.mark.parametrize("seen", ["", "[]", "rien", "{}", "[" * 3900])
def test_a_page_that_does_not_say_what_it_showed_saves_what_it_was_given(seen: str) -> None:
    world = factories.edition_with()
    client, address = as_organiser(world), reverse("programmes:manage_settings", args=[world.edition.slug])
    page = open_page(client, address)
    Edition.objects.update(place="Rouen")

    assert client.post(address, page | {"seen": seen, "theme_fr": "Autre"}).status_code == 302
    assert Edition.objects.get().place == world.edition.place


def as_organiser(world: factories.World) -> Client:
    client = Client()
    client.force_login(world.organiser)
    return client

"""What a visitor reads about an edition."""

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.web.checks import legal_notices
from programmes.actions.schemes import archive_scheme
from programmes.models import Call, CommitteeSeat, Edition
from tests.factories import edition, edition_with, organisation, scheme

pytestmark = pytest.mark.django_db


def test_the_front_page_leads_to_the_open_call(client) -> None:
    world = edition(name="Normandie 2026")

    page = client.get(reverse("home"))

    assert "Normandie 2026" in page.text
    assert reverse("projects:apply", args=[world.slug]) in page.text


def test_an_edition_page_tells_theme_committee_and_journey(client) -> None:
    world = edition(theme_fr="Le numérique au travail")
    CommitteeSeat.objects.create(edition=world, organisation=organisation("Aract Normandie"), chairs=True)

    page = client.get(reverse("programmes:edition", args=[world.slug]))

    assert "Le numérique au travail" in page.text
    assert "Aract Normandie" in page.text
    assert "Un comité choisit" in page.text


def test_an_edition_page_names_the_schemes_that_are_still_proposed(client) -> None:
    world = edition()
    kept, gone = scheme(world, "Diagnostic action"), scheme(world, "Chèque révolu")
    address = reverse("programmes:edition", args=[world.slug])
    assert all(each.name in client.get(address).text for each in (kept, gone))

    archive_scheme(scheme=gone, actor=None, at=timezone.now())

    page = client.get(address)
    assert kept.name in page.text
    assert gone.name not in page.text


def test_an_unpublished_edition_is_unknown_to_visitors_and_shown_to_its_organiser(client, as_user) -> None:
    world = edition_with(published_at=None)
    address = reverse("programmes:edition", args=[world.edition.slug])

    assert client.get(address).status_code == 404
    assert as_user(world.organiser).get(address).status_code == 200


def test_a_closed_call_offers_no_application(client) -> None:
    now = timezone.now()
    world = edition(opens_at=now - timedelta(days=9), closes_at=now - timedelta(seconds=1))

    page = client.get(reverse("programmes:call", args=[world.slug]))

    assert reverse("projects:apply", args=[world.slug]) not in page.text
    assert "Le dépôt est clos" in page.text


def test_html_written_by_an_organiser_is_shown_as_text(client) -> None:
    world = edition(
        theme_fr="<script>alert(1)</script>", presentation_fr="<img src=x onerror=alert(1)> **gras**"
    )

    page = client.get(reverse("programmes:edition", args=[world.slug])).text

    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "<strong>gras</strong>" in page


def test_anonymous_visitors_share_a_page_and_organisers_see_it_fresh(client, as_user, settings) -> None:
    settings.PUBLIC_PAGE_SECONDS = 15
    world = edition_with(theme_fr="Premier thème")
    address = reverse("programmes:edition", args=[world.edition.slug])
    client.get(address)
    world.edition.theme_fr = "Second thème"
    world.edition.save()

    assert "Premier thème" in client.get(address).text
    assert "Second thème" in as_user(world.organiser).get(address).text


def test_a_visitor_to_a_shared_page_can_use_its_forms(client, settings) -> None:
    settings.PUBLIC_PAGE_SECONDS = 15
    address = reverse("programmes:edition", args=[edition_with().edition.slug])
    client.get(address)
    second = Client(enforce_csrf_checks=True)
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', second.get(address).text)[0]

    sent = {"language": "en", "next": address, "csrfmiddlewaretoken": token}

    assert second.post(reverse("set_language"), sent).status_code == 302


def test_the_page_of_a_call_names_who_answers_for_personal_data(client) -> None:
    world = edition(controller="Aract Normandie")

    page = client.get(reverse("programmes:call", args=[world.slug]))

    assert "Responsable du traitement des données personnelles : Aract Normandie." in page.text.replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_the_legal_notices_name_who_publishes_and_hosts(client, settings) -> None:
    settings.PUBLISHER, settings.PUBLICATION_DIRECTOR, settings.HOSTING = "Aract, 14 Caen", "", "Un hébergeur"
    page = client.get(reverse("legal")).content.decode()

    assert "Aract, 14 Caen" in page
    assert "Un hébergeur" in page
    assert "Direction de la publication" not in page
    assert [notice.msg for notice in legal_notices(None)] == [
        "The page of legal notices lacks PUBLICATION_DIRECTOR."
    ]


def test_the_front_page_shows_what_is_open_before_what_will_open_nearest_end_first(client) -> None:
    now, day = timezone.now(), timedelta(days=1)
    edition(name="Bientôt", opens_at=now + day, closes_at=now + 9 * day)
    edition(name="Large", opens_at=now - day, closes_at=now + 5 * day)
    edition(name="Pressée", opens_at=now - day, closes_at=now + 2 * day)

    page = client.get(reverse("home")).text

    places = [page.index(name) for name in ("Pressée", "Large", "Bientôt")]
    assert places == sorted(places)


def test_during_the_session_a_person_who_is_in_the_room_finds_where_to_type_the_code(client) -> None:
    world = edition_with()
    assert reverse("coaching:enter_code") not in client.get("/").text

    at, today = timezone.now(), timezone.localdate()
    Call.objects.update(opens_at=at - timedelta(days=40), closes_at=at - timedelta(days=20))
    Edition.objects.filter(pk=world.edition.pk).update(
        session_starts_on=today, session_ends_on=today, announced_at=at - timedelta(days=9)
    )
    cache.clear()

    assert reverse("coaching:enter_code") in client.get("/").text


def test_both_days_are_displayed_and_a_missing_place_leaves_no_mark(client) -> None:
    world = edition(place="", session_starts_on=date(2026, 6, 10), session_ends_on=date(2026, 6, 11))

    front, call = (
        client.get(reverse("home")).text,
        client.get(reverse("programmes:call", args=[world.slug])).text,
    )

    assert "·  ·" not in front
    assert "<dd>mercredi 10 et jeudi 11\u00a0juin 2026</dd>" in call


def test_an_open_call_says_until_when(client) -> None:
    world = edition()

    page = client.get(reverse("programmes:edition", args=[world.slug])).text

    assert "avant le" not in page
    assert page.count("jusqu’au") == 2


def test_the_dates_and_the_contact_of_a_call_come_before_its_rules(client) -> None:
    made = edition()
    Call.objects.filter(edition=made).update(rules_fr="Le règlement.", contact_email="a@exemple.test")

    page = client.get(reverse("programmes:call", args=[made.slug])).text

    assert (
        page.index("Comment les dossiers sont évalués")
        < page.index("a@exemple.test")
        < page.index("Le règlement.")
    )

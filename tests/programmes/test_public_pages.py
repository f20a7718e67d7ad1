"""What visitors and programs read about an edition, whatever its phase."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, strategies as st

from accelerator.web.checks import legal_notices
from programmes.actions.schemes import archive_scheme
from programmes.enums import Phase
from programmes.journey import public_action, public_steps
from programmes.models import Call, Edition
from tests import factories
from tests.factories import NOW, edition, edition_with, scheme, user
from tests.support.tokens import reader_for

pytestmark = pytest.mark.django_db


def test_the_front_page_leads_to_the_open_call(client) -> None:
    world = edition(name="Normandie 2026")

    page = client.get(reverse("home"))

    assert "Normandie 2026" in page.text
    assert reverse("projects:apply", args=[world.slug]) in page.text


def test_the_front_page_of_a_signed_in_person_leads_to_what_awaits_them(client, as_user) -> None:
    world = edition_with()
    home, welcome, apply = (
        reverse("home"), reverse("programmes:welcome"), reverse("projects:apply", args=[world.edition.slug])
    )  # fmt: skip

    page = as_user(world.organiser).get(home).text

    assert page.index(f'class="btn btn-accent" href="{welcome}"') < page.index(apply)
    assert welcome not in client.get(home).text


@pytest.mark.django_db
def test_the_front_page_of_an_empty_site_leads_its_first_organiser_on(client, as_user) -> None:
    home, first = reverse("home"), reverse("programmes:new_programme")

    assert first not in client.get(home).text
    assert first in as_user(user(is_staff=True)).get(home).text


def test_an_edition_page_names_the_schemes_that_are_still_proposed(client) -> None:
    world = edition()
    stored, gone = scheme(world, "Diagnostic action"), scheme(world, "Chèque révolu")
    address = reverse("programmes:edition", args=[world.slug])
    assert all(each.name in client.get(address).text for each in (stored, gone))

    archive_scheme(scheme=gone, actor=None, at=timezone.now())

    page = client.get(address)
    assert stored.name in page.text
    assert gone.name not in page.text


def test_an_unpublished_edition_is_unknown_to_visitors_and_open_to_its_organiser(client, as_user) -> None:
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


def test_anonymous_visitors_share_a_page_and_organisers_see_it_fresh(client, as_user, settings) -> None:
    settings.PUBLIC_PAGE_SECONDS = 15
    world = edition_with(theme_fr="Premier thème")
    address = reverse("programmes:edition", args=[world.edition.slug])
    client.get(address)
    world.edition.theme_fr = "Second thème"
    world.edition.save()

    assert "Premier thème" in client.get(address).text
    assert "Second thème" in as_user(world.organiser).get(address).text


def test_a_shared_page_names_the_host_that_its_visitor_called(client, settings) -> None:
    settings.PUBLIC_PAGE_SECONDS, settings.ALLOWED_HOSTS = 15, ["a.example", "b.example"]
    address = reverse("programmes:edition", args=[edition().slug])
    client.get(address, headers={"host": "a.example"})

    assert "http://a.example" not in client.get(address, headers={"host": "b.example"}).text


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


DAYS = st.integers(-40, 40)
MAYBE = st.none() | DAYS


def _moment(days: int) -> datetime:
    return NOW + timedelta(days=days)


@st.composite
def editions(draw: Any) -> Edition:
    """Any dates that the database takes, the plausible and the others."""
    opens = draw(DAYS)
    starts = draw(MAYBE)
    moments = {
        name: None if (days := draw(MAYBE)) is None else _moment(days)
        for name in ("reviews_due_at", "committee_meets_at", "announced_at")
    }
    later = {
        name: None if (days := draw(MAYBE)) is None else _moment(days).date()
        for name in ("follow_up_from", "closes_on")
    }
    made = Edition(
        name="Normandie",
        slug="normandie",
        session_starts_on=None if starts is None else _moment(starts).date(),
        session_ends_on=None if starts is None else _moment(starts + draw(st.integers(0, 2))).date(),
        **moments,
        **later,
    )
    published = draw(MAYBE)
    made.call = Call(
        edition=made,
        opens_at=_moment(opens),
        closes_at=_moment(opens + draw(st.integers(1, 40))),
        published_at=None if published is None else _moment(published),
    )
    return made


def _said(value: date | None) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    return datetime.combine(value, time(23, 59), tzinfo=UTC)


@given(editions())
def test_the_steps_are_true_at_that_instant(made: Edition) -> None:
    action, steps, phase = public_action(made, NOW), public_steps(made, NOW), made.phase(NOW)
    title = action["title"]
    current = next((place for place, step in enumerate(steps) if step["state"] == "current"), 5)

    prepared = phase == Phase.PREPARATION
    assert [step["state"] for step in steps] == (
        [
            "done",
            "done",
            "coming",
            "coming",
            "coming",
        ]  # chosen, and the session is ahead: nothing is under way
        if prepared
        else [
            "done" if place < current else "current" if place == current else "coming" for place in range(5)
        ]
    )
    assert ("bientôt" in title) <= (made.call.opens_at > NOW)
    assert ("est ouvert" in title) == made.call.is_open(NOW)
    assert ("étudie" in title) <= (current == 1)
    assert ("étudie" in title) <= (made.committee_meets_at is None or made.committee_meets_at > NOW)
    assert ("clos depuis" in action["text"]) == (made.call.closes_at <= NOW and phase != Phase.DRAFT)
    dates = [made.call.closes_at, made.committee_meets_at, made.session_ends_on, None, None]
    firsts = [made.call.closes_at, made.committee_meets_at, made.session_starts_on, None, None]
    for step, first, last in zip(steps, firsts, dates, strict=True):
        result = bool(step["date"])
        if result and step["state"] == "done":
            assert first is not None
            begun = first <= NOW if isinstance(first, datetime) else first <= timezone.localdate(NOW)
            assert begun
        if result and step["state"] == "coming":
            last_moment = _said(last)
            assert last_moment is not None
            assert last_moment > NOW


def test_a_session_that_is_over_is_not_described_as_studied(client, db) -> None:
    """Nobody pressed « annoncer », and time went on."""
    now = timezone.now()
    world = edition(
        opens_at=now - timedelta(days=90),
        closes_at=now - timedelta(days=60),
        session_starts_on=(now - timedelta(days=9)).date(),
        session_ends_on=(now - timedelta(days=8)).date(),
    )

    page = client.get(reverse("programmes:edition", args=[world.slug])).text

    assert "Le comité étudie" not in page
    assert "La session a eu lieu" in page


EDITIONS = "/api/v1/editions"


def test_anybody_reads_the_editions_that_are_public(client):
    public = factories.edition(name="Spéciale Normandie")
    factories.edition(published_at=None)

    rows = client.get(EDITIONS).json()["items"]

    assert [(row["slug"], row["name"], row["phase"]) for row in rows] == [
        (public.slug, "Spéciale Normandie", "call")
    ]
    assert rows[0]["call"]["is_open"]


def test_an_organiser_reads_theirs_before_it_is_public_and_nobody_else(client):
    world = factories.edition_with(published_at=None)
    address = f"{EDITIONS}/{world.edition.slug}"

    row = reader_for(world.organiser).get(address).json()

    assert (row["phase"], row["call"]) == ("draft", None)
    assert client.get(address).status_code == 404
    assert reader_for(factories.user()).get(address).status_code == 404


def test_the_next_page_begins_after_the_last_row(client):
    slugs = sorted(factories.edition().slug for _number in range(3))

    first = client.get(EDITIONS, {"limit": 2}).json()
    second = client.get(first["next"]).json()

    assert [row["slug"] for row in first["items"] + second["items"]] == slugs
    assert second["next"] is None


def test_a_token_says_who_it_reads_for():
    world = factories.edition_with()

    payload = reader_for(world.organiser, ["plans"]).get("/api/v1/me").json()

    assert payload["scopes"] == ["plans"]
    assert [(role["edition"], role["role"]) for role in payload["roles"]] == [
        (world.edition.slug, "organiser")
    ]


def test_a_page_after_what_no_database_keeps_is_refused_as_mistyped(client):
    factories.edition()

    assert client.get(f"{EDITIONS}?after=a").status_code == 200
    assert client.get(f"{EDITIONS}?after=a%00b").status_code == 422

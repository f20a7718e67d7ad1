"""Editions, as a program reads them."""

import pytest

from tests import factories
from tests.support.tokens import reader_for

pytestmark = pytest.mark.django_db
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

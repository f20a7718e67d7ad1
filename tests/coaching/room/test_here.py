"""Who is in the room now: shown to those who are there too, for half a minute, and stored nowhere."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from coaching.room.access import find_room
from coaching.room.views import pages
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    yield
    cache.clear()


def ask(client, place, **headers):
    address = reverse("coaching:room_here", args=[place.project.slug])
    return client.get(address, {"row": "the-row"}, headers=headers)


def test_each_reads_who_else_is_there_and_where_they_write(client, place, holder, mentor):
    client.force_login(mentor)
    assert ask(client, place).json() == {"here": []}

    client.force_login(holder)
    answer = ask(client, place)

    assert answer.json() == {"here": [{"name": mentor.name, "row": "the-row"}]}


def test_nothing_is_sent_again_while_the_same_people_are_there(client, place, holder, mentor):
    client.force_login(mentor)
    ask(client, place)
    client.force_login(holder)
    tag = ask(client, place).headers["ETag"]

    again = ask(client, place, if_none_match=tag)

    assert (again.status_code, again.content) == (304, b"")


def test_a_silent_visitor_is_no_longer_listed_after_half_a_minute(place, holder, mentor):
    slug, at = place.project.slug, 1_000_000.0
    pages.note_here(find_room(mentor, slug), "", at)

    [other] = pages.note_here(find_room(holder, slug), "", at + pages.LASTS_S - 1)
    assert other.name == mentor.name
    assert pages.note_here(find_room(holder, slug), "", at + pages.LASTS_S) == []


def test_a_reader_is_not_listed_as_writing(client, place, holder):
    reader = factories.role(place.edition, "mentor")
    place.pairings.create(mentor=reader, state="proposed", proposed_by=holder, proposed_at=factories.NOW)
    client.force_login(reader)
    ask(client, place)
    client.force_login(holder)

    assert ask(client, place).json() == {"here": [{"name": reader.name, "row": ""}]}


def test_a_stranger_learns_nothing_and_is_not_seen(client, place, holder):
    client.force_login(factories.role(factories.edition(), "mentor"))
    assert ask(client, place).status_code == 404

    client.force_login(holder)
    assert ask(client, place).json() == {"here": []}


def test_a_lost_cache_shows_nobody(client, place, holder, mentor, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    client.force_login(mentor)
    ask(client, place)
    client.force_login(holder)

    assert ask(client, place).json() == {"here": []}

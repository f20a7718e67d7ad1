"""The pitch: how long it takes to say, in which order projects pitch, and whose turn it is on the big screen."""

import pytest
from django.urls import reverse

from accelerator.audit.models import AuditEntry
from coaching.canvas.queries.edition import count_words, format_length, list_turns
from tests import factories
from tests.support.pdfs import read_pdf

pytestmark = pytest.mark.django_db


def test_words_are_counted_as_they_are_spoken():
    assert count_words(["L’atelier est vide.", "Dix-sept heures !", ""]) == 5


def test_a_length_is_rounded_to_the_next_ten_seconds():
    for words, length in ((0, "0 min"), (140, "1 min"), (466, "3 min 20"), (560, "4 min")):
        assert format_length(words) == length


@pytest.mark.django_db
def test_the_big_screen_goes_from_project_to_project(client, place, organiser):
    other = factories.participation(place.edition)
    titles = sorted(turn.project.title for turn in (place, other))
    client.force_login(organiser)
    url = reverse("coaching:session_pitches", args=[place.edition.slug])

    first = client.get(url).content.decode()
    last = client.get(url, {"turn": "99", "minutes": "3"}).content.decode()

    assert f'id="now-title">{titles[0]}' in first
    assert "4 min" in first
    assert "?turn=2&amp;minutes=4" in first
    assert f'id="now-title">{titles[1]}' in last
    assert "3 min" in last
    assert "C’est le dernier pitch" in last


@pytest.fixture
def places(place):
    for title, turn in (
        ("Aube", place),
        ("Brume", factories.participation(place.edition)),
        ("Crue", factories.participation(place.edition)),
    ):
        turn.project.title = title
        turn.project.save(update_fields=["title"])
    return list_turns(place.edition)


@pytest.fixture
def facilitator(place):
    return factories.role(place.edition, "facilitator")


def titles(place):
    return [turn.project.title for turn in list_turns(place.edition)]


def url(place, name, *args):
    return reverse(f"coaching:session_pitches{name}", args=[place.edition.slug, *args])


def test_a_project_goes_up_and_down_and_the_screen_follows(client, place, places, facilitator):
    client.force_login(facilitator)
    assert titles(place) == ["Aube", "Brume", "Crue"]

    client.post(url(place, "_move", places[2].pk), {"by": "-1"})
    assert titles(place) == ["Aube", "Crue", "Brume"]
    client.post(url(place, "_move", places[0].pk), {"by": "1"})

    assert titles(place) == ["Crue", "Aube", "Brume"]
    assert 'id="now-title">Crue' in client.get(url(place, "")).content.decode()
    text = read_pdf(client.get(url(place, "_pdf")).content)
    assert text.index("Crue") < text.index("Aube") < text.index("Brume")


def test_beyond_an_end_nothing_moves(client, place, places, facilitator):
    client.force_login(facilitator)

    client.post(url(place, "_move", places[0].pk), {"by": "-1"})
    client.post(url(place, "_move", places[2].pk), {"by": "1"})
    client.post(url(place, "_move", places[1].pk), {"by": "twelve"})

    assert titles(place) == ["Aube", "Brume", "Crue"]


def test_lots_are_drawn_and_undone(client, place, places, facilitator, monkeypatch):
    client.force_login(facilitator)
    monkeypatch.setattr(
        "coaching.canvas.actions.edition.random.SystemRandom.sample", lambda _self, order, count: order[::-1]
    )

    answer = client.post(url(place, "_draw"), follow=True)
    assert titles(place) == ["Crue", "Brume", "Aube"]
    assert AuditEntry.objects.filter(verb="draw_pitches", actor=facilitator).count() == 1

    [message] = answer.context["messages"]
    client.post(message.extra_tags.removeprefix("undo="))
    assert titles(place) == ["Aube", "Brume", "Crue"]


def test_a_project_that_comes_later_is_last_and_one_of_another_edition_is_not_there(
    client, place, places, facilitator
):
    client.force_login(facilitator)
    client.post(url(place, "_move", places[2].pk), {"by": "-1"})

    late = factories.participation(place.edition, title="Aaa")
    stranger = factories.participation(factories.edition())

    assert titles(place)[-1] == late.project.title
    assert client.post(url(place, "_move", stranger.pk), {"by": "1"}).status_code == 404
    client.post(f"{url(place, '_order')}?places={stranger.pk}-x-{late.pk}")
    assert titles(place)[0] == late.project.title

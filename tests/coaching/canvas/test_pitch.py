"""The pitch: how long it takes to say, and whose turn it is on the big screen."""

import pytest
from django.urls import reverse

from coaching.canvas.pitching import count_words, format_length
from tests import factories


def test_words_are_counted_as_they_are_said():
    assert count_words(["L’atelier est vide.", "Dix-sept heures !", ""]) == 5


@pytest.mark.parametrize(
    ("words", "length"), [(0, "0 min"), (140, "1 min"), (466, "3 min 20"), (560, "4 min")]
)
def test_a_length_is_rounded_to_the_next_ten_seconds(words, length):
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


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "code"), [("facilitator", 200), ("mentor", 403), ("partner", 403)])
def test_who_sees_the_big_screen(client, place, role, code):
    client.force_login(factories.role(place.edition, role))

    answer = client.get(reverse("coaching:session_pitches", args=[place.edition.slug]))

    assert answer.status_code in ({200} if code == 200 else {403, 404})


@pytest.mark.django_db
def test_the_big_screen_of_an_edition_without_projects_says_so(client):
    edition = factories.edition()
    client.force_login(factories.role(edition, "organiser"))

    page = client.get(reverse("coaching:session_pitches", args=[edition.slug])).content.decode()

    assert "Aucun projet ne vient encore" in page


@pytest.mark.django_db
def test_the_pitch_tells_how_long_it_is(client, place, holder):
    client.force_login(holder)
    url = reverse("coaching:room_canvas_answer", args=[place.project.slug, "pitch", "hook"])
    client.post(url, {"value": "un deux trois", "base_version": 0})

    page = client.get(reverse("coaching:room_pitch", args=[place.project.slug])).content.decode()

    assert "<span data-words>3</span> mots" in page

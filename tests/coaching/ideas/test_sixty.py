"""Sixty projects in one mix: everybody is heard, in time, and the page speaks in words."""

import time
from itertools import combinations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.attendance.actions import attendees
from coaching.ideas.forms import RotationForm
from coaching.ideas.seating import read_room
from coaching.models import MixSeat
from tests.support.live import run_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return Client()


def plan_by_default(live, organiser, **more):
    """Post the form as it is; returns the page, then how long the plan took, in seconds."""
    form = RotationForm(room=read_room(live.session, timezone.now()), rotation=None, rounds=3)
    sent = {name: form[name].initial for name in form.fields if form[name].initial not in (None, False, "")}
    organiser.force_login(live.world.organiser)
    page = reverse("coaching:rotation", args=[live.world.edition.slug])
    began = time.monotonic()
    answer = organiser.post(page, {**sent, "do": "make", "seen": "", **more})
    lasted = time.monotonic() - began
    assert answer.status_code == 302
    return organiser.get(page).content.decode().replace("\xa0", " "), lasted


def list_heard():
    return set(MixSeat.objects.filter(stays=False).values_list("table__participation", flat=True))


def test_sixty_projects_of_one_person_are_all_heard_by_default(organiser):
    live = run_session(participations=60, mentors=10)

    page, lasted = plan_by_default(live, organiser)

    assert len(list_heard()) == 60
    assert "Chaque projet est entendu et chaque personne en rencontre d’autres." in page
    for figure in ("optimal", "au hasard", "quel que soit le plan"):
        assert figure not in page
    assert lasted < 5


def test_a_hundred_and_twenty_people_of_sixty_projects_meet_once_within_five_seconds(organiser):
    live = run_session(participations=60, mentors=0, partners=0)
    for number, place in enumerate(live.world.participations):
        attendees.add_attendee(
            session=live.session, name=f"Équipe {number}", kind="companion", participation=place,
            actor=live.world.organiser, at=timezone.now(),
        )  # fmt: skip

    page, lasted = plan_by_default(live, organiser)

    assert len(list_heard()) == 60
    assert "Personne ne se croise deux fois." in page
    tables = {}
    for number, table, attendee, project in MixSeat.objects.values_list(
        "number", "table__number", "attendee", "attendee__participation"
    ):
        tables.setdefault((number, table), set()).add((attendee, project))
    met = [
        frozenset((one[0], other[0]))
        for company in tables.values()
        for one, other in combinations(sorted(company), 2)
        if one[1] != other[1]
    ]
    assert len(met) == len(set(met)) > 0
    assert len({pk for pair in met for pk in pair}) == 120
    assert lasted < 5


def test_from_thirty_projects_other_layouts_say_what_they_cost(organiser):
    live = run_session(participations=30, mentors=6)

    page, _lasted = plan_by_default(live, organiser)

    assert "Deux projets par table : 12 minutes de plus, chaque personne entend" in page
    assert "Deux séances en parallèle : pas une minute de plus" in page
    page, _lasted = plan_by_default(live, organiser, layout="two", seen=_read_seen(page))
    assert len(list_heard()) == 30


def _read_seen(page):
    return page.partition('name="seen" value="')[2].partition('"')[0]


def test_below_thirty_there_is_nothing_to_choose():
    live = run_session(participations=29, mentors=1)

    form = RotationForm(room=read_room(live.session, timezone.now()), rotation=None, rounds=3)

    assert "layout" not in form.fields

"""The pages of the cockpit on which an incident is recorded."""

from datetime import datetime, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accelerator.outbox.models import OutgoingMail
from accelerator.web.templatetags.prose import PARIS
from coaching.models import Booking, Incident
from coaching.session.actions import turns
from coaching.session.actions.releases import publish_timetable
from projects.decision.enums import ParticipationState
from projects.models import Participation
from tests import factories
from tests.support.session import AT, FIRST, SECOND, paired, planned
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def build_world() -> factories.World:
    found = factories.edition_with(participations=2, mentors=3, facilitators=1)
    found.edition.session_starts_on, found.edition.session_ends_on = FIRST, SECOND
    found.edition.announced_at = AT
    found.edition.save()
    session = planned(found, "Amphi", "Labo")
    for place, mentor in zip(found.participations, found.mentors, strict=False):
        paired(place, mentor)
    turns.share_out_day(day=session.days.get(date=FIRST), actor=found.organiser, at=AT)
    publish_timetable(session=session, actor=found.organiser, at=AT)
    return found


built, published = share_world(build_world)


@pytest.fixture
def world(published: factories.World, time_machine) -> factories.World:
    time_machine.move_to(datetime.combine(FIRST, time(10), tzinfo=PARIS))
    return published


@pytest.fixture
def facilitator(world: factories.World, as_user: AsUser) -> Client:
    return as_user(world.facilitators[0])


def address(world: factories.World, subject: str) -> str:
    return reverse("coaching:incident", args=[world.edition.slug, subject])


def cockpit(world: factories.World) -> str:
    return reverse("coaching:cockpit", args=[world.edition.slug])


def test_a_facilitator_reads_what_moves_accepts_it_and_undoes_it(
    world: factories.World, facilitator: Client
) -> None:
    room = Booking.objects.exclude(room=None)[0].room
    assert room is not None
    assert address(world, "room") in facilitator.get(cockpit(world)).text
    chosen = {"who": room.pk, "until": "day"}

    page = facilitator.get(address(world, "room"), chosen)
    assert Booking.objects.filter(room=room).exists(), "nothing has moved yet"
    done = facilitator.post(
        address(world, "room"), {**chosen, "seen": page.context["plan"].seen}, follow=True
    )

    assert done.redirect_chain == [(cockpit(world), 302)]
    assert "salle perdue" in done.text
    assert not Booking.objects.filter(room=room).exists()
    undo = reverse("coaching:undo_incident", args=[world.edition.slug, Incident.objects.get().pk])
    assert undo in done.text
    facilitator.post(undo)
    assert Booking.objects.filter(room=room).exists()
    assert undo not in facilitator.get(cockpit(world)).text


def test_where_nothing_moves_the_button_notifies_nobody(world: factories.World, facilitator: Client) -> None:
    """It records the absence all the same: later repairs know of it."""
    chosen = {"who": world.mentors[2].pk, "until": "day"}
    moving = {"who": world.mentors[0].pk, "until": "day"}
    mails = OutgoingMail.objects.count()

    page = facilitator.get(address(world, "mentor"), chosen)
    assert page.context["plan"].changes_nothing
    assert "Rien ne bouge" in page.text
    assert "Noter sans prévenir" in page.text
    assert "Appliquer et prévenir" not in page.text
    assert "Appliquer et prévenir" in facilitator.get(address(world, "mentor"), moving).text

    done = facilitator.post(
        address(world, "mentor"), {**chosen, "seen": page.context["plan"].seen}, follow=True
    )

    [message] = map(str, done.context["messages"])
    assert message.endswith("Rien ne bouge.")
    assert Incident.objects.get().mentor == world.mentors[2]
    assert OutgoingMail.objects.count() == mails


def test_a_project_that_left_the_day_before_is_back_the_next_morning(
    world: factories.World, facilitator: Client, time_machine: Any
) -> None:
    """Not after the session, nor once it gave its place up; what else was wrong that day is over with it."""
    place, mentor = world.participations[0], world.mentors[1]
    for subject, who in (("left", place.pk), ("mentor", mentor.pk)):
        chosen = {"who": who, "until": "day"}
        plan = facilitator.get(address(world, subject), chosen).context["plan"]
        facilitator.post(address(world, subject), {**chosen, "seen": plan.seen})
    left, absent = Incident.objects.order_by("pk")
    undo_left, undo_absent = (
        reverse("coaching:undo_incident", args=[world.edition.slug, row.pk]) for row in (left, absent)
    )
    time_machine.move_to(datetime.combine(SECOND, time(9), tzinfo=PARIS))

    page = facilitator.get(cockpit(world)).text
    assert undo_left in page
    assert undo_absent not in page
    assert "Est de retour" in page
    Participation.objects.filter(pk=place.pk).update(state=ParticipationState.DECLINED)
    assert undo_left not in facilitator.get(cockpit(world)).text
    Participation.objects.filter(pk=place.pk).update(state=ParticipationState.CONFIRMED)

    facilitator.post(undo_left)

    place.refresh_from_db()
    assert not place.is_away
    assert undo_left not in facilitator.get(cockpit(world)).text


def test_changes_since_the_preview_are_listed_again_with_the_typed_values(
    world: factories.World, facilitator: Client
) -> None:
    room = Booking.objects.exclude(room=None)[0].room
    assert room is not None

    page = facilitator.post(address(world, "room"), {"who": room.pk, "until": "day", "seen": "1:0:x"})

    assert page.status_code == 409
    assert "voici le nouveau plan" in page.text
    assert f'<option value="{room.pk}" selected>' in page.text
    assert not Incident.objects.exists()


def test_bad_input_is_named_at_its_field(world: factories.World, facilitator: Client) -> None:
    people = {"project": world.participations[0].pk, "mentor": world.mentors[0].pk}
    for subject, typed, words in (
        ("project", {"until": "late", "hour": "09:00"}, "Indiquez une heure à venir."),
        ("project", {"until": "late", "hour": ""}, "Indiquez une heure."),
        ("project", {"until": "late", "hour": "midi"}, "heure valide"),
        ("mentor", {"until": "never"}, "choix valide"),
        ("room", {"who": "99999", "until": "day"}, "choix valide"),
    ):
        page = facilitator.get(address(world, subject), {"who": people.get(subject, ""), **typed})
        assert page.status_code == 422, typed
        assert words in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert not Incident.objects.exists()


def test_an_invalid_relief_chosen_by_hand_is_ignored(world: factories.World, facilitator: Client) -> None:
    chosen = {"who": world.mentors[0].pk, "until": "half", "hour": ""}
    typed = {f"sub_{world.participations[0].pk}": world.organiser.pk, "sub_x": "1", "sub_9": "9" * 40}

    page = facilitator.get(address(world, "mentor"), {**chosen, **typed})

    assert page.status_code == 200
    assert page.context["plan"].report.substitutes == {}


def test_outside_its_days_the_page_says_so_and_a_wrong_address_is_none(
    world: factories.World, facilitator: Client, time_machine
) -> None:
    assert facilitator.get(address(world, "weather")).status_code == 404
    time_machine.move_to(datetime.combine(SECOND, time(10), tzinfo=PARIS).replace(month=11))
    page = facilitator.get(address(world, "room"), follow=True)
    assert page.redirect_chain == [(cockpit(world), 302)]
    assert "pas un jour de la session" in page.text

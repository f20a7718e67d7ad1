"""A project that leaves once the session has begun: its people read its room and its follow-up, and nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.followup.enums import Confirmation
from coaching.models import ActionItem, Commitment, Pairing
from coaching.pairing.actions import pairing as pairings
from coaching.room.access import find_room
from programmes.enums import RoleName
from projects.decision.actions.participation import decline, leave_session, withdraw_place
from projects.decision.enums import ParticipationState
from projects.models import Participation
from tests import factories
from tests.support.plan import action, blocker
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
ROOM = ("room", "room_timeline", "room_plan", "room_ideas", "room_history", "room_brief", "project_timeline")
LINE = "Former un binôme par équipe"


def build_world() -> factories.World:
    """Two projects, each with its mentor; the session began yesterday, and the first has something in its plan."""
    found = factories.edition_with(participations=2, mentors=3, facilitators=1, partners=1, reviewers=1)
    begin(found, days=-1)
    for place, mentor in zip(found.participations, found.mentors, strict=False):
        pair(found, place, mentor)
    blocker(found.participations[0], "Personne n’ose dire non.")
    action(found.participations[0], LINE)
    return found


built, world = share_world(build_world)


def begin(world: factories.World, *, days: int) -> None:
    today = timezone.localdate()
    world.edition.announced_at = timezone.now() - timedelta(days=30)
    world.edition.session_starts_on = today + timedelta(days=days)
    world.edition.session_ends_on = today + timedelta(days=days + 1)
    world.edition.save()


def pair(world: factories.World, place: Participation, mentor: Any) -> Pairing:
    at = timezone.now()
    found = pairings.propose(participation=place, mentor=mentor, actor=world.organiser, at=at)
    pairings.answer(pairing=found, accepted=True, actor=mentor, at=at)
    return found


def withdraw(world: factories.World) -> None:
    place = Participation.objects.get(pk=world.participations[0].pk)
    withdraw_place(participation=place, reason="Une panne", actor=world.organiser, at=timezone.now())


def open_page(client: Client, world: factories.World, name: str) -> int:
    return client.get(reverse(f"coaching:{name}", args=[world.participations[0].project.slug])).status_code


def test_its_holders_its_mentor_and_the_organisers_read_its_room(
    world: factories.World, as_user: AsUser
) -> None:
    withdraw(world)

    for person in (world.holder, world.mentors[0], world.organiser):
        client = as_user(person)
        pages = ROOM if person == world.holder else ("room", "room_history")
        assert [name for name in pages if open_page(client, world, name) != 200] == [], person
        page = client.get(reverse("coaching:room_plan", args=[world.participations[0].project.slug])).text
        assert LINE in page
        assert "Ce projet a quitté la session" in page
    assert open_page(as_user(world.holder), world, "follow_up") == 200
    home = as_user(world.holder).get(
        reverse("coaching:my_project", args=[world.participations[0].project.slug])
    )
    assert "Entrer dans la salle du projet" in home.text
    assert "Le suivi du projet" in home.text
    mentor = as_user(world.mentors[0])
    assert [open_page(mentor, world, name) for name in ("coaching_project", "room")] == [200, 200]


def test_its_room_is_one_click_away_for_its_holders_and_the_organisers(
    world: factories.World, as_user: AsUser
) -> None:
    withdraw(world)
    room = reverse("coaching:room", args=[world.participations[0].project.slug])

    home = as_user(world.holder).get(reverse("coaching:my_home")).text
    places = as_user(world.organiser).get(reverse("projects:announce", args=[world.edition.slug])).text

    assert "Votre projet a quitté la session" in home
    assert "place déclinée" not in home
    for page in (home, places):
        assert f'href="{room}"' in page
        assert page.count("Lire la salle du projet") == 1
    assert "a quitté la session" in places


def test_a_place_declined_before_the_session_leads_to_no_room(
    world: factories.World, as_user: AsUser
) -> None:
    begin(world, days=3)
    withdraw(world)

    home = as_user(world.holder).get(reverse("coaching:my_home")).text
    places = as_user(world.organiser).get(reverse("projects:announce", args=[world.edition.slug])).text

    assert "Votre projet ne participe pas à la session" in home
    assert "ne vient pas" in places
    assert "Lire la salle du projet" not in home + places


def test_nobody_writes_there_any_more(world: factories.World, as_user: AsUser) -> None:
    place, row = world.participations[0], ActionItem.objects.get()
    commitment = Commitment.objects.create(
        participation=place,
        body=factories.organisation(),
        what="Prêter une salle",
        created_at=timezone.now(),
        moved_at=timezone.now(),
    )
    withdraw(world)
    slug = place.project.slug

    for person in (world.holder, world.mentors[0], world.organiser):
        client = as_user(person)
        saved = client.post(reverse("coaching:room_row", args=[slug, "action", row.uid]), {"line": "Autre"})
        opened = client.get(reverse("coaching:room_plan", args=[slug]), {"edit": str(row.uid)}).text
        assert saved.status_code == 404, person
        assert "row-form" not in opened, person
    frozen = as_user(world.organiser).post(reverse("coaching:room_canvas_freeze", args=[slug, "pitch"]))
    assert frozen.status_code == 404
    holder = as_user(world.holder)
    answer = {"confirmation": Confirmation.YES, "text": ""}
    confirmed = holder.post(reverse("coaching:confirm_commitment", args=[slug, commitment.pk]), answer)
    assert confirmed.status_code == 404
    assert ActionItem.objects.get().line == LINE


def test_nobody_else_gets_access(world: factories.World, as_user: AsUser) -> None:
    former = pair_then_end(world)
    others = [
        former,
        world.mentors[1],
        world.facilitators[0],
        world.partners[0],
        world.reviewers[0],
        world.participations[1].project.members.get(leads=True).user,
        factories.user("Une inconnue"),
    ]
    withdraw(world)

    for person in others:
        client = as_user(person)
        pages = (*(ROOM if person == former else ("room",)), "follow_up", "coaching_project")
        assert [name for name in pages if open_page(client, world, name) == 200] == [], person


def pair_then_end(world: factories.World) -> Any:
    """Who followed the project until somebody else did, before it left."""
    place, former = world.participations[0], world.mentors[2]
    for pairing in place.pairings.current():
        pairings.end(pairing=pairing, reason="Autre choix", actor=world.organiser, at=timezone.now())
    found = pair(world, place, former)
    pairings.end(pairing=found, reason="Trop loin", actor=world.organiser, at=timezone.now())
    pair(world, place, world.mentors[0])
    return former


def test_a_person_who_was_proposed_and_had_not_answered_when_it_left_did_not_follow_it(
    world: factories.World, as_user: AsUser
) -> None:
    place, proposed, at = world.participations[0], world.mentors[2], timezone.now()
    pairings.end(pairing=place.pairings.current().get(), reason="Autre choix", actor=world.organiser, at=at)
    pairings.propose(participation=place, mentor=proposed, actor=world.organiser, at=at)
    withdraw(world)

    pages = (*ROOM, "coaching_project")
    assert [name for name in pages if open_page(as_user(proposed), world, name) == 200] == []


def test_its_mentor_reads_it_as_long_as_they_are_one_of_the_edition(
    world: factories.World, as_user: AsUser
) -> None:
    withdraw(world)

    world.edition.roles.filter(user=world.mentors[0], name=RoleName.MENTOR).update(ended_at=timezone.now())

    assert open_page(as_user(world.mentors[0]), world, "room") == 404


def test_a_project_that_leaves_before_the_session_has_no_room(
    world: factories.World, as_user: AsUser
) -> None:
    begin(world, days=3)
    place = Participation.objects.get(pk=world.participations[0].pk)
    decline(participation=place, actor=world.holder, at=timezone.now())

    for person in (world.holder, world.mentors[0], world.organiser):
        assert open_page(as_user(person), world, "room") == 404


def test_a_place_that_nobody_had_confirmed_has_no_room_either(
    world: factories.World, as_user: AsUser
) -> None:
    Participation.objects.filter(pk=world.participations[0].pk).update(state=ParticipationState.OFFERED)
    withdraw(world)

    for person in (world.holder, world.mentors[0], world.organiser):
        assert open_page(as_user(person), world, "room") == 404


def test_an_address_leads_to_the_project_that_comes_rather_than_to_one_that_left(
    world: factories.World,
) -> None:
    coming = factories.edition_with(participations=1)
    begin(coming, days=-9)
    project = coming.participations[0].project
    project.slug = world.participations[0].project.slug
    project.save()
    project.members.filter(leads=True).update(user=world.holder)
    assert find_room(world.holder, project.slug).participation == world.participations[0]

    withdraw(world)

    assert find_room(world.holder, project.slug).participation == coming.participations[0]


def test_the_database_knows_no_project_that_left_before_it_answered(world: factories.World) -> None:
    offered = {"state": ParticipationState.OFFERED, "left_session_at": timezone.now()}
    with pytest.raises(IntegrityError, match="left_place_was_confirmed"), transaction.atomic():
        Participation.objects.filter(pk=world.participations[0].pk).update(**offered)


# --- gone in the course of the session, with its place ---


def leave(world: factories.World) -> Participation:
    place = Participation.objects.get(pk=world.participations[0].pk)
    return leave_session(participation=place, actor=world.facilitators[0], at=timezone.now())


def test_a_project_that_left_in_the_course_of_the_session_still_has_its_room_and_what_follows(
    world: factories.World, as_user: AsUser
) -> None:
    slug = leave(world).project.slug

    for person in (world.holder, world.mentors[0], world.facilitators[0], world.organiser):
        client = as_user(person)
        pages = ROOM if person == world.mentors[0] else ("room",)
        assert [name for name in pages if open_page(client, world, name) != 200] == [], person
        assert "parti en cours de session" in client.get(reverse("coaching:room_plan", args=[slug])).text
    assert open_page(as_user(world.holder), world, "follow_up") == 200
    for person in (world.mentors[1], world.partners[0]):
        assert open_page(as_user(person), world, "room") == 404, person


def test_a_mentors_text_typed_while_the_project_leaves_is_stored(
    world: factories.World, as_user: AsUser
) -> None:
    row, mentor = ActionItem.objects.get(), as_user(world.mentors[0])
    assert open_page(mentor, world, "room_plan") == 200
    slug = leave(world).project.slug

    address = reverse("coaching:room_row_field", args=[slug, "action", row.uid, "line"])
    saved = mentor.post(address, {"value": "Tapé pendant le départ", "base_version": str(row.version)})

    assert saved.status_code == 200, saved.text
    assert ActionItem.objects.get().line == "Tapé pendant le départ"
    assert open_page(mentor, world, "room_plan") == 200


def test_a_person_who_left_gives_the_place_up_later_as_others_do(
    world: factories.World, as_user: AsUser
) -> None:
    left_at = leave(world).left_session_at
    withdraw(world)

    place = Participation.objects.get(pk=world.participations[0].pk)
    assert (place.has_left, place.is_away, place.left_session_at) == (True, False, left_at)
    assert open_page(as_user(world.mentors[0]), world, "room") == 200

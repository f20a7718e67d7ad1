"""The homes: those who hold a project, those who coach."""

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching import homes
from coaching.models import Pairing, Slot
from coaching.pairing.actions import pairing as pairings
from coaching.pairing.enums import PairingState
from coaching.session.actions import releases, session as sessions, turns
from programmes.enums import RoleName
from projects.application.enums import ApplicationState
from projects.decision.enums import ParticipationState
from tests import factories
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


def follow(world: factories.World, project: int = 0, mentor: int = 0, *, accepted: bool = True):
    at = timezone.now()
    pairing = pairings.propose(
        participation=world.participations[project],
        mentor=world.mentors[mentor],
        actor=world.organiser,
        at=at,
    )
    if accepted:
        pairings.answer(pairing=pairing, accepted=True, actor=world.mentors[mentor], at=at)
    return pairing


def read(client, who, name: str, *args) -> str:
    client.force_login(who)
    response = client.get(reverse(f"coaching:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


built, world = share_world(factories.edition_with, participations=1, mentors=1)


# those who hold a project


def test_somebody_new_is_led_to_the_open_call(client):
    edition = factories.edition(name="Normandie 2026")
    text = read(client, factories.user(), "my_home")
    assert "Votre premier dossier commence ici" in text
    assert reverse("programmes:call", args=[edition.slug]) in text


def test_somebody_who_does_not_apply_is_led_to_their_own_home(client):
    edition = factories.edition(name="Normandie 2026")
    for name, page in (
        (RoleName.ORGANISER, "programmes:manage"),
        (RoleName.PARTNER, "coaching:support_home"),
        (RoleName.MENTOR, "coaching:coaching_home"),
    ):
        text = read(client, factories.role(edition, name), "my_home")
        assert "Votre premier dossier" not in text
        assert "Vous ne portez pas de projet" in text
        button = text.partition("Vous ne portez pas de projet")[2]
        assert f'href="{reverse(page)}"' in button, name
        assert reverse("programmes:call", args=[edition.slug]) in button


def test_the_mentor_and_how_to_reach_them_are_at_hand_once_they_accepted(client, world):
    pairing = follow(world, accepted=False)
    assert world.mentors[0].email not in read(client, world.holder, "my_home")
    pairings.answer(pairing=pairing, accepted=True, actor=world.mentors[0], at=timezone.now())
    assert f"mailto:{world.mentors[0].email}" in read(client, world.holder, "my_home")


def test_the_count_of_the_menu_is_that_of_drafts_and_offers():
    world = factories.edition_with(applications=1, state=ApplicationState.DRAFT)
    holder = world.holder
    factories.participation(factories.edition(), state=ParticipationState.OFFERED, holder=holder)
    factories.participation(factories.edition(), holder=holder)
    factories.edition_with(applications=1, state=ApplicationState.DRAFT)
    assert homes.count_waiting_for_holder(holder, timezone.now()) == 2


# those who coach


def test_a_proposal_is_the_first_thing_a_mentor_reads(client, world):
    pairing = follow(world, accepted=False)
    text = read(client, world.mentors[0], "coaching_home")
    assert "Un projet vous attend" in text
    assert reverse("coaching:answer_pairing", args=[pairing.pk]) in text
    assert homes.count_waiting_for_coach(world.mentors[0], timezone.now()) == 1


def test_a_coach_is_waited_for_by_their_own_unanswered_proposals_alone():
    world = factories.edition_with(participations=len(PairingState) + 1, mentors=2)
    mentor, other = world.mentors
    at = timezone.now()
    columns = {"proposed_by": world.organiser, "proposed_at": at, "reason": "Dit"}
    for participation, state in zip(world.participations, PairingState, strict=False):
        Pairing.objects.create(participation=participation, mentor=mentor, state=state, **columns)
    Pairing.objects.create(participation=world.participations[-1], mentor=other, **columns)

    assert homes.count_waiting_for_coach(mentor, at) == 1


def test_a_mentor_finds_their_projects_and_their_programme(client, world):
    follow(world)
    at = timezone.now()
    session = sessions.plan_session(
        edition=world.edition,
        venue="Le Dôme",
        rooms=["Amphi"],
        actor=world.organiser,
        at=at,
        dates=[world.edition.session_starts_on, world.edition.session_ends_on],
    )
    turns.share_out_day(day=session.days.order_by("date").first(), actor=world.organiser, at=at)
    assert "Mon programme" not in read(client, world.mentors[0], "coaching_home")
    releases.publish_timetable(session=session, actor=world.organiser, at=at)
    text = read(client, world.mentors[0], "coaching_home")
    assert "Mon programme" in text
    assert "Amphi" in text
    assert world.participations[0].project.title in text


def test_a_facilitator_finds_the_slots_they_lead(client):
    world = factories.edition_with(facilitators=1)
    at = timezone.now()
    session = sessions.plan_session(
        edition=world.edition,
        venue="Le Dôme",
        actor=world.organiser,
        at=at,
        dates=[world.edition.session_starts_on],
    )
    Slot.objects.get(title_fr="Conférence").leaders.add(world.facilitators[0])
    releases.publish_timetable(session=session, actor=world.organiser, at=at)
    text = read(client, world.facilitators[0], "coaching_home")
    assert "Conférence" in text
    assert reverse("coaching:cockpit", args=[world.edition.slug]) in text
    assert "Conduire en direct" not in text

    today = timezone.localdate()
    type(world.edition).objects.update(session_starts_on=today, session_ends_on=today)
    assert "Conduire en direct" in read(client, world.facilitators[0], "coaching_home")

    factories.role(world.edition, RoleName.MENTOR, who=world.organiser)
    assert "Conduire en direct" in read(client, world.organiser, "coaching_home"), "who organises runs it too"


def test_how_to_reach_a_project_is_visible_to_its_mentor_and_to_who_runs_the_session(client):
    world = factories.edition_with(participations=1, mentors=2, facilitators=1)
    holder = world.holder
    holder.phone = "0612345678"
    holder.save()
    speaker = factories.role(world.edition, RoleName.SPEAKER)
    follow(world)
    follows, other = world.mentors

    for who, is_visible in ((follows, True), (world.facilitators[0], True), (other, False), (speaker, False)):
        text = read(client, who, "coaching_project", world.participations[0].project.slug)
        assert str(holder) in text
        assert (holder.email in text, "tel:" in text) == (is_visible, is_visible)


def test_a_mentor_whose_role_ended_coaches_no_more(client, world):
    world.mentors[0].roles.update(ended_at=timezone.now())
    client.force_login(world.mentors[0])
    assert (
        client.get(
            reverse("coaching:coaching_project", args=[world.participations[0].project.slug])
        ).status_code
        == 403
    )

"""The dossier as its mentor and the facilitators read it: who, what of it, and until when."""

import pytest
from django.urls import reverse

from accelerator.questionnaires.enums import AnswerAudience
from coaching.models import Pairing
from coaching.pairing.actions import pairing as actions
from coaching.pairing.followed import find_followed_dossier
from programmes.enums import RoleName
from programmes.models import Role
from projects.decision.enums import ParticipationState
from projects.models import Participation, Recusal
from tests import factories
from tests.factories import World
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
AT = factories.NOW


def world_with_dossier() -> World:
    """One confirmed project whose dossier says something to each audience, a mentor and a facilitator."""
    world = factories.edition_with(participations=2, mentors=2, facilitators=1)
    text = {"kind": "long_text"}
    form = factories.published_form(
        {"key": "work", "audience": AnswerAudience.JURY, **text},
        {"key": "phone", "audience": AnswerAudience.ORGANISERS, **text},
        {"key": "access", "audience": AnswerAudience.LOGISTICS, **text},
    )
    application = world.participations[0].project.application
    application.sheet = factories.sheet(form, work="Souder sans peur", phone="06 12", access="Une rampe")
    application.save()
    return world


built, world = share_world(world_with_dossier)


def dossier(participation: Participation) -> str:
    return reverse("coaching:room", args=[participation.project.slug])


def propose(world: World) -> Pairing:
    return actions.propose(
        participation=world.participations[0], mentor=world.mentors[0], actor=world.organiser, at=AT
    )


def test_a_mentor_reads_the_dossier_from_the_proposal_on_without_what_is_not_for_them(
    world: World, as_user: AsUser
) -> None:
    mentor = as_user(world.mentors[0])
    page = dossier(world.participations[0])
    assert mentor.get(page).status_code == 404

    pairing = propose(world)

    answer = mentor.get(reverse("coaching:answer_pairing", args=[pairing.pk])).text
    assert page in answer
    text = mentor.get(page).text
    assert "Souder sans peur" in text
    assert "06 12" not in text
    assert "Une rampe" not in text
    assert as_user(world.mentors[1]).get(page).status_code == 404
    assert mentor.get(dossier(world.participations[1])).status_code == 404


def test_access_ends_with_the_pairing(world: World, as_user: AsUser) -> None:
    pairing, mentor = propose(world), as_user(world.mentors[0])
    actions.answer(pairing=pairing, accepted=True, actor=world.mentors[0], at=AT)
    sheet = reverse("coaching:coaching_project", args=[world.participations[0].project.slug])
    assert dossier(world.participations[0]) in mentor.get(sheet).text

    actions.end(pairing=pairing, reason="Trop loin", actor=world.organiser, at=AT)

    assert mentor.get(dossier(world.participations[0])).status_code == 404
    assert dossier(world.participations[0]) not in mentor.get(sheet).text


def test_access_ends_with_the_role(world: World, as_user: AsUser) -> None:
    propose(world)
    Role.objects.filter(user=world.mentors[0]).update(ended_at=AT)

    assert find_followed_dossier(world.mentors[0], world.participations[0].project.slug) is None


def test_a_facilitator_reads_the_dossiers_of_all_the_projects_that_come(
    world: World, as_user: AsUser
) -> None:
    facilitator = as_user(world.facilitators[0])
    waiting = factories.participation(world.edition, state=ParticipationState.OFFERED)

    assert "Souder sans peur" in facilitator.get(dossier(world.participations[0])).text
    assert facilitator.get(dossier(waiting)).status_code == 404

    Participation.objects.filter(pk=world.participations[0].pk).update(state=ParticipationState.DECLINED)
    assert facilitator.get(dossier(world.participations[0])).status_code == 404


def test_a_conflict_holds_stepping_aside_holding_the_project_or_coming_from_its_body(
    world: World, as_user: AsUser
) -> None:
    project = world.participations[0].project
    aside, own, kin = (factories.role(world.edition, RoleName.FACILITATOR) for _ in range(3))
    Recusal.objects.create(application=project.application, reviewer=aside, author=aside, reason="Ami", at=AT)
    project.members.create(user=own, joined_at=AT, left_at=AT)
    Role.objects.filter(user=kin).update(organisation=project.organisation)

    for person in (aside, own, kin):
        assert as_user(person).get(dossier(world.participations[0])).status_code == 404


def test_members_read_in_the_room_what_their_own_page_of_the_dossier_says(
    world: World, as_user: AsUser
) -> None:
    place = world.participations[0]
    holder, application = place.project.find_lead(), place.project.application
    pages = [dossier(place), reverse("projects:application", args=[application.reference])]

    room, own = (as_user(holder).get(page).text for page in pages)

    assert [text in page for page in (room, own) for text in ("Souder sans peur", "06 12", "Une rampe")] == [
        True
    ] * 6
    assert pages[1] in room

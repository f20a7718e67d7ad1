"""The committee: its bodies and seats, who is invited and until when, and what each role may do."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.transitions import TransitionRefused
from accelerator.web.access import STAFF
from programmes.actions import invitations
from programmes.actions.committee import remove_seat
from programmes.bodies import find_close_name
from programmes.capabilities import AUDIENCES, Capability, list_roles
from programmes.enums import ProgrammeRoleName, RoleName
from programmes.links import INVITATION_LINK
from programmes.models import CommitteeSeat, Criterion, Edition, Invitation, Organisation, Role
from programmes.queries import RoleBook, people_who_can
from tests import factories
from tests.factories import edition_with
from tests.support.reviews import plain
from tests.support.shared import share_world
from tests.support.todo import list_titles
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 9, 1, 12, tzinfo=timezone.get_default_timezone())
DAY = timedelta(days=1)


built, world = share_world(factories.edition_with)


def invite(world: Any, number: int, body: Organisation | None = None, **fields: Any) -> Invitation:
    return invitations.invite(
        edition=world.edition,
        email=f"membre{number}@exemple.test",
        organisation=body,
        actor=world.organiser,
        **{"role": RoleName.REVIEWER, "at": timezone.now(), **fields},
    )


# --- how many ---


def test_six_invitations_without_an_answer_are_six_wherever_they_are_counted(
    world: Any, as_user: AsUser
) -> None:
    body, alone = factories.organisation(), factories.organisation()
    for organisation in (body, alone):
        CommitteeSeat.objects.create(edition=world.edition, organisation=organisation)
    for number in range(6):
        invite(world, number, body)
    invite(world, 7, role=RoleName.MENTOR)
    browser, slug = as_user(world.organiser), world.edition.slug

    committee = plain(browser.get(reverse("programmes:manage_committee", args=[slug])).text)
    dashboard = list_titles(world.edition, world.organiser, timezone.now())
    board = plain(browser.get(reverse("projects:manage_assignment", args=[slug])).text)

    assert "6 invitations en attente" in committee
    assert committee.count("aucun membre invité") == 1
    assert "6 invitations au comité sans réponse" in dashboard
    assert "6 invitations en attente" in board


def test_members_are_to_be_invited_until_somebody_is(world: Any) -> None:
    body = factories.organisation()
    CommitteeSeat.objects.create(edition=world.edition, organisation=body)
    Criterion.objects.create(edition=world.edition, position=90, label_fr="Intérêt", weight=1)
    Role.objects.jurors().delete()
    before = list_titles(world.edition, world.organiser, timezone.now())

    invite(world, 1, body)
    after = list_titles(world.edition, world.organiser, timezone.now())

    assert "Inviter les membres du comité" in before
    assert "Inviter les membres du comité" not in after


def test_an_invitation_that_was_withdrawn_or_expired_is_awaited_no_more(world: Any, as_user: AsUser) -> None:
    body = factories.organisation()
    CommitteeSeat.objects.create(edition=world.edition, organisation=body)
    invitations.revoke(invitation=invite(world, 1, body), actor=world.organiser, at=timezone.now())
    invite(world, 2, body)
    Invitation.objects.filter(revoked_at=None).update(expires_at=timezone.now() - DAY)

    page = (
        as_user(world.organiser).get(reverse("programmes:manage_committee", args=[world.edition.slug])).text
    )

    assert "aucun membre invité" in page


def test_the_body_of_a_member_sits_once_they_accept_and_is_not_published_before(
    world: Any, as_user: AsUser, client: Client
) -> None:
    invitation = invite(world, 1, factories.organisation("Carsat"))
    page = reverse("programmes:manage_committee", args=[world.edition.slug])
    public = reverse("programmes:edition", args=[world.edition.slug])

    offered = plain(as_user(world.organiser).get(page).text)
    assert "siège dès qu’une personne invitée accepte" in offered
    assert "Ajouter Carsat" in offered
    assert "Carsat" not in client.get(public).text

    invitations.accept_invitation(
        invitation=invitation, user=factories.user(email=invitation.email), at=timezone.now()
    )

    assert "1 organisme siège" in plain(as_user(world.organiser).get(page).text)
    assert "Carsat" in client.get(public).text
    journal = as_user(world.organiser).get(reverse("coaching:manage_journal", args=[world.edition.slug]))
    assert "a fait entrer son organisme au comité" in plain(journal.text)
    assert "a ajouté un organisme" not in plain(journal.text)


def test_an_invitation_for_a_body_that_is_taken_off_the_committee_seats_nobody(world: Any) -> None:
    body, other = factories.organisation("Carsat"), factories.organisation("Aract")
    seat = CommitteeSeat.objects.create(edition=world.edition, organisation=body)
    invitation, elsewhere = invite(world, 1, body), invite(world, 2, other)

    remove_seat(seat=seat, actor=world.organiser, at=timezone.now())

    with pytest.raises(TransitionRefused):
        invitations.accept_invitation(
            invitation=invitation, user=factories.user(email=invitation.email), at=timezone.now()
        )
    assert not world.edition.seats.filter(organisation=body).exists()
    assert list(Invitation.objects.pending(timezone.now())) == [elsewhere]


# --- until when ---


def test_the_committee_answers_before_it_reads(world: Any) -> None:
    for closes_in, reviews_end_in, limit_in in (
        (60, 80, 30),
        (20, 40, 19),
        (3, 30, 7),
        (-5, 30, 7),
        (-5, 4, 4),
        (-5, -1, 7),
    ):
        call = world.edition.call
        call.closes_at = NOW + closes_in * DAY
        world.edition.reviews_due_at = NOW + reviews_end_in * DAY

        assert Invitation.find_limit(world.edition, {RoleName.REVIEWER}, NOW) == NOW + limit_in * DAY
        assert Invitation.find_limit(world.edition, {RoleName.MENTOR}, NOW) == NOW + 30 * DAY


def test_the_page_and_the_link_have_that_limit_and_the_date_of_the_committee(
    world: Any, client: Client
) -> None:
    at = timezone.now()
    world.edition.committee_meets_at = datetime(2027, 3, 4, 14, tzinfo=timezone.get_default_timezone())
    world.edition.save()
    world.edition.call.closes_at = at + 20 * DAY
    world.edition.call.save()
    edition = Edition.objects.select_related("call").get(pk=world.edition.pk)

    invitation = invitations.invite(
        edition=edition, email="claire@exemple.test", role=RoleName.REVIEWER, actor=world.organiser, at=at
    )

    assert invitation.expires_at == at + 19 * DAY
    page = plain(client.get(INVITATION_LINK.address_of(invitation), follow=True).text)
    assert "Réunion du comité" in page
    assert "jeudi 4 mars 2027 à 14 h" in page


def test_a_body_is_seated_by_name_once(as_user) -> None:
    world = edition_with()
    address = reverse("programmes:manage_committee", args=[world.edition.slug])
    browser = as_user(world.organiser)

    for name in ("Aract Normandie", "Région Normandie", "aract normandie"):
        browser.post(address, {"organisation": name})

    bodies = world.edition.seats.values_list("organisation__name", flat=True)
    assert list(bodies) == ["Aract Normandie", "Région Normandie"]


def test_a_body_with_members_leaves_the_committee_after_a_question_that_names_what_stays(as_user) -> None:
    world = edition_with(reviewers=2)
    seat = world.edition.seats.first()

    page = (
        as_user(world.organiser).get(reverse("programmes:manage_committee", args=[world.edition.slug])).text
    )

    assert f'href="#remove-{seat.pk}"' in page
    assert f"{seat.organisation} ne siégera plus au comité." in page
    assert "tant que vous n’y mettez pas fin" in page


def test_the_bodies_of_jurors_are_offered_a_seat_in_one_click(as_user) -> None:
    world = edition_with(reviewers=2)
    client = as_user(world.organiser)
    address = reverse("programmes:manage_committee", args=[world.edition.slug])
    bodies = [reviewer.roles.get().organisation for reviewer in world.reviewers]
    CommitteeSeat.objects.all().delete()

    page = client.get(address).text
    client.post(address, {"organisation": bodies[0].name})

    assert all(f"Ajouter {body.name}" in page for body in bodies)
    assert world.edition.seats.get().organisation == bodies[0]
    assert f"Ajouter {bodies[0].name}" not in client.get(address).text


def test_a_name_one_letter_away_from_a_known_one() -> None:
    for written, close in (
        ("Direccte Normandi", "Direccte Normandie"),
        ("Dirreccte Normandie", "Direccte Normandie"),
        ("Direccte Mormandie", "Direccte Normandie"),
        ("direccte normandie", ""),
        ("Région Normandy", ""),
        ("Région Normandie", "Region Normandie"),
        ("Direccte Bretagne", ""),
        ("ARS", ""),
    ):
        known = ["ARD", "Direccte Normandie", "Region Normandie"]

        assert find_close_name(written, known) == close


def test_the_known_body_is_proposed_and_taken_in_one_click(world: Any, as_user: AsUser) -> None:
    body = factories.organisation(name="Direccte Normandie")
    CommitteeSeat.objects.create(edition=world.edition, organisation=body)
    browser, url = as_user(world.organiser), reverse("programmes:invite_many", args=[world.edition.slug])
    lines = "claire@exemple.test;Claire;comité;Direccte Normandi"

    proposed = browser.post(url, {"lines": lines})
    assert "Direccte Normandie ?" in plain(proposed.text)
    corrected = browser.post(url, {"lines": lines, "seen": proposed.context["seen"], "correct": "1"})
    assert not Invitation.objects.exists()
    assert "Direccte Normandie ?" not in plain(corrected.text)
    assert "La situation a changé" not in corrected.text
    browser.post(url, {"lines": corrected.context["text"], "seen": corrected.context["seen"]})

    assert Invitation.objects.get().organisation == body
    assert not Organisation.objects.filter(name="Direccte Normandi").exists()


def test_each_capability_is_somebody_s_and_each_role_has_one() -> None:
    assert set(AUDIENCES) == set(Capability)
    assert set(list_roles(*Capability)) == {*RoleName, *ProgrammeRoleName}
    assert all(list_roles(capability) for capability in Capability)


@pytest.mark.django_db
def test_a_capability_counts_in_the_edition_of_the_role() -> None:
    here, elsewhere = (factories.edition_with().edition for _ in range(2))
    facilitator = factories.role(here, RoleName.FACILITATOR)
    roles = RoleBook(facilitator)

    assert roles.can(Capability.RUN_SESSION, edition_slug=here.slug) is True
    assert roles.can(Capability.RUN_SESSION, edition_slug=elsewhere.slug) is False
    assert roles.can(Capability.MANAGE_EDITION, edition_slug=here.slug) is False
    assert facilitator in people_who_can(here, Capability.RUN_SESSION)
    assert facilitator not in people_who_can(elsewhere, Capability.RUN_SESSION)

    Role.objects.filter(user=facilitator).update(ended_at=factories.NOW)
    assert RoleBook(facilitator).can(Capability.RUN_SESSION) is False
    assert facilitator not in people_who_can(here, Capability.RUN_SESSION)


@pytest.mark.django_db
def test_the_staff_may_what_the_table_says_and_is_among_the_people_of_no_edition() -> None:
    edition = factories.edition_with().edition
    staff = factories.user(is_staff=True)
    allowed = {item for item in Capability if RoleBook(staff).can(item, edition_slug=edition.slug)}

    assert allowed == {item for item in Capability if STAFF in AUDIENCES[item]}
    assert Capability.MANAGE_APPLICATIONS not in allowed
    assert staff not in people_who_can(edition, Capability.MANAGE_EDITION)

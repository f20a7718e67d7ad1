"""The committee is invited: how many answers are awaited, and until when."""

import copy
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from programmes.actions import invitations
from programmes.enums import RoleName
from programmes.invitation_links import LINK
from programmes.models import CommitteeSeat, Edition, Invitation, Organisation
from tests import factories
from tests.support.reviews import plain
from tests.support.types import AsUser, BuildOnce

NOW = datetime(2026, 9, 1, 12, tzinfo=timezone.get_default_timezone())
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def built(build_once: BuildOnce) -> Any:
    return build_once(factories.edition_with)


@pytest.fixture
def world(built: Any, db: None) -> Any:
    return copy.deepcopy(built)


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
    dashboard = plain(browser.get(reverse("coaching:manage_edition", args=[slug])).text)
    board = plain(browser.get(reverse("projects:manage_assignment", args=[slug])).text)

    assert "6 invitations en attente" in committee
    assert committee.count("aucun membre invité") == 1
    assert "Personne ne siège encore : 6 invitations en attente." in dashboard
    assert "6 invitations en attente" in board


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


# --- until when ---


@pytest.mark.parametrize(
    ("closes_in", "reviews_end_in", "limit_in"),
    [(60, 80, 30), (20, 40, 19), (3, 30, 7), (-5, 30, 7), (-5, 4, 4), (-5, -1, 7)],
    ids=["far", "before the committee reads", "too soon", "reading", "nearly over", "over"],
)
def test_the_committee_answers_before_it_reads(
    world: Any, closes_in: int, reviews_end_in: int, limit_in: int
) -> None:
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
    page = plain(client.get(LINK.address_of(invitation), follow=True).text)
    assert "Réunion du comité" in page
    assert "jeudi 4 mars 2027 à 14 h" in page

"""Answering an invitation: by the invited address, once; forwarded, replayed or raced, it opens nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from programmes.actions import invitations
from programmes.actions.invitations import Offer
from programmes.enums import RoleName
from programmes.links import INVITATION_LINK
from programmes.models import Invitation, Role
from tests import factories
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


built, world = share_world(factories.edition_with)

ACCEPTS = {"declares": "on"}
"""What a juror ticks to accept a seat."""


def invited(world: Any, email: str = "claire@exemple.test", **fields: Any) -> Invitation:
    fields = {"role": RoleName.REVIEWER, "actor": world.organiser, "at": timezone.now(), **fields}
    return invitations.invite(edition=world.edition, email=email, **fields)


def page_of(invitation: Invitation) -> str:
    return "/" + INVITATION_LINK.address_of(invitation).split("/", 3)[3]


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def enter_by_code(client: Client, requested: Any) -> Any:
    """Type the code of the latest mail; returns the answer."""
    mail = OutgoingMail.objects.filter(template="accounts/login_code").latest("pk")
    code = next(word for word in mail.text.split() if word.isdigit())
    return client.post(requested.url, {"code": code})


# who may come in


@pytest.mark.parametrize("fields", [{}, {"is_staff": True}, {"name": "Claire Lemonnier"}])
def test_a_link_signs_in_nobody_who_has_an_account(world: Any, client: Client, fields: Any) -> None:
    known = factories.user(email="claire@exemple.test", **fields)
    page = page_of(invited(world))

    for answer in ({}, {"answer": "accept"}, {"answer": "code"}, {"account": "invited"}):
        assert client.post(page, answer).status_code == 302
        assert not is_in(client)

    assert not known.roles.exists()
    assert {mail.to_email for mail in OutgoingMail.objects.filter(template="accounts/login_code")} == {
        "claire@exemple.test"
    }


def test_a_code_at_the_invited_address_leads_back_to_the_invitation(world: Any, client: Client) -> None:
    claire = factories.user(email="claire@exemple.test")
    page = page_of(invited(world))
    assert "Recevoir un code" in client.get(page).text

    back = enter_by_code(client, client.post(page))
    assert back.url == page
    assert "Accepter" in client.get(page).text
    client.post(page, ACCEPTS)

    assert claire.roles.get().name == RoleName.REVIEWER


def test_the_session_of_the_invited_address_accepts_without_a_code(world: Any, as_user: AsUser) -> None:
    claire = factories.user(email="claire@exemple.test")

    as_user(claire).post(page_of(invited(world)), ACCEPTS)

    assert claire.roles.get().name == RoleName.REVIEWER


def test_the_link_of_a_new_address_enters_once(world: Any, client: Client) -> None:
    page = page_of(invited(world))

    client.post(page, ACCEPTS)
    assert is_in(client)
    replay = Client()

    assert replay.post(page, ACCEPTS).status_code == 410
    assert not is_in(replay)


def test_after_72_hours_a_new_address_is_asked_for_a_code(world: Any, client: Client) -> None:
    page = page_of(invited(world, at=timezone.now() - timedelta(hours=72)))

    requested = client.post(page)

    assert not is_in(client)
    enter_by_code(client, requested)
    client.post(page, ACCEPTS)
    assert Role.objects.filter(user__email="claire@exemple.test").exists()


def test_an_account_opened_while_the_page_was_read_is_not_entered(
    world: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(invited(world))
    monkeypatch.setattr(
        "programmes.views.people.visitor_of", lambda *_args: "new"
    )  # as it was before the other tab
    factories.user(email="claire@exemple.test")

    client.post(page, ACCEPTS)

    assert not is_in(client)
    assert Invitation.objects.waiting().count() == 1


def test_an_address_that_changed_keeps_what_was_offered_to_the_old_one(world: Any, as_user: AsUser) -> None:
    claire = factories.user(email="claire@exemple.test")
    page = page_of(invited(world))
    User.objects.filter(pk=claire.pk).update(email="claire@ailleurs.test")

    as_user(User.objects.get(pk=claire.pk)).post(page, ACCEPTS)

    assert not Role.objects.filter(user=claire).exists()


def test_a_new_mail_revokes_the_former_link(world: Any, client: Client) -> None:
    invitation = invited(world, at=timezone.now() - timedelta(hours=1))
    old = page_of(invitation)

    invitations.resend(invitation=invitation, actor=world.organiser, at=timezone.now())

    assert client.post(old, ACCEPTS).status_code == 410
    assert world.edition.name not in client.get(old).text
    invitation.refresh_from_db()
    assert client.get(page_of(invitation)).status_code == 200


# another account


def test_another_account_waits_for_the_inviter(world: Any, as_user: AsUser) -> None:
    paul = factories.user("Paul Petit")
    invitation = invited(world, role=RoleName.ORGANISER)
    browser, page = as_user(paul), page_of(invitation)

    for answer in ({}, {"account": "current"}, {"answer": "accept"}, {"answer": "decline"}):
        browser.post(page, answer)
    browser.post(page, {"answer": "claim"})

    assert not paul.roles.exists()
    assert Invitation.objects.waiting().get() == invitation
    mail = OutgoingMail.objects.get(template="programmes/invitation_claimed")
    assert mail.to_email == world.organiser.email
    assert paul.email in mail.text
    assert "doit le confirmer" in browser.get(page).text


def claimed(world: Any) -> tuple[Invitation, User]:
    invitation, paul = invited(world), factories.user("Paul Petit")
    invitations.claim_invitations(offered=[invitation], user=paul, at=timezone.now())
    return invitation, paul


def answer_claim(world: Any, invitation: Invitation) -> str:
    return reverse("programmes:answer_claim", args=[world.edition.slug, invitation.pk])


def test_an_organiser_confirms_who_requested(world: Any, as_user: AsUser) -> None:
    invitation, paul = claimed(world)
    browser = as_user(world.organiser)
    assert "Paul Petit" in browser.get(reverse("programmes:manage_people", args=[world.edition.slug])).text

    browser.post(answer_claim(world, invitation), {"answer": "confirm", "claimant": paul.pk})

    assert paul.roles.get().name == RoleName.REVIEWER
    assert OutgoingMail.objects.get(template="programmes/claim_confirmed").to_email == paul.email
    assert not User.objects.filter(email="claire@exemple.test").exists()


def test_refused_the_role_stays_offered_to_the_invited_address(world: Any, as_user: AsUser) -> None:
    invitation, paul = claimed(world)

    as_user(world.organiser).post(answer_claim(world, invitation), {"answer": "refuse", "claimant": paul.pk})

    assert not paul.roles.exists()
    assert Client().get(page_of(invitation)).status_code == 200
    assert OutgoingMail.objects.get(template="programmes/claim_refused").to_email == paul.email


def test_an_organiser_confirms_only_whom_they_saw(world: Any, as_user: AsUser) -> None:
    invitation, paul = claimed(world)
    other = factories.user("Zoé Zola")

    as_user(world.organiser).post(
        answer_claim(world, invitation), {"answer": "confirm", "claimant": other.pk}
    )

    assert not Role.objects.filter(user__in=[paul, other]).exists()
    with pytest.raises(TransitionRefused):
        invitations.claim_invitations(offered=[invitation], user=other, at=timezone.now())


def test_a_person_who_requested_cannot_confirm_themselves(world: Any, as_user: AsUser) -> None:
    invitation, paul = claimed(world)

    refused = as_user(paul).post(answer_claim(world, invitation), {"answer": "confirm", "claimant": paul.pk})

    assert refused.status_code == 403
    assert not paul.roles.exists()


# several roles, declining, telling


def several(world: Any) -> Invitation:
    offers = [
        Offer("claire@exemple.test", RoleName.REVIEWER, workload="une dizaine de dossiers"),
        Offer("claire@exemple.test", RoleName.MENTOR),
    ]
    return invitations.invite_many(
        edition=world.edition, offers=offers, actor=world.organiser, at=timezone.now()
    )[0]


def test_several_roles_of_a_person_are_one_mail_that_says_what_is_asked(world: Any) -> None:
    several(world)

    mail = OutgoingMail.objects.get()
    for words in ("évaluer", "accompagner", "une dizaine de dossiers", "Lecture", "Le Dôme, Caen"):
        assert words in mail.text
    assert len(set(Invitation.objects.values_list("nonce", flat=True))) == 1


def test_one_role_is_accepted_and_the_other_declined_at_one_go(world: Any, client: Client) -> None:
    several(world)

    client.post(page_of(Invitation.objects.first()), {"answer": "accept", "role": "mentor"})

    assert Role.objects.get(user__email="claire@exemple.test").name == RoleName.MENTOR
    assert Invitation.objects.get(role="reviewer").declined_at
    mail = OutgoingMail.objects.get(template="programmes/invitation_answered")
    assert mail.to_email == world.organiser.email
    assert "claire@exemple.test" in mail.text
    assert "Accepté : parrain" in mail.text.replace("\xa0", " ")
    assert "Décliné : comité" in mail.text.replace("\xa0", " ")


def test_the_link_opens_what_is_left_when_one_role_was_withdrawn(world: Any, client: Client) -> None:
    several(world)
    first = Invitation.objects.get(role="reviewer")
    page = page_of(first)
    invitations.revoke(invitation=first, actor=world.organiser, at=timezone.now())

    client.post(page, ACCEPTS)

    assert Role.objects.get(user__email="claire@exemple.test").name == RoleName.MENTOR


@pytest.mark.parametrize("has_account", [True, False])
def test_a_forwarded_link_declines_nothing_and_a_code_at_the_invited_address_does(
    world: Any, client: Client, has_account: bool
) -> None:
    # given somebody who was forwarded the mail, and another who has the mailbox
    if has_account:
        factories.user(email="claire@exemple.test", name="Claire Lemonnier")
    page = page_of(invited(world))

    # when they decline, nothing is answered without the code; their words wait beside it
    requested = client.post(page, {"answer": "decline", "words": "Pas\0 cette année."})
    assert Invitation.objects.waiting().count() == 1
    back = enter_by_code(client, requested)
    visible = client.get(back.url).text
    assert '<details class="decline" open>' in visible
    assert "Pas cette année.</textarea>" in visible
    answer = client.post(page, {"answer": "decline", "words": "Pas cette année."})

    # then who invited knows, and no account is left that served for nothing else
    assert "merci d’avoir répondu" in answer.text
    mail = OutgoingMail.objects.get(template="programmes/invitation_answered")
    assert (mail.to_email, "Pas cette année." in mail.text) == (world.organiser.email, True)
    assert User.objects.filter(email="claire@exemple.test").exists() == has_account
    assert is_in(client) == has_account
    assert client.post(page, ACCEPTS).status_code == 410

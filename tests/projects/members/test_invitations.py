"""The link to a dossier is the invited address's alone: forwarded, quoted or old, it opens nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from programmes.enums import RoleName
from projects.members import actions as members
from projects.models import Application, MemberRights, ProjectInvitation, ProjectMember
from tests import factories
from tests.factories import edition, role, user
from tests.support.dossiers import draft, full_form, lead
from tests.support.members import invite, link
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier() -> Application:
    return draft(edition(form=full_form()), at=timezone.now(), title="L’écran d’atelier")


def test_another_account_cannot_take_the_place(dossier: Application, as_user: AsUser) -> None:
    other = user("Léa Morin")
    offered = invite(dossier)
    browser, page = as_user(other), link(offered)

    assert "demandez à" in browser.get(page).text
    for answer in ("accept", "claim", "decline"):
        browser.post(page, {"answer": answer, "account": "current"})

    assert not dossier.project.members.filter(user=other).exists()
    assert ProjectInvitation.objects.waiting().get() == offered
    with pytest.raises(TransitionRefused, match="quelqu’un d’autre"):
        members.accept_member_invitation(invitation=offered, user=other, at=timezone.now())


def test_an_invitation_quoted_by_an_organiser_opens_nothing_to_who_invited(
    dossier: Application, client: Client
) -> None:
    organiser = role(dossier.call.edition, RoleName.ORGANISER)
    page = link(invite(dossier, organiser.email, "read"))
    mail = OutgoingMail.objects.get(template="projects/members/member_invitation")
    assert (mail.private, mail.reply_to) == (True, "")

    requested = client.post(page)

    assert requested.url.startswith(reverse("account_confirm_login_code"))
    assert "_auth_user_id" not in client.session
    assert client.get(f"/manage/{dossier.call.edition.slug}/people/").status_code == 302
    assert not dossier.project.members.filter(user=organiser).exists()
    code = OutgoingMail.objects.get(template="accounts/login_code")
    assert code.to_email == organiser.email


def test_somebody_who_has_an_account_accepts_after_a_code_at_the_invited_address(
    dossier: Application, client: Client
) -> None:
    lea = user("Léa Morin", email="lea@exemple.test")
    page = link(invite(dossier))

    back = enter_by_code(client, client.post(page))
    assert back.url == page
    client.post(back.url)

    assert dossier.project.members.filter(user=lea, left_at=None).exists()


def test_sending_again_revokes_the_previous_link(dossier: Application, client: Client) -> None:
    offered = invite(dossier, at=timezone.now() - timedelta(hours=1))
    old = link(offered)

    members.resend_member_invitation(invitation=offered, actor=lead(dossier), at=timezone.now())
    members.resend_member_invitation(invitation=offered, actor=lead(dossier), at=timezone.now())

    assert client.get(old).status_code == 410
    assert client.post(old).status_code == 410
    offered.refresh_from_db()
    assert client.get(link(offered)).status_code == 200
    assert OutgoingMail.objects.filter(template="projects/members/member_invitation").count() == 2


def test_a_link_older_than_72_hours_opens_no_account(dossier: Application, client: Client) -> None:
    page = link(invite(dossier, at=timezone.now() - timedelta(hours=73)))

    requested = client.post(page)

    assert requested.url.startswith(reverse("account_confirm_login_code"))
    assert "_auth_user_id" not in client.session
    assert dossier.project.members.count() == 1


def enter_by_code(client: Client, requested: Any) -> Any:
    digits = OutgoingMail.objects.filter(template="accounts/login_code").latest("pk").text
    return client.post(requested.url, {"code": next(word for word in digits.split() if word.isdigit())})


def test_declining_takes_a_code_at_the_invited_address_and_notifies_who_invited(
    dossier: Application, client: Client
) -> None:
    page, refusal = link(invite(dossier)), {"answer": "decline", "words": "Je change de\0 poste."}

    requested = client.post(page, refusal)
    assert ProjectInvitation.objects.waiting().count() == 1
    back = enter_by_code(client, requested)
    assert "Je change de poste.</textarea>" in client.get(back.url).text
    answer = client.post(page, refusal)

    assert "merci d’avoir répondu" in answer.text
    assert not User.objects.filter(email="lea@exemple.test").exists()
    mail = OutgoingMail.objects.get(template="projects/members/member_declined")
    assert mail.to_email == lead(dossier).email
    assert "Je change de poste." in mail.text
    assert client.post(page).status_code == 410
    assert "Vous avez décliné" in client.get(page).text


def test_the_reason_of_a_refusal_goes_to_the_lead_once_the_inviter_left(
    dossier: Application, as_user: AsUser
) -> None:
    lea = user(email="lea@exemple.test")
    page, former, at = link(invite(dossier)), lead(dossier), timezone.now()
    following = dossier.project.members.create(user=user(), joined_at=at)
    members.hand_over(member=following, actor=former, at=at)
    members.leave(member=dossier.project.members.get(user=former), at=at)

    as_user(lea).post(page, {"answer": "decline", "words": "Je change de poste."})

    assert OutgoingMail.objects.get(template="projects/members/member_declined").user == following.user


def add_member(application: Application, rights: MemberRights) -> User:
    user = factories.user()
    ProjectMember.objects.create(
        project=application.project, user=user, rights=rights, joined_at=factories.NOW
    )
    return user


def test_members_with_the_right_to_write_act_for_their_project_and_for_no_other() -> None:
    mine, theirs = (factories.edition_with(applications=1).applications[0] for _ in range(2))
    editor, reader = add_member(mine, MemberRights.EDIT), add_member(mine, MemberRights.READ)

    assert editor.has_perm("projects.act_for_project", mine) is True
    assert editor.has_perm("projects.act_for_project", theirs) is False
    assert reader.has_perm("projects.act_for_project", mine) is False


def test_a_person_who_leads_now_leads_and_nobody_else() -> None:
    application = factories.edition_with(applications=1).applications[0]
    project, member = application.project, add_member(application, MemberRights.EDIT)
    lead = project.members.leads().get()

    assert lead.user.has_perm("projects.lead_project", project) is True
    assert member.has_perm("projects.lead_project", project) is False

    lead.left_at = timezone.now()
    lead.save()
    assert lead.user.has_perm("projects.lead_project", project) is False
    assert lead.user.has_perm("projects.act_for_project", application) is False

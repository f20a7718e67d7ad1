"""Who does what: invited by mail, accepted by a personal link, ended, never deleted."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from accelerator.outbox.actions import queue
from accelerator.outbox.messages import Address, Message
from accelerator.outbox.models import MailState, OutgoingMail
from accelerator.transitions import TransitionRefused
from programmes.actions import invitations, roles
from programmes.enums import RoleName
from programmes.links import INVITATION_LINK
from programmes.models import ExpertiseTag, Invitation, Organisation, Role
from programmes.queries import RoleBook
from tests import factories
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


built, world = share_world(factories.edition_with, reviewers=1)


@pytest.fixture
def organiser(client, world):
    client.force_login(world.organiser, backend=BACKEND)
    return client


def invited(world, email="claire@exemple.test", role=RoleName.REVIEWER, **fields) -> Invitation:
    at = fields.pop("at", timezone.now())
    return invitations.invite(
        edition=world.edition, email=email, role=role, actor=world.organiser, at=at, **fields
    )


def path_of(invitation: Invitation, settings) -> str:
    return INVITATION_LINK.address_of(invitation).removeprefix(settings.SITE_URL)


ACCEPTS = {"declares": "on"}
"""What a juror ticks to accept a seat."""


def people(world) -> str:
    return reverse("programmes:manage_people", args=[world.edition.slug])


# inviting


def test_an_organiser_invites_from_the_page(organiser, world):
    ExpertiseTag.objects.create(edition=world.edition, label="Ergonomie")
    response = organiser.post(
        people(world),
        {
            "email": "Claire@Exemple.test",
            "name": "Claire Lemonnier",
            "role": "reviewer",
            "organisation": "Aract des Rives",
            "skills": "ergonomie",
        },
    )

    invitation = Invitation.objects.get()
    assert [tag.label for tag in invitation.expertise.all()] == ["Ergonomie"]
    mail = OutgoingMail.objects.get()
    assert response.url == f"{people(world)}?invite=reviewer"
    assert (invitation.email, invitation.role, str(invitation.organisation)) == (
        "claire@exemple.test",
        "reviewer",
        "Aract des Rives",
    )
    assert mail.to_email == "claire@exemple.test"
    assert mail.scope == world.edition.scope
    assert "/account/invitation/" in mail.text
    assert "Aract des Rives" in mail.text
    assert AuditEntry.objects.filter(verb="invite").count() == 1
    assert "Claire Lemonnier" in organiser.get(people(world)).content.decode()


def test_a_reviewer_represents_an_organisation(organiser, world):
    response = organiser.post(people(world), {"email": "claire@exemple.test", "role": "reviewer"})

    assert response.status_code == 422
    assert "organisme que cette personne" in response.content.decode()
    assert 'value="claire@exemple.test"' in response.content.decode()


def test_a_body_is_optional_for_the_roles_that_do_not_need_one(organiser, world):
    optional = 'Organisme <span class="optional">'
    for role, is_optional in (("reviewer", False), ("mentor", True), ("", False)):
        assert (optional in organiser.get(people(world), {"invite": role}).text) is is_optional

    response = organiser.post(people(world), {"email": "claire@exemple.test", "role": "mentor"})

    assert response.status_code == 302


def test_nobody_is_invited_twice(organiser, world):
    invited(world)

    response = organiser.post(
        people(world), {"email": "CLAIRE@exemple.test", "role": "reviewer", "organisation": "X"}
    )

    assert response.status_code == 422
    assert "attend déjà" in response.content.decode()
    assert OutgoingMail.objects.count() == 1
    assert not Organisation.objects.filter(name="X").exists()


def test_a_person_who_holds_the_role_is_not_invited_to_it(world):
    with pytest.raises(TransitionRefused, match="tient déjà"):
        invited(world, email=world.reviewer.email)


def test_an_expired_invitation_makes_way_for_a_new_one(world):
    old = invited(world, at=timezone.now() - timedelta(days=40))

    new = invited(world)

    old.refresh_from_db()
    assert old.revoked_at
    assert Invitation.objects.pending(timezone.now()).get() == new


def test_an_invitation_can_be_sent_again_but_a_double_click_is_one_mail(organiser, world):
    invitation = invited(world, role=RoleName.MENTOR, at=timezone.now() - timedelta(days=20))
    again = reverse("programmes:resend_invitation", args=[world.edition.slug, invitation.pk])
    at = timezone.now() + timedelta(hours=1)

    organiser.post(again)
    invitations.resend(invitation=invitation, actor=world.organiser, at=at)
    invitations.resend(invitation=invitation, actor=world.organiser, at=at)

    invitation.refresh_from_db()
    assert invitation.expires_at > timezone.now() + timedelta(days=29)
    assert OutgoingMail.objects.count() == 3


# accepting


def test_accepting_signed_out_makes_the_account_signs_in_and_gives_the_role(client, world, settings):
    body = factories.organisation("Aract des Rives")
    invitation = invited(world, name="Claire Lemonnier", organisation=body, skills="ergonomie")
    path = path_of(invitation, settings)

    page = client.get(path).content.decode()
    assert "Aract des Rives" in page
    assert not User.objects.filter(email="claire@exemple.test").exists()
    response = client.post(path, ACCEPTS)

    claire = User.objects.get(email="claire@exemple.test")
    role = Role.objects.get(user=claire)
    assert response.url == reverse("programmes:welcome")
    assert (role.name, role.organisation, role.skills, claire.name) == (
        "reviewer",
        body,
        "ergonomie",
        "Claire Lemonnier",
    )
    assert client.get("/account/profile/").context["user"] == claire


def test_a_used_link_is_reported_and_signs_nobody_in(client, world, settings):
    invitation = invited(world)
    path = path_of(invitation, settings)
    client.post(path, ACCEPTS)
    client.logout()

    response = client.post(path, ACCEPTS)

    assert response.status_code == 410
    assert "Vous avez déjà accepté" in response.content.decode()
    assert not response.context["user"].is_authenticated


def test_a_revoked_invitation_says_so(client, organiser, world, settings):
    invitation = invited(world)
    organiser.post(reverse("programmes:revoke_invitation", args=[world.edition.slug, invitation.pk]))
    client.logout()

    response = client.post(path_of(invitation, settings), ACCEPTS)

    assert response.status_code == 410
    assert "a été retirée" in response.content.decode()
    assert not Role.objects.filter(user__email="claire@exemple.test").exists()


def test_an_expired_invitation_says_so(client, world, settings):
    invitation = invited(world, at=timezone.now() - timedelta(days=31))

    response = client.get(path_of(invitation, settings))

    assert response.status_code == 410
    assert "a expiré" in response.content.decode()


@pytest.mark.parametrize("token", ["x", "WzEsIm4iXQ:1abc:def"])
def test_a_forged_link_reveals_nothing(client, world, token):
    response = client.get(f"/account/invitation/{token}/")

    assert response.status_code == 410
    assert world.edition.name not in response.content.decode()


def test_a_closed_account_takes_no_role(client, world, settings):
    closed = factories.user(email="claire@exemple.test", is_active=False)
    invitation = invited(world)

    client.post(path_of(invitation, settings), ACCEPTS)

    assert "_auth_user_id" not in client.session
    with pytest.raises(TransitionRefused, match="fermé"):
        invitations.accept_invitation(invitation=invitation, user=closed, at=timezone.now())
    assert not closed.roles.exists()


# ending


def test_an_ended_role_stays_written_and_can_be_given_again(organiser, world):
    role = Role.objects.get(user=world.reviewer)

    organiser.post(reverse("programmes:end_role", args=[world.edition.slug, role.pk]), {"reason": "Muté."})
    roles.give_role(
        edition=world.edition,
        user=world.reviewer,
        name=RoleName.REVIEWER,
        actor=world.organiser,
        at=timezone.now(),
    )

    assert Role.objects.filter(user=world.reviewer).count() == 2
    assert Role.objects.active().filter(user=world.reviewer).count() == 1


def test_a_person_who_was_an_organiser_opens_nothing_of_the_edition_any_more(client, world):
    gone = factories.role(world.edition, RoleName.ORGANISER)
    client.force_login(gone, backend=BACKEND)
    assert client.get(people(world)).status_code == 200

    Role.objects.filter(user=gone).update(ended_at=timezone.now())

    assert client.get(people(world)).status_code in (403, 404)
    assert not RoleBook(gone).roles


def test_an_edition_keeps_an_organiser(organiser, world):
    role = Role.objects.get(user=world.organiser)

    address = reverse("programmes:end_role", args=[world.edition.slug, role.pk])
    response = organiser.post(address, {"reason": "Muté."}, follow=True)

    role.refresh_from_db()
    assert role.ended_at is None
    assert "garde au moins une personne" in response.content.decode()


# another edition's


# mails


def test_the_organiser_reads_the_mails_of_the_edition_but_not_private_ones(organiser, world, settings):
    invited(world)
    at = timezone.now()
    other = factories.edition()
    template = "programmes/invitation"
    queue(
        Message(template, Address("z@exemple.test"), "elsewhere", scope=other.scope, context=_context(world)),
        at=at,
    )
    queue(
        Message(
            template,
            Address("paul@exemple.test"),
            "public",
            scope=world.edition.scope,
            context=_context(world),
        ),
        at=at,
    )
    private, public = (
        OutgoingMail.objects.get(to_email=to) for to in ("claire@exemple.test", "paul@exemple.test")
    )

    listed = organiser.get(reverse("programmes:manage_mails", args=[world.edition.slug])).content.decode()
    assert "claire@exemple.test" in listed
    assert "paul@exemple.test" in listed
    assert "z@exemple.test" not in listed
    page = organiser.get(
        reverse("programmes:manage_mail", args=[world.edition.slug, private.pk])
    ).content.decode()
    assert "/account/invitation/" not in page
    assert "seul son destinataire" in page
    page = organiser.get(
        reverse("programmes:manage_mail", args=[world.edition.slug, public.pk])
    ).content.decode()
    assert "secret-link" in page


def test_failed_mails_can_be_listed_alone_with_their_reason(organiser, world):
    invited(world, email="ok@exemple.test")
    invited(world, email="bad@exemple.test")
    OutgoingMail.objects.filter(to_email="bad@exemple.test").update(
        state=MailState.FAILED, error="550 unknown mailbox"
    )
    listing = reverse("programmes:manage_mails", args=[world.edition.slug])

    page = organiser.get(f"{listing}?state=failed").content.decode()
    assert "bad@exemple.test" in page
    assert "ok@exemple.test" not in page
    failed = OutgoingMail.objects.get(state=MailState.FAILED)
    assert "550 unknown" in organiser.get(f"{listing}{failed.pk}/").content.decode()


def _context(world):
    invitation = Invitation(
        edition=world.edition, invited_by=world.organiser, expires_at=timezone.now(), role="mentor"
    )
    return {
        "invitation": invitation,
        "edition": world.edition,
        "offers": [],
        "link": "https://possibles.test/secret-link/",
    }


# finding somebody


def test_people_are_found_by_words_without_accents_and_by_role(organiser, world):
    anne = factories.user("Anne Kervéla")
    through = factories.organisation("Aract Bretagne")
    factories.role(world.edition, RoleName.MENTOR, who=anne, through=through)

    def list_found(**search):
        return [str(role.user) for role in organiser.get(people(world), search).context["page"]]

    assert list_found(q="kervela aract") == ["Anne Kervéla"]
    assert list_found(role="mentor") == ["Anne Kervéla"]
    assert list_found(q="kervela", role="reviewer") == []
    assert len(list_found(role="nonsense", q="")) == 3


def test_a_person_without_a_name_is_listed_once_by_their_address(organiser, world):
    unnamed = factories.user(email="nouvelle@exemple.test")
    unnamed.name = ""
    unnamed.save()
    factories.role(world.edition, RoleName.MENTOR, who=unnamed)
    factories.role(world.edition, RoleName.MENTOR, who=factories.user("Anne", email="anne@exemple.test"))

    page = organiser.get(people(world), {"role": "mentor"}).text

    assert page.count("nouvelle@exemple.test") == 1
    assert '<a href="mailto:anne@exemple.test">anne@exemple.test</a>' in page


@pytest.mark.parametrize("typed", ["x" * 5000, "%_\\'\"", "\0", "é"])
def test_an_odd_search_finds_nobody_and_is_still_in_its_field(organiser, world, typed):
    answer = organiser.get(people(world), {"q": typed})

    assert answer.status_code == 200
    assert answer.context["typed"] == typed[:200]


def test_the_committee_leads_to_the_invitation_of_a_member(organiser, world):
    committee = organiser.get(reverse("programmes:manage_committee", args=[world.edition.slug])).text
    assert f"{people(world)}?invite=reviewer#invite-title" in committee

    form = organiser.get(people(world), {"invite": "reviewer"}).context["form"]
    assert form["role"].value() == "reviewer"


def test_holders_get_their_role_once_and_again_after_it_ended() -> None:
    edition, first, again = factories.edition(), factories.user(), factories.user()
    roles.add_holders(edition=edition, holders={first: None, again: None}, at=factories.NOW)
    Role.objects.filter(user=again).update(ended_at=factories.NOW)

    roles.add_holders(
        edition=edition, holders={first: factories.organisation(), again: None}, at=factories.NOW
    )

    holders = Role.objects.active().filter(edition=edition, name=RoleName.HOLDER).order_by("user")
    assert [(role.user, role.organisation) for role in holders] == [(first, None), (again, None)]
    assert Role.objects.filter(edition=edition).count() == 3

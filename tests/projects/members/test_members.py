"""A dossier held by several: invited by mail, with the right to write or to read, one of them leading."""

from datetime import timedelta

import pytest
from django.core import signing
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import TimeMachineFixture

from accelerator.accounts.models import User
from accelerator.audit import verbs
from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from programmes.enums import RoleName
from projects.application import presence
from projects.application.actions.submission import start_application, withdraw_application
from projects.application.queries.applications import history
from projects.members import actions as members, queries as member_links
from projects.models import Application, MemberRights, ProjectInvitation, ProjectMember
from tests.factories import edition, user
from tests.support.dossiers import draft, full_form, lead, sent, url
from tests.support.members import invite, link
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def build_dossier() -> Application:
    return draft(edition(form=full_form()), at=timezone.now(), title="L’écran d’atelier")


built, dossier = share_world(build_dossier)


def join(application: Application, who: User | None = None, rights: str = "edit") -> ProjectMember:
    who = who or user("Léa Morin")
    return members.accept_member_invitation(
        invitation=invite(application, who.email, rights), user=who, at=timezone.now()
    )


# — inviting and accepting


def test_an_invitation_signs_in_somebody_who_has_no_account(dossier: Application, client: Client) -> None:
    invitation = invite(dossier, " Lea@Exemple.test ")
    page = link(invitation)
    mail = OutgoingMail.objects.get(template="projects/members/member_invitation")

    visible = client.get(page)
    done = client.post(page)

    assert mail.to_email == "lea@exemple.test"
    assert mail.private
    assert "le lire, le modifier et l’envoyer" in visible.text
    assert ProjectMember.objects.filter(user__email="lea@exemple.test").count() == 1
    assert done.url == url("application", dossier)
    assert client.get(done.url).status_code == 200
    assert client.get(url("application_form", dossier, step=1)).text.count("data-autosave-url") == 1
    lea = User.objects.get(email="lea@exemple.test")
    assert lea.roles.get().name == RoleName.HOLDER
    assert (
        OutgoingMail.objects.filter(template="projects/members/member_joined", user=lead(dossier)).count()
        == 1
    )


def test_the_mail_about_who_joins_has_their_name(dossier: Application, client: Client) -> None:
    page = link(invite(dossier, "lea@exemple.test"))

    visible = client.get(page)
    client.post(page, {"name": " Léa   Morin "})

    assert 'name="name"' in visible.text
    mail = OutgoingMail.objects.get(template="projects/members/member_joined")
    assert "Léa Morin vous rejoint" in mail.subject
    assert "Léa Morin a accepté" in mail.text
    assert "lea@exemple.test" not in mail.subject + mail.text


def test_a_forged_link_opens_nothing(dossier: Application, client: Client) -> None:
    token = member_links.LINK.address_of(invite(dossier)).rsplit("/", 2)[1]
    for forge in (
        lambda token: token + "x",
        lambda token: token[:-5],
        lambda token: signing.dumps([1, "0" * 32], salt="programmes.invitation", compress=True),
        lambda token: signing.dumps("nonsense", salt=member_links.LINK.salt),
        lambda token: signing.dumps([10**12, "0" * 32], salt=member_links.LINK.salt, compress=True),
        lambda token: signing.dumps({"pk": 1}, salt=member_links.LINK.salt),
    ):
        page = reverse("projects:member_invitation", args=[forge(token)])

        assert client.get(page).status_code == 410
        assert client.post(page).status_code == 410
        assert dossier.project.members.count() == 1


def test_an_expired_invitation_says_so_and_opens_nothing(dossier: Application, client: Client) -> None:
    invitation = invite(dossier, at=timezone.now() - ProjectInvitation.VALID_FOR)

    response = client.post(link(invitation))

    assert response.status_code == 410
    assert "expiré" in response.text
    assert dossier.project.members.count() == 1


def test_a_revoked_or_used_invitation_opens_nothing(dossier: Application, client: Client) -> None:
    revoked, used = invite(dossier, "un@exemple.test"), invite(dossier, "deux@exemple.test")
    members.revoke_member_invitation(invitation=revoked, actor=lead(dossier), at=timezone.now())
    Client().post(link(used))

    assert client.post(link(revoked)).status_code == 410
    again = client.post(link(used))
    assert again.status_code == 410
    assert "_auth_user_id" not in client.session
    with pytest.raises(TransitionRefused):
        members.accept_member_invitation(invitation=revoked, user=user(), at=timezone.now())


def test_a_closed_account_takes_no_place(dossier: Application, client: Client) -> None:
    invitation = invite(dossier)
    closed = user("Léa Morin", email="lea@exemple.test", is_active=False)

    client.post(link(invitation))

    assert "_auth_user_id" not in client.session
    assert not OutgoingMail.objects.filter(template="accounts/login_code").exists()
    with pytest.raises(TransitionRefused, match="fermé"):
        members.accept_member_invitation(invitation=invitation, user=closed, at=timezone.now())
    assert not dossier.project.members.filter(user=closed).exists()
    assert not closed.roles.exists()
    assert ProjectInvitation.objects.waiting().count() == 1


def test_nobody_is_invited_twice_nor_invited_where_they_are(dossier: Application) -> None:
    invite(dossier)
    with pytest.raises(TransitionRefused, match="attend déjà"):
        invite(dossier)
    with pytest.raises(TransitionRefused, match="tient déjà"):
        invite(dossier, lead(dossier).email)


def test_an_expired_invitation_makes_way(dossier: Application) -> None:
    invite(dossier, at=timezone.now() - ProjectInvitation.VALID_FOR - timedelta(days=1))

    invite(dossier)

    assert ProjectInvitation.objects.waiting().count() == 1


def test_the_database_keeps_one_waiting_invitation(dossier: Application) -> None:
    invitation = invite(dossier)

    with pytest.raises(IntegrityError, match=r"project_invitation_pending_once|UNIQUE"), transaction.atomic():
        ProjectInvitation.objects.create(
            project=dossier.project,
            email=invitation.email,
            nonce="0",
            invited_by=invitation.invited_by,
            invited_at=invitation.invited_at,
            expires_at=invitation.expires_at,
        )


def test_a_dozen_people_and_no_more(dossier: Application) -> None:
    for number in range(members.MOST_PEOPLE - 1):
        invite(dossier, f"personne-{number}@exemple.test")

    with pytest.raises(TransitionRefused, match="douze"):
        invite(dossier)


def test_repeated_invitations_to_many_addresses_are_limited(
    dossier: Application, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = lead(dossier)
    monkeypatch.setattr(members, "DAILY_OF_A_PROJECT", 3)
    yesterday = timezone.now() - timedelta(days=1, minutes=1)
    for number in range(3):
        invitation = invite(dossier, f"personne-{number}@exemple.test", at=yesterday if number == 0 else None)
        members.revoke_member_invitation(invitation=invitation, actor=holder, at=timezone.now())
    waiting = invite(dossier)

    visible = as_user(holder).post(url("team", dossier), {"email": "x@exemple.test", "rights": "edit"})

    assert "réessayez demain" in visible.text
    with pytest.raises(TransitionRefused, match="demain"):
        members.resend_member_invitation(invitation=waiting, actor=holder, at=timezone.now())
    monkeypatch.setattr(members, "DAILY_OF_A_PROJECT", 20)
    monkeypatch.setattr(members, "DAILY_OF_A_PERSON", 3)
    with pytest.raises(TransitionRefused, match="Vous avez envoyé"):
        invite(dossier, "y@exemple.test")


def test_a_withdrawn_dossier_is_joined_by_nobody(dossier: Application, client: Client) -> None:
    invitation = invite(dossier)
    withdraw_application(application=dossier, actor=lead(dossier), at=timezone.now())

    assert client.post(link(invitation)).status_code == 410
    with pytest.raises(TransitionRefused):
        invite(dossier, "autre@exemple.test")


def test_somebody_who_left_comes_back_with_the_new_rights(dossier: Application) -> None:
    lea = join(dossier)
    members.leave(member=lea, at=timezone.now())

    again = join(dossier, lea.user, "read")

    assert again == lea
    assert (again.rights, again.left_at) == (MemberRights.READ, None)
    assert lea.user.roles.filter(ended_at=None).count() == 1


# — rights, lead, leaving


def test_a_reader_reads_and_writes_nothing(dossier: Application, as_user: AsUser) -> None:
    reader = as_user(join(dossier, rights="read").user)

    assert reader.get(url("application", dossier)).status_code == 200
    for name, step in (("application_form", {"step": 2}), ("application_review_and_submit", {})):
        assert reader.get(url(name, dossier, **step)).headers["Location"] == url("application", dossier)
    assert (
        "un dossier à lire" in OutgoingMail.objects.get(template="projects/members/member_invitation").subject
    )
    posts = [
        url("application_form", dossier, step=1),
        url("application_answer", dossier, key="title"),
        url("application_review_and_submit", dossier),
        url("application_presence", dossier),
        url("team", dossier),
    ]
    assert [reader.post(page, {"value": "Non"}).status_code for page in posts] == [403] * len(posts)


def test_changing_rights_counts_at_once(dossier: Application, as_user: AsUser) -> None:
    lea = join(dossier)
    browser = as_user(lea.user)
    page = url("application_answer", dossier, key="summary")
    assert browser.post(page, {"value": "Un écran."}).status_code == 200

    as_user(lead(dossier)).post(url("team_rights", dossier, pk=lea.pk), {"rights": "read"})

    assert browser.post(page, {"value": "Encore.", "base_version": "1"}).status_code == 403


def test_handing_over_leaves_one_lead(dossier: Application) -> None:
    before, lea = lead(dossier), join(dossier, rights="read")

    members.hand_over(member=lea, actor=before, at=timezone.now())

    assert lead(dossier) == lea.user
    assert dossier.project.members.filter(leads=True).count() == 1
    assert dossier.project.members.get(user=before).rights == MemberRights.EDIT
    assert dossier.project.members.get(user=lea.user).rights == MemberRights.EDIT
    assert (
        OutgoingMail.objects.filter(template="projects/members/lead_transferred", user=lea.user).count() == 1
    )
    assert AuditEntry.objects.filter(verb="hand_over", subject_id=str(dossier.pk)).count() == 1


def test_nobody_leads_two_dossiers_of_one_call(dossier: Application) -> None:
    lea = join(dossier)
    start_application(call=dossier.call, user=lea.user, at=timezone.now())

    with pytest.raises(TransitionRefused, match="autre dossier"):
        members.hand_over(member=lea, actor=lead(dossier), at=timezone.now())


def test_the_lead_hands_over_before_leaving(dossier: Application) -> None:
    leader = dossier.project.members.get(leads=True)

    with pytest.raises(TransitionRefused):
        members.leave(member=leader, at=timezone.now())
    with pytest.raises(TransitionRefused):
        members.change_rights(member=leader, rights="read", actor=leader.user, at=timezone.now())


def test_a_person_who_left_reads_nothing_more(dossier: Application, as_user: AsUser) -> None:
    lea = join(dossier)
    browser = as_user(lea.user)

    assert browser.post(url("team_leave", dossier)).status_code == 302

    assert browser.get(url("application", dossier)).status_code == 404
    assert browser.post(url("application_answer", dossier, key="title"), {"value": "X"}).status_code == 404
    assert not lea.user.roles.filter(ended_at=None).exists()
    assert (
        OutgoingMail.objects.filter(template="projects/members/member_left", user=lead(dossier)).count() == 1
    )


def test_a_person_who_holds_another_dossier_of_the_edition_keeps_the_role(dossier: Application) -> None:
    lea = join(dossier)
    start_application(call=dossier.call, user=lea.user, at=timezone.now())

    members.remove_member(member=lea, actor=lead(dossier), at=timezone.now())

    assert lea.user.roles.filter(ended_at=None, name=RoleName.HOLDER).count() == 1
    assert OutgoingMail.objects.filter(template="projects/members/member_removed", user=lea.user).count() == 1
    with pytest.raises(TransitionRefused):
        members.remove_member(member=lea, actor=lead(dossier), at=timezone.now())


# — the pages


def test_the_lead_invites_from_the_page(dossier: Application, as_user: AsUser) -> None:
    browser, page = as_user(lead(dossier)), url("team", dossier)

    wrong = browser.post(page, {"email": "pas une adresse", "rights": "edit"})
    forged = browser.post(page, {"email": "lea@exemple.test", "rights": "owner"})
    done = browser.post(page, {"email": "lea@exemple.test", "rights": "read"}, follow=True)

    assert (wrong.status_code, forged.status_code) == (422, 422)
    assert "pas une adresse" in wrong.text
    assert "lea@exemple.test" in done.text
    assert ProjectInvitation.objects.get().rights == MemberRights.READ


def test_only_the_lead_changes_who_holds_the_dossier(dossier: Application, as_user: AsUser) -> None:
    lea, other = join(dossier), join(dossier, user("Ali Rocher"))
    waiting = invite(dossier)
    browser = as_user(lea.user)
    posts = [
        url("team", dossier),
        url("team_rights", dossier, pk=other.pk),
        url("team_hand_over", dossier, pk=lea.pk),
        url("team_remove", dossier, pk=other.pk),
        url("team_resend", dossier, pk=waiting.pk),
        url("team_revoke", dossier, pk=waiting.pk),
    ]

    statuses = [
        browser.post(page, {"rights": "read", "email": "x@exemple.test"}).status_code for page in posts
    ]

    assert statuses == [403] * len(posts)
    assert lead(dossier) != lea.user
    assert "lea@exemple.test" not in browser.get(url("team", dossier)).text


# — who is here


def test_one_reads_who_else_is_writing(dossier: Application, as_user: AsUser) -> None:
    lea = join(dossier, user("Léa Morin"))
    own, hers = as_user(lead(dossier)), as_user(lea.user)
    page = url("application_form", dossier, step=1)
    assert "modifiez ce dossier" not in own.get(page).text

    hers.post(url("application_answer", dossier, key="summary"), {"value": "Un écran."})
    received = own.post(url("application_presence", dossier)).json()

    assert received == {"text": "vous et Léa Morin modifiez ce dossier"}
    assert "vous et Léa Morin modifiez ce dossier" in own.get(page).text
    assert "Maëlle Ravenel" in hers.post(url("application_presence", dossier)).json()["text"]


def test_three_writers_are_named_and_those_who_stopped_are_not(
    dossier: Application, time_machine: TimeMachineFixture
) -> None:
    people = [user(name) for name in ("Ali Rocher", "Léa Morin", "Noé Vidal")]
    for person in people:
        presence.note(dossier, person)

    assert presence.words(dossier, people[0]) == "vous, Léa Morin et Noé Vidal modifiez ce dossier"
    time_machine.move_to(timezone.now() + timedelta(seconds=presence.SEEN_FOR_S + 1))
    assert presence.words(dossier, people[0]) == ""


def test_a_sent_dossier_keeps_its_people(as_user: AsUser) -> None:
    application = sent(edition(form=full_form()), at=timezone.now())
    lea = join(application)

    assert as_user(lea.user).get(url("application_sent", application)).status_code == 200
    assert lea.user.roles.get().organisation == application.project.organisation


def test_the_history_of_the_dossier_names_who_holds_it_in_words(dossier: Application) -> None:
    at = timezone.now()
    first = invite(dossier, "sans-suite@exemple.test")
    members.resend_member_invitation(invitation=first, actor=lead(dossier), at=at)
    members.revoke_member_invitation(invitation=first, actor=lead(dossier), at=at)
    members.change_rights(member=join(dossier, user("Léa Morin")), rights="read", actor=lead(dossier), at=at)
    members.remove_member(member=join(dossier, user("Ali Benali")), actor=lead(dossier), at=at)
    members.leave(member=join(dossier, user("Rose Petit")), at=at)
    members.hand_over(member=join(dossier, user("Anne Roy")), actor=lead(dossier), at=at)

    lines = [str(step["label"]) for step in history(dossier, lead(dossier))]

    assert set(lines) <= {str(verb.step) for verb in verbs.list_declared()}
    assert "Projet confié à une autre personne" in lines

"""Seats on the committee: deputies, capacity, quorum, and invitations that are declined."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from programmes.actions import invitations
from programmes.actions.committee import remove_seat
from programmes.actions.editions import create_edition
from programmes.actions.roles import end_role
from programmes.committee import find_quorum
from programmes.enums import ClonedPart, RoleName
from programmes.forms.people import PersonInvitationForm
from programmes.links import INVITATION_LINK
from programmes.models import Edition, Invitation, Role
from programmes.seat_terms import describe_load, describe_seat
from tests import factories
from tests.factories import edition_with
from tests.support.reviews import plain
from tests.support.todo import list_titles
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def invite(world: Any, **fields: Any) -> Invitation:
    return invitations.invite(
        edition=world.edition,
        actor=world.organiser,
        **{
            "email": "claire@exemple.test",
            "name": "Claire",
            "role": RoleName.REVIEWER,
            "organisation": world.edition.seats.first().organisation,
            "at": timezone.now(),
            **fields,
        },
    )


def page_of(world: Any) -> str:
    return reverse("programmes:manage_committee", args=[world.edition.slug])


def test_the_body_of_an_invited_person_is_added_to_the_committee_with_one_click(as_user: AsUser) -> None:
    world = edition_with(reviewers=0)
    body = factories.organisation(name="Agence du Bessin")
    browser, page = as_user(world.organiser), page_of(world)
    assert "Personne ne siège encore" in browser.get(page).text
    invitations.invite(
        edition=world.edition,
        actor=world.organiser,
        email="claire@exemple.test",
        role=RoleName.REVIEWER,
        organisation=body,
        at=timezone.now(),
    )

    offered = browser.get(page).text
    browser.post(page, {"organisation": body.name})

    assert "Personne ne siège encore" not in offered
    assert f'name="organisation" value="{body.name}"' in offered
    assert [seat.organisation for seat in world.edition.seats.all()] == [body]


# --- quorum ---


def test_the_quorum_is_what_was_chosen_else_a_majority() -> None:
    for bodies, chosen, quorum in (
        (6, None, 4), (5, None, 3), (1, None, 1), (0, None, 1), (6, 2, 2), (3, 5, 3),
    ):  # fmt: skip
        world = edition_with(reviewers=bodies, quorum=chosen)
        assert find_quorum(world.edition) == quorum, (bodies, chosen)


def test_a_quorum_that_cannot_be_is_refused_at_its_field(as_user: AsUser) -> None:
    world = edition_with(reviewers=3)
    browser = as_user(world.organiser)
    address = reverse("programmes:committee_rules", args=[world.edition.slug])

    for quorum, words in (
        ("0", "supérieure ou égale à 1"), ("4", "3 aujourd’hui"), ("1000000000", "3 aujourd’hui"), ("trois", "nombre"),
    ):  # fmt: skip
        answer = browser.post(address, {"quorum": quorum, "review_minutes": "45"})

        assert answer.status_code == 422
        assert words in plain(" ".join(answer.context["rules_form"].errors["quorum"]))
        assert f'value="{quorum}"' in answer.text
    assert Edition.objects.get(pk=world.edition.pk).quorum is None


def test_a_quorum_is_saved_and_follows_the_bodies_that_leave(as_user: AsUser) -> None:
    world = edition_with(reviewers=3)
    browser, address = (
        as_user(world.organiser),
        reverse("programmes:committee_rules", args=[world.edition.slug]),
    )

    browser.post(address, {"quorum": "3", "review_minutes": "45"})
    edition = Edition.objects.get(pk=world.edition.pk)
    remove_seat(seat=edition.seats.first(), actor=world.organiser, at=timezone.now())

    assert (edition.quorum, edition.review_minutes, find_quorum(edition)) == (3, 45, 2)
    assert "quorum : 2" in plain(browser.get(page_of(world)).text)


def test_a_body_that_two_organisers_take_off_at_once_is_in_the_log_once() -> None:
    world = edition_with(reviewers=1)
    mine, theirs = world.edition.seats.get(), world.edition.seats.get()

    for seat in (mine, theirs):
        remove_seat(seat=seat, actor=world.organiser, at=timezone.now())

    assert AuditEntry.objects.filter(verb="remove_seat").count() == 1


def test_a_new_edition_takes_the_quorum_over_with_the_bodies() -> None:
    world = edition_with(reviewers=3, quorum=2, review_minutes=50)
    new = Edition(programme=world.edition.programme, name="Suite", slug="suite", code="SU-1", theme_fr="x")

    created = create_edition(
        edition=new,
        source=world.edition,
        parts=[ClonedPart.COMMITTEE],
        actor=world.organiser,
        at=timezone.now(),
    )

    stored = Edition.objects.get(pk=created.pk)
    assert (stored.quorum, stored.review_minutes, stored.seats.count()) == (2, 50, 3)


# --- capacity and deputies ---


def test_a_capacity_that_cannot_be_is_refused_where_it_is_typed(as_user: AsUser) -> None:
    world = edition_with(reviewers=1)
    juror, slug = Role.objects.jurors().get(edition=world.edition), world.edition.slug
    browser, invited = as_user(world.organiser), {"email": "c@exemple.test", "role": "reviewer"}
    pages = [
        (reverse("programmes:seat_member", args=[slug, juror.pk]), {}),
        (reverse("programmes:manage_people", args=[slug]), invited | {"organisation": "Anact"}),
    ]

    for capacity in ("0", "-3", "1000", "1000000000", "douze"):
        for address, values in pages:
            answer = browser.post(address, values | {"capacity": capacity})
            assert answer.status_code == 422
            assert "capacity" in answer.context["form"].errors
            assert f'value="{capacity}"' in answer.text
    assert not Invitation.objects.exists()


def test_the_database_refuses_a_capacity_of_nothing() -> None:
    world = edition_with(reviewers=1)

    with pytest.raises(IntegrityError, match="role_capacity"), transaction.atomic():
        Role.objects.filter(edition=world.edition, user=world.reviewer).update(capacity=0)


def test_organisers_change_a_seat_and_the_page_says_it(as_user: AsUser) -> None:
    world = edition_with(reviewers=2)
    juror = Role.objects.jurors().get(edition=world.edition, user=world.reviewer)
    browser = as_user(world.organiser)
    address = reverse("programmes:seat_member", args=[world.edition.slug, juror.pk])

    browser.post(address, {"capacity": "12", "is_deputy": "on"})

    juror.refresh_from_db()
    page = plain(browser.get(page_of(world)).text)
    assert (juror.capacity, juror.is_deputy) == (12, True)
    assert "12 dossiers au plus" in page
    assert "suppléance" in page


def test_the_seat_of_another_edition_or_of_another_role_is_not_found(as_user: AsUser) -> None:
    world, elsewhere = edition_with(reviewers=1, mentors=1), edition_with(reviewers=1)
    mentor = Role.objects.get(edition=world.edition, user=world.mentors[0])
    foreign = Role.objects.jurors().get(edition=elsewhere.edition)
    browser = as_user(world.organiser)

    for role in (mentor, foreign):
        address = reverse("programmes:seat_member", args=[world.edition.slug, role.pk])
        assert browser.get(address).status_code == 404


def test_a_seat_that_ends_while_it_is_changed_is_refused(as_user: AsUser) -> None:
    world = edition_with(reviewers=1)
    juror = Role.objects.jurors().get(edition=world.edition)
    end_role(role=juror, reason="Absente.", actor=world.organiser, at=timezone.now())

    address = reverse("programmes:seat_member", args=[world.edition.slug, juror.pk])
    assert as_user(world.organiser).post(address, {"capacity": "3"}).status_code == 404


def test_terms_are_for_the_committee_alone() -> None:
    form = PersonInvitationForm(
        edition_with().edition,
        {"email": "c@exemple.test", "role": "mentor", "capacity": "5", "is_deputy": "on"},
    )

    assert form.is_valid()
    assert (form.cleaned_data["capacity"], form.cleaned_data["is_deputy"]) == (None, False)


# --- what the invitation says, and what is answered ---


def test_the_invitation_says_how_many_how_long_from_when_to_when(client: Client) -> None:
    at = timezone.now()
    world = edition_with(
        reviewers=1, closes_at=at + timedelta(days=9), committee_meets_at=at + timedelta(days=40)
    )
    invitation = invite(world, capacity=12, is_deputy=True)
    terms = dict(describe_seat(invitation))

    page = plain(client.get(INVITATION_LINK.address_of(invitation), follow=True).text)

    assert plain(terms["Dossiers à lire"]) == "12 au plus, 30 minutes environ par dossier, 6 heures en tout"
    assert plain(terms["Lecture"]).startswith("du ")
    assert {"Réunion du comité", "Suppléance"} <= set(terms)
    assert all(plain(text) in page for text in terms.values())
    assert plain(describe_load(None, 20)) == "20 minutes environ par dossier"


def test_a_juror_accepts_fewer_dossiers_than_they_were_asked(client: Client) -> None:
    world = edition_with(reviewers=1)
    address = INVITATION_LINK.address_of(invite(world, capacity=12))

    too_many = client.post(address, {"capacity": "13", "declares": "on"})
    assert too_many.status_code == 422
    assert 'value="13"' in too_many.text
    client.post(address, {"capacity": "8", "declares": "on"})

    role = Role.objects.jurors().get(edition=world.edition, user__email="claire@exemple.test")
    assert role.capacity == 8


def test_a_blank_capacity_is_the_proposed_one(client: Client) -> None:
    world = edition_with(reviewers=1)

    client.post(
        INVITATION_LINK.address_of(invite(world, capacity=12, is_deputy=True)),
        {"capacity": "", "declares": "on"},
    )

    role = Role.objects.jurors().get(edition=world.edition, user__email="claire@exemple.test")
    assert (role.capacity, role.is_deputy) == (12, True)


def test_a_declined_seat_is_read_with_its_word_until_somebody_else_is_invited(as_user: AsUser) -> None:
    world = edition_with(reviewers=1)
    at = timezone.now()
    Role.objects.filter(user=world.reviewer).update(ended_at=at)
    browser = as_user(world.organiser)

    invitations.decline_invitations(offered=[invite(world)], words="En congé ce mois-là.", at=at)

    page = plain(browser.get(page_of(world)).text)
    assert "a décliné le" in page
    assert "En congé ce mois-là." in page
    assert "Inviter une suppléance" in page
    assert "1 invitation au comité déclinée, siège vide" in list_titles(world.edition, world.organiser, at)

    link = browser.get(page_of(world)).text.partition('btn-small" href="')[2].partition('"')[0]
    form = browser.get(link.replace("&amp;", "&").partition("#")[0]).context["form"]
    assert form["is_deputy"].value() is True
    assert form["organisation"].value() == world.edition.seats.first().organisation.name

    invite(world, email="paul@exemple.test", is_deputy=True)
    assert "1 invitation au comité déclinée, siège vide" not in list_titles(
        world.edition, world.organiser, at
    )


def test_another_role_that_is_declined_leaves_no_seat_empty() -> None:
    world = edition_with(reviewers=1)
    body = factories.organisation()

    invitations.decline_invitations(
        offered=[invite(world, role=RoleName.MENTOR, organisation=body)], at=timezone.now()
    )

    assert not Invitation.objects.that_leave_a_seat_empty(timezone.now()).exists()

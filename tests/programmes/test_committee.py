"""Who chairs the committee and who writes its minutes: how they are named, and how they leave."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accelerator.transitions import TransitionRefused
from programmes.actions.committee import name_chair, name_secretary
from programmes.actions.roles import end_role
from programmes.committee import list_seats
from programmes.enums import NOT_INVITED, RoleName
from programmes.forms.people import PersonInvitationForm
from programmes.models import CommitteeSeat, Edition, Role
from tests import factories
from tests.factories import edition_with
from tests.support.reviews import plain
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def seat_of(edition: Edition, user: Any) -> Role:
    return Role.objects.jurors().get(edition=edition, user=user)


def chair_of(edition: Edition) -> Role | None:
    return Role.objects.chairs().filter(edition=edition).first()


def test_an_organiser_names_the_chair_and_the_body_of_the_chair_chairs(as_user: AsUser) -> None:
    world = edition_with(reviewers=2)
    first, second = world.reviewers
    browser, address = as_user(world.organiser), reverse("programmes:appoint", args=[world.edition.slug])
    page = reverse("programmes:manage_committee", args=[world.edition.slug])

    browser.post(address, {"name": "chair", "juror": seat_of(world.edition, first).pk})
    former = chair_of(world.edition)
    assert former is not None
    browser.post(address, {"name": "chair", "juror": seat_of(world.edition, second).pk, "former": former.pk})

    assert chair_of(world.edition).user == second  # type: ignore[union-attr]
    assert [chairs for _body, chairs in list_seats(world.edition)] == [False, True]
    assert "Préside" in browser.get(page).text
    former.refresh_from_db()
    assert former.ended_at is not None
    assert seat_of(world.edition, first)


def test_the_page_leads_from_a_body_to_its_members_then_to_the_chair(as_user: AsUser) -> None:
    world = edition_with()
    browser = as_user(world.organiser)
    address = reverse("programmes:manage_committee", args=[world.edition.slug])

    def list_primary() -> list[str]:
        main = browser.get(address).text.partition("<main")[2]
        buttons = re.findall(r'class="btn btn-primary[^"]*"[^>]*>([^<]*)<', main)
        return [" ".join(label.split()) for label in buttons]

    juror = factories.role(world.edition, RoleName.REVIEWER)
    seat = juror.roles.get(edition=world.edition)
    assert list_primary() == [f"Ajouter {seat.organisation.name}"]
    browser.post(address, {"organisation": seat.organisation.name})
    assert list_primary() == ["Nommer la présidence"]
    page = browser.get(address).text
    assert page.index("Nommer la présidence") < page.index("Retirer…"), (
        "the next act stands before the bodies"
    )
    CommitteeSeat.objects.create(edition=world.edition, organisation=factories.organisation())
    assert list_primary() == ["Inviter un membre du comité"]
    CommitteeSeat.objects.exclude(organisation=seat.organisation).delete()
    name_chair(juror=seat, former=None, actor=world.organiser, at=timezone.now())
    assert list_primary() == []


def test_two_organisers_who_name_two_chairs_leave_one(as_user: AsUser) -> None:
    world = edition_with(reviewers=2)
    first, second = (seat_of(world.edition, user) for user in world.reviewers)
    browser, address = as_user(world.organiser), reverse("programmes:appoint", args=[world.edition.slug])

    name_chair(juror=first, former=None, actor=world.organiser, at=timezone.now())
    answer = browser.post(address, {"name": "chair", "juror": second.pk, "former": ""})

    assert answer.status_code == 422
    assert "La présidence vient de changer" in plain(answer.text)
    assert chair_of(world.edition).user == first.user  # type: ignore[union-attr]


def test_the_database_refuses_a_second_chair() -> None:
    world = edition_with(reviewers=2)
    factories.role(world.edition, RoleName.CHAIR, who=world.reviewers[0])

    with pytest.raises(IntegrityError, match=r"role_one_chair|roles?\.edition_id"), transaction.atomic():
        factories.role(world.edition, RoleName.CHAIR, who=world.reviewers[1])


def test_somebody_who_does_not_sit_is_refused_at_the_field(as_user: AsUser) -> None:
    world, elsewhere = edition_with(reviewers=1), edition_with(reviewers=1)
    other_juror = seat_of(elsewhere.edition, elsewhere.reviewer).pk
    organiser = Role.objects.get(edition=world.edition, user=world.organiser).pk
    browser, address = as_user(world.organiser), reverse("programmes:appoint", args=[world.edition.slug])

    for name, jurors in (
        ("chair", ["", "abc", other_juror, organiser]),
        ("secretary", ["0", other_juror, organiser]),
    ):
        for juror in jurors:
            answer = browser.post(address, {"name": name, "juror": juror})

            assert answer.status_code == 422
            assert "juror" in answer.context[f"{name}_form"].errors
    assert not Role.objects.filter(name__in=[RoleName.CHAIR, RoleName.SECRETARY]).exists()


def test_a_seat_that_ended_meanwhile_cannot_chair() -> None:
    world = edition_with(reviewers=1)
    juror, by = seat_of(world.edition, world.reviewer), {"actor": world.organiser, "at": timezone.now()}
    end_role(role=Role.objects.get(pk=juror.pk), reason="Absente.", **by)

    with pytest.raises(TransitionRefused, match="ne siège plus"):
        name_chair(juror=juror, former=None, **by)
    with pytest.raises(TransitionRefused, match="ne siège plus"):
        name_secretary(juror=juror, **by)


def test_a_person_who_leaves_the_committee_chairs_it_no_more_and_keeps_the_minutes() -> None:
    world = edition_with(reviewers=1)
    juror, by = seat_of(world.edition, world.reviewer), {"actor": world.organiser, "at": timezone.now()}
    name_chair(juror=juror, former=None, **by)
    name_secretary(juror=juror, **by)

    end_role(role=juror, reason="Absente.", **by)

    names = (
        Role.objects.active()
        .filter(edition=world.edition, user=world.reviewer)
        .values_list("name", flat=True)
    )
    assert list(names) == [RoleName.SECRETARY]


def test_nobody_is_invited_to_chair_and_anybody_to_write_the_minutes() -> None:
    choices = dict(PersonInvitationForm(edition_with().edition).fields["role"].choices)  # type: ignore[attr-defined]

    assert not NOT_INVITED & set(choices)
    assert RoleName.SECRETARY in choices

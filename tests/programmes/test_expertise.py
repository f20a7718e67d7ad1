"""What jurors are expert in, by the tags of the edition; the declaration of interests that they accept."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.transitions import TransitionRefused
from programmes.actions import committee, invitations
from programmes.actions.editions import create_edition
from programmes.actions.roles import end_role
from programmes.enums import ClonedPart, RoleName
from programmes.expertise import match_labels
from programmes.links import INVITATION_LINK
from programmes.models import DeclarationAcceptance, Edition, ExpertiseTag, Invitation, Role
from programmes.seat_terms import read_usual_declaration
from tests import factories
from tests.factories import edition_with
from tests.support.reviews import plain
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def world_with(*labels: str, reviewers: int = 1) -> Any:
    world = edition_with(reviewers=reviewers)
    for position, label in enumerate(labels, start=1):
        ExpertiseTag.objects.create(edition=world.edition, label=label, position=position)
    return world


def labels_of(world: Any) -> list[str]:
    return list(world.edition.expertise_tags.values_list("label", flat=True))


def seat_of(world: Any) -> Role:
    return Role.objects.jurors().get(edition=world.edition, user=world.reviewer)


def save(world: Any, browser: Client, labels: str) -> Any:
    address = reverse("programmes:committee_rules", args=[world.edition.slug])
    return browser.post(address, {"quorum": "", "review_minutes": "30", "labels": labels})


# --- the tags of an edition ---


def test_tags_are_one_text_and_keep_who_chose_them(as_user: AsUser) -> None:
    world = world_with("ergonomie")
    factories.expert(world.edition, world.reviewer, "ergonomie")

    save(world, as_user(world.organiser), " dialogue  social, Ergonomie ;\n numérique")

    assert labels_of(world) == ["dialogue social", "Ergonomie", "numérique"]
    assert [tag.label for tag in seat_of(world).expertise.all()] == ["Ergonomie"]


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ("ergonomie, Ergonomie", "écrit deux fois"),
        ("santé, sante", "écrit deux fois"),
        ("x" * 61, "trop long"),
        (", ".join(f"domaine {number}" for number in range(61)), "60 domaines au plus"),
    ],
)
def test_tags_that_cannot_be_are_refused_at_their_field(as_user: AsUser, labels: str, words: str) -> None:
    world = world_with("droit")

    answer = save(world, as_user(world.organiser), labels)

    assert answer.status_code == 422
    assert words in plain(" ".join(answer.context["rules_form"].errors["labels"]))
    assert labels in answer.text
    assert labels_of(world) == ["droit"]


def test_a_tag_that_somebody_chose_is_not_taken_away(as_user: AsUser) -> None:
    world = world_with("ergonomie", "droit")
    factories.expert(world.edition, world.reviewer, "ergonomie")
    browser = as_user(world.organiser)

    refused = save(world, browser, "droit")
    assert refused.status_code == 422
    assert f"« ergonomie » est un domaine de {world.reviewer}" in plain(refused.text)
    end_role(role=seat_of(world), reason="Absente.", actor=world.organiser, at=timezone.now())
    save(world, browser, "droit")

    assert labels_of(world) == ["droit"]


def test_the_database_refuses_the_same_tag_twice() -> None:
    world = world_with("ergonomie")

    with pytest.raises(IntegrityError, match="expertise_tag_once"), transaction.atomic():
        ExpertiseTag.objects.create(edition=world.edition, label="ERGONOMIE")


def test_a_new_edition_takes_the_tags_over_with_the_bodies() -> None:
    world = world_with("ergonomie", "droit")
    new = Edition(programme=world.edition.programme, name="Suite", slug="suite", code="SU-1", theme_fr="x")

    created = create_edition(
        edition=new,
        source=world.edition,
        parts=[ClonedPart.COMMITTEE],
        actor=world.organiser,
        at=timezone.now(),
    )

    assert list(created.expertise_tags.values_list("label", flat=True)) == ["ergonomie", "droit"]


def test_labels_are_matched_whatever_their_case_and_accents() -> None:
    tags = list(world_with("Santé au travail", "droit").edition.expertise_tags.all())

    found, unknown = match_labels("sante au travail; Droit, DROIT, paie", tags)

    assert ([tag.label for tag in found], unknown) == (["Santé au travail", "droit"], ["paie"])


def test_an_unknown_label_is_refused_at_the_field_of_the_invitation(as_user: AsUser) -> None:
    world = world_with("droit")
    values = {"email": "c@exemple.test", "role": "reviewer", "organisation": "Anact", "skills": "paie"}

    answer = as_user(world.organiser).post(
        reverse("programmes:manage_people", args=[world.edition.slug]), values
    )

    assert answer.status_code == 422
    assert "Les siens : droit" in plain(" ".join(answer.context["form"].errors["skills"]))
    assert not Invitation.objects.exists()


# --- what a juror answers ---


def invite(world: Any) -> Invitation:
    return invitations.invite(
        edition=world.edition,
        email="claire@exemple.test",
        role=RoleName.REVIEWER,
        organisation=world.edition.seats.first().organisation,
        expertise=[world.edition.expertise_tags.get(label="droit")],
        actor=world.organiser,
        at=timezone.now(),
    )


def test_a_juror_ticks_their_tags_and_the_declaration_when_they_accept(client: Client) -> None:
    world = world_with("ergonomie", "droit")
    address = INVITATION_LINK.address_of(invite(world))
    chosen = world.edition.expertise_tags.get(label="ergonomie").pk

    undeclared = client.post(address, {"expertise": [chosen]})
    assert undeclared.status_code == 422
    assert "declares" in undeclared.context["seat_form"].errors
    assert undeclared.context["seat_form"]["expertise"].value() == [str(chosen)]
    client.post(address, {"expertise": [chosen], "declares": "on"})

    role = Role.objects.jurors().get(edition=world.edition, user__email="claire@exemple.test")
    assert [tag.label for tag in role.expertise.all()] == ["ergonomie"]
    accepted = role.declarations.get()
    assert (accepted.version, accepted.text) == (1, read_usual_declaration())


@pytest.mark.parametrize("tag", ["elsewhere", "abc", "0", "9" * 23])
def test_the_tag_of_another_edition_is_refused(client: Client, as_user: AsUser, tag: str) -> None:
    world, elsewhere = world_with("droit"), world_with("paie")
    foreign = {"elsewhere": str(elsewhere.edition.expertise_tags.get().pk)}.get(tag, tag)
    values = {"expertise": [foreign], "declares": "on"}
    seat = reverse("programmes:seat_member", args=[world.edition.slug, seat_of(world).pk])
    own = reverse("programmes:my_seat", args=[world.edition.slug])

    answers = [
        client.post(INVITATION_LINK.address_of(invite(world)), values),
        as_user(world.organiser).post(seat, values),
        as_user(world.reviewer).post(own, values),
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert [tag.label for tag in seat_of(world).expertise.all()] == []


def test_a_juror_changes_their_tags_later_and_lowers_what_they_read(as_user: AsUser) -> None:
    world = world_with("ergonomie", "droit")
    Role.objects.filter(pk=seat_of(world).pk).update(capacity=10)
    browser, own = as_user(world.reviewer), reverse("programmes:my_seat", args=[world.edition.slug])
    chosen = world.edition.expertise_tags.get(label="droit").pk

    assert f'href="{own}"' in browser.get(reverse("projects:review_queue")).text
    assert browser.post(own, {"capacity": "11", "declares": "on"}).status_code == 422
    browser.post(own, {"capacity": "6", "expertise": [chosen], "declares": "on"})

    assert (seat_of(world).capacity, [tag.label for tag in seat_of(world).expertise.all()]) == (6, ["droit"])
    page = plain(
        as_user(world.organiser).get(reverse("programmes:manage_committee", args=[world.edition.slug])).text
    )
    assert "6 dossiers au plus" in page
    assert "droit" in page


def test_a_seat_that_ended_is_answered_no_more(as_user: AsUser) -> None:
    world = world_with("droit")
    seat = seat_of(world)
    end_role(role=seat, reason="Absente.", actor=world.organiser, at=timezone.now())

    own = reverse("programmes:my_seat", args=[world.edition.slug])
    assert as_user(world.reviewer).get(own).status_code == 403
    with pytest.raises(TransitionRefused, match="ne siège plus"):
        committee.answer_seat(juror=seat, capacity=3, expertise=[], declares=1, at=timezone.now())
    assert not DeclarationAcceptance.objects.exists()

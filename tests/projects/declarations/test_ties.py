"""What the software proposes as a link, to the person and to organisers."""

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import now

from coaching.models import Commitment, Pairing
from coaching.pairing.enums import PairingState
from programmes.models import Role
from projects.conflicts import ties
from projects.conflicts.actions import lift_recusal, record_waiver, recuse
from projects.conflicts.ties import find_domain, ties_to_confirm
from projects.declarations.actions import open_round
from projects.models import Application
from projects.review.actions.assignment import AssignmentRefused, assign
from projects.review.actions.review import ReviewRefused, save_review, submit_review
from tests import factories
from tests.factories import World, edition_with
from tests.support.reviews import grid_values
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def build_world(**parts: Any) -> World:
    return edition_with(**{"reviewers": 1, "applications": 1, "assigned": False, **parts})


def read_labels(world: World) -> list[str]:
    [tie] = ties_to_confirm(world.edition, world.organiser) or [None]
    return [str(reason.label) for reason in tie.reasons] if tie else []


def give_body(application: Application, **fields: Any) -> Any:
    application.project.organisation = factories.organisation(**fields)
    application.project.save()
    return application.project.organisation


def test_a_public_mailbox_ties_nobody() -> None:
    for email, domain in (
        ("a@Coop.example", "coop.example"),
        ("a@gmail.com", ""),
        ("a@orange.fr", ""),
        ("a@b.test", ""),
        ("sans-adresse", ""),
    ):
        assert find_domain(email) == domain


def test_people_of_nothing_in_common_have_no_tie() -> None:
    assert read_labels(build_world()) == []


def test_two_establishments_of_one_siren_are_a_tie() -> None:
    world = build_world()
    body = Role.objects.get(user=world.reviewer).organisation
    body.siret = "00000001800010"
    body.save()
    give_body(world.applications[0], siret="00000001800028")

    assert read_labels(world) == [str(ties.SAME_BODY.label)]


def test_an_address_of_the_same_domain_is_a_tie_that_is_not_certain(as_user: AsUser) -> None:
    world = build_world()
    for user, address in ((world.reviewer, "b@coop.example"), (world.holder, "a@coop.example")):
        user.email = address
        user.save()

    assert read_labels(world) == [str(ties.SAME_DOMAIN.label)]
    page = as_user(world.organiser).get(reverse("projects:manage_conflicts", args=[world.edition.slug]))
    [tie] = page.context["ties"]
    box = re.search(rf'<input[^>]*value="{tie.key}"[^>]*>', page.text)
    assert box
    assert "checked" not in box[0]


def test_another_project_held_together_is_a_tie() -> None:
    world, before = build_world(), build_world()
    project = before.applications[0].project
    for user in (world.reviewer, world.holder):
        project.members.create(user=user, joined_at=now(), left_at=now())

    assert read_labels(world) == [str(ties.SHARED_PROJECT.label)]


def test_the_mentor_and_the_funder_of_an_earlier_project_are_tied() -> None:
    world = build_world()
    before = edition_with(participations=1)
    place = before.participations[0]
    role = Role.objects.get(user=world.reviewer)
    body = give_body(world.applications[0])
    place.project.organisation = body
    place.project.save()
    pairing = Pairing.objects.create(
        participation=place, mentor=world.reviewer, proposed_by=before.organiser, proposed_at=now()
    )

    assert read_labels(world) == []  # only proposed
    pairing.state, pairing.answered_at = PairingState.ACCEPTED, now()
    pairing.save()
    Commitment.objects.create(
        participation=place, what="Une aide", body=role.organisation, moved_at=now(), created_at=now()
    )

    assert read_labels(world) == ["vous les avez parrainés", "votre organisme les a aidés"]


def test_a_tie_that_was_lifted_is_not_proposed_again() -> None:
    world = build_world(organisers=1)
    [application], juror = world.applications, world.reviewer
    application.project.organisation = Role.objects.get(user=juror).organisation
    application.project.save()
    [tie] = ties_to_confirm(world.edition, world.organiser)
    recusal = recuse(
        application=application, reviewer=juror, author=world.organiser, reason=tie.reason, at=now()
    )

    lift_recusal(recusal=recusal, reason="Homonyme", author=world.organiser, at=now())

    assert ties_to_confirm(world.edition, world.organiser) == []


def test_the_list_of_a_person_names_their_ties(as_user: AsUser) -> None:
    world = build_world()
    world.applications[0].project.organisation = Role.objects.get(user=world.reviewer).organisation
    world.applications[0].project.save()
    open_round(edition=world.edition, actor=world.organiser, at=now())

    page = as_user(world.reviewer).get(reverse("projects:declare_links", args=[world.edition.slug]))

    assert "même organisme" in page.text


def test_the_list_of_an_applicant_says_that_they_score_nobody_without_a_waiver(as_user: AsUser) -> None:
    world = build_world(applications=2)
    world.applications[0].project.members.create(user=world.reviewer, joined_at=now())
    open_round(edition=world.edition, actor=world.organiser, at=now())
    address = reverse("projects:declare_links", args=[world.edition.slug])

    assert "sans dérogation écrite" in as_user(world.reviewer).get(address).text
    record_waiver(
        edition=world.edition, email=world.reviewer.email, reason="Rare", author=world.organiser, at=now()
    )
    assert "sans dérogation écrite" not in as_user(world.reviewer).get(address).text


def test_an_applicant_sends_no_review_in_the_call_without_a_waiver() -> None:
    world = build_world(reviewers=2, applications=2)
    [mine, rival], (juror, other) = world.applications, world.reviewers
    assign(application=rival, reviewer=juror, actor=world.organiser, at=now())
    review = save_review(
        application=rival,
        reviewer=juror,
        values=grid_values(world.edition, *["4" for _ in world.edition.criteria.all()]),
        at=now(),
    )
    for person in (juror, other):
        mine.project.members.create(user=person, joined_at=now())

    with pytest.raises(ReviewRefused, match="ses concurrents"):
        submit_review(review=review, actor=juror, at=now())
    with pytest.raises(AssignmentRefused, match="concurrent"):
        assign(application=rival, reviewer=other, actor=world.organiser, at=now())
    record_waiver(
        edition=world.edition, email=juror.email, reason="Seule experte", author=world.organiser, at=now()
    )
    assert submit_review(review=review, actor=juror, at=now())

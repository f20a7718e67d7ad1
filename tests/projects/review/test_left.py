"""Who left the committee after sending a review: it counts, and says so wherever it is read."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.actions.roles import end_role
from programmes.enums import RoleName
from programmes.models import Role
from projects.models import Review
from projects.review.queries.reviews import reviews_of
from tests.factories import World, edition_with, role
from tests.support.exchange import built, csv_rows
from tests.support.reviews import page_url, plain, sent_review
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Anne sent her review and left; Bruno sent his and sits."""
    world = edition_with(reviewers=2, applications=1, reviews_wanted=3)
    for person, name in zip(world.reviewers, ("Anne Roy", "Bruno Le Goff"), strict=True):
        person.name = name
        person.save()
        review = sent_review(world.applications[0], person, "4", "3")
        Review.objects.filter(pk=review.pk).update(
            holder_comment=f"Bravo, {name[:5]}", committee_comment=f"Oui, {name[:5]}"
        )
    role(world.edition, RoleName.REVIEWER)  # somebody to propose the dossier to
    seat = Role.objects.active().get(user=world.reviewers[0], name=RoleName.REVIEWER)
    end_role(role=seat, actor=world.organiser, at=timezone.now())
    return world


@pytest.mark.parametrize(
    ("name", "is_of_dossier"),
    [
        ("decide", True),
        ("manage_assignment", False),
        ("assignment_proposal", False),
        ("manage_feedback", False),
        ("record_recusal", True),
    ],
)
def test_organisers_read_who_left(as_user: AsUser, world: World, name: str, is_of_dossier: bool) -> None:
    references = [world.applications[0].reference] if is_of_dossier else []

    page = plain(
        as_user(world.organiser).get(reverse(f"projects:{name}", args=[world.edition.slug, *references])).text
    )

    assert "Anne Roy (a quitté le comité)" in page
    assert "Bruno Le Goff (a quitté le comité)" not in page


def test_colleagues_read_who_left(as_user: AsUser, world: World) -> None:
    page = plain(
        as_user(world.reviewers[1])
        .get(reverse("projects:review", args=[world.applications[0].reference]))
        .text
    )

    assert "Anne Roy (a quitté le comité)" in page


def test_the_board_names_nobody_beside_a_dossier_one_stepped_aside_from(
    as_user: AsUser, world: World
) -> None:
    [application] = world.applications
    application.recusals.create(
        reviewer=world.organiser, author=world.organiser, reason="Parents", at=timezone.now()
    )

    page = as_user(world.organiser).get(reverse("projects:manage_assignment", args=[world.edition.slug])).text

    assert "Anne Roy" not in page


def test_who_sits_again_or_in_another_edition_alone_is_read_so(world: World) -> None:
    [application], (anne, _bruno) = world.applications, world.reviewers

    def labels() -> list[str]:
        return [review.reviewer_label for review in reviews_of(application)]

    other = edition_with()
    Role.objects.create(edition=other.edition, user=anne, name=RoleName.REVIEWER, started_at=timezone.now())
    assert labels() == ["Anne Roy (a quitté le comité)", "Bruno Le Goff"]
    Role.objects.create(edition=world.edition, user=anne, name=RoleName.REVIEWER, started_at=timezone.now())
    assert labels() == ["Anne Roy", "Bruno Le Goff"]


def test_an_export_says_who_left(world: World) -> None:
    [_headings, [comments]] = csv_rows(built(world.edition, world.organiser, columns=["review_comments"]))

    assert "Anne Roy (a quitté le comité) : Oui, Anne" in plain(comments)
    assert "Bruno Le Goff : Oui, Bruno" in plain(comments)


def test_old_links_tell_who_left_why_and_lead_on(as_user: AsUser, world: World) -> None:
    client = as_user(world.reviewers[0])

    queue = client.get(reverse("projects:review_queue"), follow=True)
    dossier = client.get(page_url(world.applications[0]))

    assert (queue.status_code, queue.redirect_chain[-1][0]) == (200, reverse("projects:my_texts"))
    assert "Vous ne siégez plus au comité" in dossier.text
    for page in (queue, dossier):
        for address in set(re.findall(r'href="(/[^"#]*)"', page.text)):
            if not address.startswith("/static/"):
                assert client.get(address, follow=True).status_code == 200, address

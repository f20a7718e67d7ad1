"""Comments by criterion reach their readers, and nobody else."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.conflicts import actions
from projects.review.actions import review
from tests.factories import World, edition_with, role
from tests.support.exchange import built, csv_rows
from tests.support.reviews import grid_values, page_url, sent_review
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
COLUMNS = ["reference", "score", "review_comments"]


def commented(world: World) -> dict[str, str]:
    return {f"comment-{world.edition.criteria.first().pk}": "CANARI sur ce critère"}


def test_colleagues_read_them_once_their_own_review_is_in(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=1)
    application, (anne, boris) = world.applications[0], world.reviewers
    sent_review(application, boris, "3", "4", **commented(world))
    client = as_user(anne)

    before = client.get(page_url(application)).text
    sent_review(application, anne, "2", "2")
    after = read_others(client, application)

    assert "CANARI" not in before
    assert "CANARI sur ce critère" in after


def read_others(client: Any, application: Any) -> str:
    return str(client.get(page_url(application)).text)


def test_organisers_read_them_in_deliberation_and_export_them(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=1)
    application = world.applications[0]
    sent_review(application, world.reviewers[0], "3", "4", committee_comment="Solide", **commented(world))
    draft = grid_values(world.edition, "1", "1", committee_comment="BROUILLON")
    review.save_review(application=application, reviewer=world.reviewers[1], values=draft, at=timezone.now())

    page = as_user(world.organiser).get(
        reverse("projects:decide", args=[world.edition.slug, application.reference])
    )
    exported = csv_rows(built(world.edition, world.organiser, columns=COLUMNS))

    assert "CANARI sur ce critère" in page.text
    assert "Solide" in exported[1][2]
    assert "(3/4) : CANARI sur ce critère" in exported[1][2]
    assert "BROUILLON" not in exported[1][2]


def test_who_owes_a_review_or_stepped_aside_exports_none_of_them() -> None:
    world = edition_with(reviewers=2, applications=2)
    owing, sender = world.reviewers
    for application in world.applications:
        sent_review(application, sender, "3", "4", **commented(world))
    role(world.edition, "organiser", who=owing)
    actions.recuse(
        application=world.applications[1], reviewer=owing, author=owing, reason="Ami", at=timezone.now()
    )

    rows = csv_rows(built(world.edition, owing, columns=COLUMNS))

    assert [row[0] for row in rows[1:]] == [world.applications[0].reference]
    assert "CANARI" not in str(rows)

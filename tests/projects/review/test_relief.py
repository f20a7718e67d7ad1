"""« Je n’y arriverai pas », the order of each juror, and their own scores beside those of the others."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from accelerator.audit.models import AuditEntry
from programmes.models import Edition
from projects.conflicts.actions import recuse
from projects.decision.actions.deliberation import decide
from projects.decision.enums import Outcome
from projects.models import Application, ReviewAssignment
from projects.review.queries import queue
from projects.review.queries.calibration import list_calibrations
from tests.factories import World, edition_with
from tests.support.reviews import plain, sent_review
from tests.support.todo import find_line
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
QUEUE = "/review/"


def duty_of(world: World, rank: int = 0) -> ReviewAssignment:
    return ReviewAssignment.objects.get(application=world.applications[rank], reviewer=world.reviewer)


def relief_line(world: World) -> Any:
    return find_line(
        world.edition,
        world.organiser,
        world.edition.call.closes_at,
        "évaluation qu’un membre du comité n’assurera pas",
    )


def test_a_juror_says_which_dossiers_they_will_not_manage_and_organisers_redistribute(
    as_user: AsUser,
) -> None:
    world = edition_with(reviewers=2, applications=2)
    client, duty = as_user(world.reviewer), duty_of(world)

    missing = client.post(QUEUE, {"duties": [duty.pk], "reason": ""})
    assert missing.status_code == 422
    assert "Un mot d’explication aide" in missing.text
    assert f'value="{duty.pk}" ' in missing.text.split("checked")[0][-400:]
    client.post(QUEUE, {"duties": [duty.pk], "reason": "Arrêt maladie"})

    duty.refresh_from_db()
    assert (duty.relief_reason, duty_of(world, 1).relief_requested_at) == ("Arrêt maladie", None)
    assert relief_line(world).number == 1
    board = (
        as_user(world.organiser).get(reverse("projects:manage_assignment", args=[world.edition.slug])).text
    )
    assert "Arrêt maladie" in board
    assert AuditEntry.objects.filter(verb="request_relief").count() == 1
    client.post(QUEUE, {"duties": [], "reason": ""})
    duty.refresh_from_db()
    assert (duty.relief_requested_at, duty.relief_reason) == (None, "")
    assert relief_line(world) is None


def test_nobody_redistributes_what_is_decided_or_once_reviews_are_closed() -> None:
    world = edition_with(reviewers=1, applications=1)
    closes = world.edition.call.closes_at
    ReviewAssignment.objects.update(relief_requested_at=closes, relief_reason="Arrêt maladie")
    assert relief_line(world).number == 1

    Edition.objects.update(reviews_due_at=closes)
    world.edition.refresh_from_db()
    assert relief_line(world) is None
    Edition.objects.update(reviews_due_at=None)
    world.edition.refresh_from_db()
    assert relief_line(world).number == 1
    decide(
        application=world.applications[0],
        outcome=Outcome.SELECTED,
        reason="Mûr",
        actor=world.organiser,
        at=closes,
    )
    assert relief_line(world) is None


def test_nobody_asks_for_the_duties_of_others_and_a_conflict_hides_the_request(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=1)
    duty = duty_of(world)

    as_user(world.reviewers[1]).post(QUEUE, {"duties": [duty.pk], "reason": "Non"})
    duty.refresh_from_db()
    assert duty.relief_requested_at is None
    as_user(world.reviewer).post(QUEUE, {"duties": [duty.pk], "reason": "CANARI"})
    recuse(
        application=world.applications[0],
        reviewer=world.organiser,
        author=world.organiser,
        reason="Amie",
        at=now(),
    )

    board = as_user(world.organiser).get(reverse("projects:manage_assignment", args=[world.edition.slug]))
    assert "CANARI" not in board.text


def test_the_list_opens_the_fields_on_demand_and_while_a_request_stands(as_user: AsUser) -> None:
    world = edition_with(reviewers=1, applications=1)
    client, box = as_user(world.reviewer), 'name="duties"'
    assert "Je n’y arriverai pas" in (closed := client.get(QUEUE).text)
    assert box not in closed

    assert box in client.get(QUEUE, {"relief": "1"}).text
    client.post(QUEUE, {"duties": [duty_of(world).pk], "reason": "Trop loin de mon métier"})
    assert box in client.get(QUEUE).text


def test_a_dossier_with_a_relief_request_is_not_the_next_one(as_user: AsUser) -> None:
    world = edition_with(reviewers=1, applications=2)
    at = now()
    first = queue.next_duty(queue.duties(world.reviewer, at), at)
    assert first
    as_user(world.reviewer).post(QUEUE, {"duties": [first.pk], "reason": "Trop loin de mon métier"})

    following = queue.next_duty(queue.duties(world.reviewer, at), at)

    assert following
    assert following.pk != first.pk


def test_each_juror_has_an_order_of_their_own_and_always_the_same() -> None:
    world = edition_with(reviewers=4, applications=8)
    at = now()

    orders = [[duty.reference for duty in queue.duties(juror, at)] for juror in world.reviewers]
    again = [[duty.reference for duty in queue.duties(juror, at)] for juror in world.reviewers]

    assert orders == again
    assert len({tuple(order) for order in orders}) == 4
    assert len({order[0] for order in orders}) > 1


def test_the_next_dossier_is_the_one_with_the_fewest_opinions() -> None:
    world = edition_with(reviewers=1, applications=5)
    at = now()
    Application.objects.update(reviews_expected=3, reviews_done=2)
    Application.objects.filter(pk=world.applications[3].pk).update(reviews_done=1)

    following = queue.next_duty(queue.duties(world.reviewer, at), at)

    assert following
    assert following.application == world.applications[3].pk


def calibrations(world: World, person: Any) -> Any:
    at = now()
    return list_calibrations(person, queue.duties(person, at), at)


def test_one_s_scores_stand_beside_those_of_the_others_once_all_are_sent(as_user: AsUser) -> None:
    world = edition_with(reviewers=3, applications=4)
    anne, boris, chloe = world.reviewers
    for application in world.applications[:3]:
        sent_review(application, anne, "4", "4")
        sent_review(application, boris, "2", "2")
        sent_review(application, chloe, "0", "2")
    assert calibrations(world, anne) == []  # one is still to be sent
    sent_review(world.applications[3], anne, "4", "4")  # nobody else scored it

    [found] = calibrations(world, anne)

    assert (found.shared, found.own_mean, found.others_mean) == (3, 4, 1.5)
    assert [(share.own, share.others) for share in found.shares] == [
        (0, 25),
        (0, 0),
        (0, 75),
        (0, 0),
        (100, 0),
    ]
    page = plain(as_user(anne).get(QUEUE).text)
    assert "vous 4,0, les autres 1,5 sur 4" in page
    assert "Vos notes et celles des autres" not in as_user(boris).get(QUEUE).text


def test_a_comparison_needs_three_shared_dossiers_with_reviews_that_count() -> None:
    world = edition_with(reviewers=2, applications=3)
    anne, boris = world.reviewers
    for application in world.applications:
        sent_review(application, anne, "4", "4")
        sent_review(application, boris, "2", "2")
    assert calibrations(world, anne)

    recuse(application=world.applications[0], reviewer=boris, author=boris, reason="Ami", at=now())

    assert calibrations(world, anne) == []


def test_the_queue_takes_the_same_queries_with_shared_scores(
    as_user: AsUser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    world = edition_with(reviewers=3, applications=6)
    for application in world.applications:
        for juror in world.reviewers:
            sent_review(application, juror, "3", "3")
    client = as_user(world.reviewer)

    with django_assert_max_num_queries(12):
        assert "Vos notes et celles des autres" in client.get(QUEUE).text

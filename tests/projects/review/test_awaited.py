"""An awaited review is one thing: every page, figure, reminder and proposal counts the same ones."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import now

from programmes.actions.roles import end_role, give_role
from programmes.enums import RoleName
from programmes.models import Role
from projects.application.enums import SCORED, ApplicationState
from projects.conflicts.actions import recuse
from projects.conflicts.queries import Conflicts, conflicts_of
from projects.models import Application, Interest, Review, ReviewAssignment
from projects.reminders import reviews_to_do
from projects.review.actions.assignment import AssignmentRefused, remind_reviewer
from projects.review.actions.proposals import propose_for
from projects.review.queries import assignment as board, queue
from projects.review.queries.ranking import Filters, ranking
from projects.review.solver.aggregate import Band
from tests.factories import World, edition_with
from tests.support.reviews import sent_review
from tests.support.todo import find_line
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def leave(world: World, person: Any) -> None:
    role = Role.objects.active().get(edition=world.edition, user=person, name=RoleName.REVIEWER)
    end_role(role=role, actor=world.organiser, at=now())


def count_awaited(world: World) -> int:
    """How many reviews are awaited, as each part of the site says it."""
    edition, at = world.edition, now()
    line = find_line(edition, world.organiser, edition.call.closes_at, "évaluations attendues")
    listed = ranking(edition, Filters(), None, Conflicts())
    just_before = edition.reviews_due_at - (edition.reviews_due_at - at) / 1000
    reminded = [message.context["count"] for message in reviews_to_do(just_before)]
    columns = Application.objects.values_list("reviews_expected", "reviews_done")
    people, ranked = world.reviewers, {row.application.pk for row in listed.rows}
    unscored = Application.objects.exclude(pk__in=ranked)
    common = {
        "dashboard": line and line.number,
        "board, to remind": sum(seat.pending for seat in board.committee(edition)),
        "board, loads": sum(seat.load - seat.sent for seat in board.committee(edition)),
        "announcement": board.review_pending(edition).count(),
        "columns": sum(expected - done for expected, done in columns),
        "queue": sum(duty.can_be_sent(at) for person in people for duty in queue.duties(person, at)),
        "header": sum(queue.waiting(person, at) for person in people),
        "conflicts": sum(len(conflicts_of(person, edition).because) for person in people),
        "reminders": sum(reminded),
        "ranking": sum(row.missing_reviews for row in listed.rows)
        + sum(item.reviews_expected for item in unscored),
    }
    assert len(set(common.values())) == 1, common
    return common["board, to remind"]


def test_all_pages_count_awaited_reviews_alike_after_somebody_left() -> None:
    world = edition_with(reviewers=3, applications=4, reviews_wanted=3)
    leaver, other, _third = world.reviewers
    first, second, third, _fourth = world.applications
    sent_review(first, leaver, "3", "3")
    sent_review(first, other, "3", "3")
    sent_review(second, other, "3", "3")
    Review.objects.create(application=third, reviewer=leaver, started_at=now(), saved_at=now())  # a draft
    ReviewAssignment.objects.update(assigned_at=now() - timedelta(days=30))
    assert count_awaited(world) == 9

    leave(world, leaver)
    for application in world.applications:
        application.refresh_from_db()

    assert count_awaited(world) == 6
    assert [
        (application.reviews_done, application.reviews_expected) for application in world.applications
    ] == [
        (2, 3),  # the opinion given while they sat stays
        (1, 2),
        (0, 2),
        (0, 2),
    ]
    with pytest.raises(AssignmentRefused, match="plus d’évaluation"):
        remind_reviewer(edition=world.edition, reviewer=leaver, actor=world.organiser, at=now())
    give_role(edition=world.edition, user=leaver, name=RoleName.REVIEWER, actor=world.organiser, at=now())
    assert count_awaited(world) == 9


def test_the_proposal_replaces_a_person_who_left_but_for_what_they_sent() -> None:
    world = edition_with(reviewers=4, applications=2, reviews_wanted=3, assigned=False)
    leaver, *others = world.reviewers
    read, unread = world.applications
    for application in world.applications:
        for reviewer in world.reviewers[:3]:
            ReviewAssignment.objects.create(application=application, reviewer=reviewer, assigned_at=now())
    Application.objects.update(reviews_expected=3)
    sent_review(read, leaver, "2", "2")

    leave(world, leaver)

    assert propose_for(world.edition).pairs == ((unread.pk, others[-1].pk),)
    assert board.board_counts(world.edition)["missing"] == 1
    assert leaver.pk not in propose_for(world.edition).loads


def test_a_review_left_by_a_person_who_went_is_set_aside_by_a_recusal(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=1)
    [application], (leaver, _other) = world.applications, world.reviewers
    sent_review(application, leaver, "4", "4")
    leave(world, leaver)
    page = reverse("projects:record_recusal", args=[world.edition.slug, application.reference])

    assert str(leaver) in as_user(world.organiser).get(page).text
    recuse(application=application, reviewer=leaver, author=world.organiser, reason="Cliente", at=now())

    application.refresh_from_db()
    assert (application.reviews_done, application.reviews_expected, application.score) == (0, 1, None)


def test_the_ranking_no_longer_waits_for_a_person_who_left() -> None:
    world = edition_with(reviewers=3, applications=1, places=5, closes_at=now())
    [application], (leaver, *others) = world.applications, world.reviewers
    for other in others:
        sent_review(application, other, "4", "4")
    [row] = ranking(world.edition, Filters(), None, Conflicts()).rows
    assert (row.missing_reviews, row.band) == (1, Band.TO_DEBATE)

    leave(world, leaver)

    [row] = ranking(world.edition, Filters(), None, Conflicts()).rows
    assert (row.missing_reviews, row.band) == (0, Band.ABOVE)


def test_nothing_is_awaited_on_a_dossier_that_is_not_to_be_scored() -> None:
    world = edition_with(reviewers=1, applications=2)
    edition, reviewer, (settled, scored), at = world.edition, world.reviewer, world.applications, now()

    for state in sorted(set(ApplicationState) - SCORED):
        Application.objects.filter(pk=settled.pk).update(state=state)
        Application.objects.filter(pk=scored.pk).update(state=ApplicationState.UNDER_REVIEW)

        for duties in (ReviewAssignment.objects.awaited(), ReviewAssignment.objects.awaited_at(at)):
            assert [duty.application for duty in duties] == [scored], state
        assert [duty.application for duty in board.review_pending(edition)] == [scored], state
        assert dict(conflicts_of(reviewer, edition).because) == {scored.pk: Interest.REVIEW_PENDING}, state
        assert queue.waiting(reviewer, at) == 1, state
        Application.objects.filter(pk=scored.pk).update(state=state)
        assert list(reviews_to_do(edition.reviews_due_at - timedelta(hours=1))) == [], state

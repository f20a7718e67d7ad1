"""After the grid is complete: sending it, undoing that, being reminded of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from projects.decision.actions import deliberation
from projects.decision.enums import Outcome
from projects.models import Review
from projects.review.actions import review
from projects.review.enums import ReviewState
from projects.review.reminders import reviews_to_send
from tests.factories import edition_with
from tests.support.reviews import grid_values, page_url, sent_review
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def take_back_url(application: Any) -> str:
    return reverse("projects:take_back_review", args=[application.reference])


def test_sending_is_undone_by_its_author_and_counts_no_more_until_sent_again(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=1)
    (application,), (anne, boris) = world.applications, world.reviewers
    sent_review(application, anne, "4", "4")
    assert "Annuler l’envoi" in as_user(anne).get(page_url(application)).text

    as_user(boris).post(take_back_url(application))
    assert Review.objects.get().state == ReviewState.SUBMITTED
    as_user(anne).post(take_back_url(application))

    application.refresh_from_db()
    kept = Review.objects.get()
    assert (kept.state, kept.submitted_at, kept.scores.count()) == (ReviewState.DRAFT, None, 2)
    assert (application.reviews_done, application.score) == (0, None)
    assert AuditEntry.objects.filter(verb="take_back_review").count() == 1
    sent_review(application, anne, "3", "3")
    application.refresh_from_db()
    assert application.reviews_done == 1


def test_it_is_undone_no_more_once_a_colleague_may_have_read_it(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=1)
    (application,), (anne, boris) = world.applications, world.reviewers
    sent_review(application, anne, "4", "4")
    sent_review(application, boris, "2", "2")

    for person in (anne, boris):
        client = as_user(person)
        assert "Annuler l’envoi" not in client.get(page_url(application)).text
        refused = client.post(take_back_url(application), follow=True)
        assert "a pu être lu" in refused.text
    assert Review.objects.filter(state=ReviewState.SUBMITTED).count() == 2


def test_it_is_undone_neither_after_the_decision_nor_after_the_deadline(as_user: AsUser) -> None:
    world = edition_with(reviewers=1, applications=2)
    decided, late = world.applications
    for application in world.applications:
        sent_review(application, world.reviewer, "4", "4")
    deliberation.decide(application=decided, outcome=Outcome.SELECTED, actor=world.organiser, at=now())
    client = as_user(world.reviewer)

    client.post(take_back_url(decided))
    world.edition.reviews_due_at = now() - timedelta(minutes=1)
    world.edition.save()
    client.post(take_back_url(late))

    assert Review.objects.filter(state=ReviewState.SUBMITTED).count() == 2


def test_a_complete_grid_that_is_not_sent_is_flagged_and_reminded_once(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=2)
    (ready, begun), anne = world.applications, world.reviewer
    values = grid_values(world.edition, "4", "na")
    written = now() - timedelta(days=2)
    review.save_review(application=ready, reviewer=anne, values=values, at=written)
    half = {name: value for name, value in values.items() if value == "4"}
    review.save_review(application=begun, reviewer=anne, values=half, at=written)

    queue = as_user(anne).get(reverse("projects:review_queue")).text
    board = (
        as_user(world.organiser).get(reverse("projects:manage_assignment", args=[world.edition.slug])).text
    )
    mails = list(reviews_to_send(now()))

    assert queue.count("Complète, à envoyer") == 1
    assert board.count("complète, non envoyée") == 1
    assert [(mail.to, mail.context["application"]) for mail in mails] == [(anne, ready)]
    assert list(reviews_to_send(written + timedelta(hours=1))) == []
    sent_review(ready, anne, "4", "na")
    assert list(reviews_to_send(now())) == []

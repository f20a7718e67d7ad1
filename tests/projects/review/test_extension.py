"""One juror is given more time: every page, mail and rule goes by their own date."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.web.templatetags.prose import deadline
from coaching.home.organiser import facts_of, next_for_organiser
from projects.conflicts.queries import Conflicts
from projects.decision.queries.decisions import ahead_of_announcement
from projects.models import PlannedDuty, Review, ReviewAssignment
from projects.review.actions.assignment import AssignmentRefused, assign
from projects.review.actions.extension import extend_reviews
from projects.review.enums import ReviewState
from projects.review.queries import queue
from projects.review.reminders import reviews_to_do
from tests.factories import edition_with
from tests.support.reviews import grid_values, page_url
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def test_a_juror_who_is_given_more_time_sends_after_the_others(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=1, reviews_due_at=now() - timedelta(hours=1))
    (application,), (anne, boris) = world.applications, world.reviewers
    address = reverse("projects:extend_reviews", args=[world.edition.slug])
    until = timezone.localtime(now() + timedelta(days=2))
    typed = {"reviewer": anne.pk, "reason": "Hospitalisation", "until": f"{until:%Y-%m-%dT%H:%M}"}
    client = as_user(world.organiser)

    in_the_past = client.post(address, typed | {"until": "2020-01-01T12:00"})
    given = client.post(address, typed)

    assert (in_the_past.status_code, given.status_code) == (422, 302)
    assert str(anne) in client.get(address).text
    entry = AuditEntry.objects.get(verb="extend_reviews")
    assert (entry.actor, entry.data["reason"]) == (world.organiser, "Hospitalisation")
    assert OutgoingMail.objects.get(template="projects/review/reviews_extended").user == anne
    assert queue.waiting(anne, now()) == 1
    assert queue.waiting(boris, now()) == 0
    assert [duty.reviewer for duty in ReviewAssignment.objects.awaited_at(now())] == [anne]
    assert "1 évaluation peut encore arriver" in str(ahead_of_announcement(world.edition, now()))
    data = {**grid_values(world.edition, "4", "4"), "send": "1"}
    assert as_user(boris).post(page_url(application), data).status_code == 422
    assert as_user(anne).post(page_url(application), data).status_code == 302
    assert Review.objects.get().state == ReviewState.SUBMITTED


def test_more_time_is_a_date_of_ones_own_for_boards_mails_and_new_dossiers(as_user: AsUser) -> None:
    world = edition_with(
        reviewers=2,
        applications=2,
        assigned=False,
        closes_at=now() - timedelta(days=9),
        reviews_due_at=now() - timedelta(hours=1),
    )
    (first, second), (anne, boris) = world.applications, world.reviewers
    until = now() + timedelta(days=2)
    extend_reviews(
        edition=world.edition, reviewer=anne, until=until, reason="", actor=world.organiser, at=now()
    )
    given = {"actor": world.organiser, "at": now()}
    board_url = reverse("projects:manage_assignment", args=[world.edition.slug])
    client = as_user(world.organiser)

    with pytest.raises(AssignmentRefused, match="closes depuis"):
        assign(application=first, reviewer=boris, **given)
    assign(application=first, reviewer=anne, **given)
    client.post(board_url, {"toggle": f"give:{second.reference}:{anne.pk}"})

    assert PlannedDuty.objects.get().reviewer == anne
    mail = OutgoingMail.objects.get(template="projects/review/assigned")
    assert deadline(until) in mail.text
    page = client.get(board_url).text
    assert "sauf pour qui a plus de temps" in page
    assert page.count("Relancer<") == 1
    client.post(reverse("projects:remind_reviewer", args=[world.edition.slug]), {"reviewer": anne.pk})
    assert deadline(until) in OutgoingMail.objects.get(template="projects/review/reviews_to_do").text
    assign(application=second, reviewer=anne, **given)
    facts = facts_of(world.edition, Conflicts())
    assert (facts.late_reviews, facts.late_until) == (2, until)
    step = next_for_organiser(world.edition, facts, now())
    assert str(step.title) == "2 évaluations sont attendues"
    assert deadline(until) in step.text


def test_days_are_counted_to_ones_own_date(as_user: AsUser) -> None:
    due = now() + timedelta(days=2)
    world = edition_with(reviewers=2, applications=1, reviews_due_at=due)
    anne, boris = world.reviewers
    ReviewAssignment.objects.update(assigned_at=now() - timedelta(days=30))
    until = now() + timedelta(days=8)
    extend_reviews(
        edition=world.edition, reviewer=anne, until=until, reason="", actor=world.organiser, at=now()
    )

    mails = {mail.to: mail.context["due"] for mail in reviews_to_do(now())}

    assert mails == {boris: due, anne: until}
    late = {mail.to for mail in reviews_to_do(due + timedelta(days=4))}
    assert late == {anne}

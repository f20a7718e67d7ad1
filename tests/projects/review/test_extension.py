"""Until when a reviewer sends: the edition's hour or one's own; and who left after sending."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.web.templatetags.prose import deadline
from programmes.actions.roles import end_role
from programmes.enums import RoleName
from programmes.models import Edition, Role
from projects.conflicts.queries import Conflicts
from projects.decision.queries.announcement import list_upcoming
from projects.models import PlannedDuty, Review, ReviewAssignment, ReviewState
from projects.reminders import reviews_to_do
from projects.review.actions.assignment import AssignmentRefused, assign, extend_reviews
from projects.review.queries import queue
from projects.review.queries.assignment import list_extended_seats, reviews_due, reviews_due_at
from projects.review.queries.reviews import reviews_of
from tests import factories
from tests.factories import NOW, World, edition_with, role
from tests.support.reviews import grid_values, page_url, plain, sent_review
from tests.support.todo import find_line
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


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
    assert "1 évaluation peut encore arriver" in str(list_upcoming(world.edition, Conflicts(), now()))
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
    line = find_line(world.edition, world.organiser, now(), "évaluations attendues")
    assert line is not None
    assert (line.number, line.who) == (2, str(anne))
    assert deadline(until) in line.text


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


DAY = timedelta(days=1)


def edition_due(reviewers: int = 2) -> factories.World:
    world = factories.edition_with(reviewers=reviewers)
    world.edition.reviews_due_at = NOW
    world.edition.save()
    return world


def extend(edition: Edition, reviewer: object, days: int) -> None:
    Role.objects.jurors().filter(edition=edition, user=reviewer).update(reviews_due_at=NOW + days * DAY)


def test_reviews_close_at_the_hour_of_the_edition_but_for_a_person_who_has_longer() -> None:
    world = edition_due()
    usual, extended = world.reviewers
    extend(world.edition, extended, 2)

    assert reviews_due(world.edition, usual, NOW - DAY) is False
    assert reviews_due(world.edition, usual, NOW) is True
    assert reviews_due(world.edition, extended, NOW) is False
    assert reviews_due(world.edition, extended, NOW + 2 * DAY) is True


def test_more_time_in_one_edition_is_none_in_another() -> None:
    world, elsewhere = edition_due(1), edition_due(1)
    reviewer = world.reviewers[0]
    factories.role(elsewhere.edition, "reviewer", who=reviewer)
    extend(elsewhere.edition, reviewer, 2)

    assert reviews_due(world.edition, reviewer, NOW) is True
    assert reviews_due_at(world.edition, reviewer) == NOW
    assert reviews_due_at(elsewhere.edition, reviewer) == NOW + 2 * DAY
    assert list(list_extended_seats(world.edition, NOW)) == []


def test_each_has_their_own_hour() -> None:
    world = edition_due()
    usual, extended = world.reviewers
    extend(world.edition, extended, 3)

    assert reviews_due_at(world.edition, usual) == NOW
    assert reviews_due_at(world.edition, extended) == NOW + 3 * DAY


def test_extended_seats_come_by_their_hour_then_in_the_order_they_were_given() -> None:
    world = edition_due(4)
    first, second, third, usual = world.reviewers
    for reviewer, days in ((first, 3), (second, 1), (third, 3)):
        extend(world.edition, reviewer, days)

    seats = list(list_extended_seats(world.edition, NOW))
    assert [seat.user for seat in seats] == [second, first, third]
    assert [seat.user for seat in list_extended_seats(world.edition, NOW + DAY)] == [first, third]
    assert usual not in {seat.user for seat in seats}


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


def test_organisers_read_who_left(as_user: AsUser, world: World) -> None:
    slug, reference, browser = world.edition.slug, world.applications[0].reference, as_user(world.organiser)

    for name, *of_dossier in (
        ("decide", reference),
        ("manage_assignment",),
        ("assignment_proposal",),
        ("manage_feedback",),
        ("record_recusal", reference),
    ):
        page = plain(browser.get(reverse(f"projects:{name}", args=[slug, *of_dossier])).text)

        assert "Anne Roy (a quitté le comité)" in page, name
        assert "Bruno Le Goff (a quitté le comité)" not in page, name


def test_the_board_names_nobody_beside_a_dossier_one_stepped_aside_from(
    as_user: AsUser, world: World
) -> None:
    [application] = world.applications
    application.recusals.create(
        reviewer=world.organiser, author=world.organiser, reason="Parents", at=timezone.now()
    )

    page = as_user(world.organiser).get(reverse("projects:manage_assignment", args=[world.edition.slug])).text

    assert "Anne Roy" not in page


def test_former_members_are_marked_unless_they_sit_again_in_the_edition(world: World) -> None:
    [application], (anne, _bruno) = world.applications, world.reviewers

    def labels() -> list[str]:
        return [review.reviewer_label for review in reviews_of(application)]

    other = edition_with()
    Role.objects.create(edition=other.edition, user=anne, name=RoleName.REVIEWER, started_at=timezone.now())
    assert labels() == ["Anne Roy (a quitté le comité)", "Bruno Le Goff"]
    Role.objects.create(edition=world.edition, user=anne, name=RoleName.REVIEWER, started_at=timezone.now())
    assert labels() == ["Anne Roy", "Bruno Le Goff"]

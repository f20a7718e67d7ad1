"""A right that ends while one writes: explained, the text stays its author's, and nothing is revealed to others."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from accelerator.outbox.models import OutgoingMail
from programmes.actions.roles import end_role
from programmes.enums import RoleName
from projects.application.enums import ApplicationState
from projects.conflicts import actions
from projects.members import actions as members
from projects.models import AccessEnd, Review, ReviewState
from projects.reminders import reviews_closed_unsent
from projects.review.actions import assignment, review
from tests.factories import World, edition_with
from tests.support.reviews import grid_values, page_url, plain, score_url
from tests.support.todo import list_titles
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
FETCH = {"X-Requested-With": "fetch"}


def recuse(world: World, reason: str = "Ancien employeur") -> None:
    actions.recuse(
        application=world.applications[0],
        reviewer=world.reviewer,
        author=world.organiser,
        reason=reason,
        at=now(),
    )


def take_back(world: World) -> None:
    assignment.unassign(
        application=world.applications[0], reviewer=world.reviewer, actor=world.organiser, at=now()
    )


def end_seat(world: World) -> None:
    seat = world.reviewer.roles.get(name=RoleName.REVIEWER)
    end_role(role=seat, reason="Mandat fini", actor=world.organiser, at=now())


def settle(world: World) -> None:
    world.applications[0].state = ApplicationState.WITHDRAWN
    world.applications[0].save()


ENDS = [
    (recuse, AccessEnd.RECUSED_FOR_THEM, "projects/conflicts/recused_for_them"),
    (take_back, AccessEnd.TAKEN_BACK, "projects/review/unassigned"),
    (end_seat, AccessEnd.SEAT_ENDED, "projects/conflicts/seat_ended"),
    (settle, AccessEnd.DECIDED, None),
]


@pytest.mark.parametrize(("act", "end", "mail"), ENDS)
def test_each_end_is_explained_in_its_own_words_and_the_text_stays_its_authors(
    as_user: AsUser, act: Callable[[Any], None], end: AccessEnd, mail: str | None
) -> None:
    world = edition_with(reviewers=2, applications=1)
    client, application = as_user(world.reviewer), world.applications[0]
    client.post(score_url(application, "committee_comment"), {"value": "Écrit avant"})

    act(world)

    typed = score_url(application, "private_note")
    autosaved = client.post(typed, {"value": "Écrit après"}, headers=FETCH)
    assert (autosaved.status_code, autosaved.json()["error"]) == (404, str(end.label))
    for button in ("keep", "send"):
        posted = client.post(page_url(application), {"private_note": "Écrit après", button: "1"})
        assert plain(str(end.label)) in plain(posted.text)
        assert "Écrit après" in posted.text
        assert application.title not in posted.text
    assert plain(str(end.label)) in plain(client.get(page_url(application)).text)
    stored = client.get(autosaved.json()["stored_url"])
    assert "Écrit avant" in stored.text
    assert plain(str(end.label)) in plain(stored.text)
    assert Review.objects.get().state == ReviewState.DRAFT
    mails = OutgoingMail.objects.filter(user=world.reviewer).values_list("template", flat=True)
    assert mail is None or mail in mails


def test_reviews_that_closed_unsent_are_notified_to_their_authors_once_and_not_to_others(
    as_user: AsUser,
) -> None:
    world = edition_with(reviewers=3, applications=2)
    anne, boris, _chloe = world.reviewers
    for person in (anne, boris):
        as_user(person).post(score_url(world.applications[0], "committee_comment"), {"value": "Écrit"})
    seat = boris.roles.get(name=RoleName.REVIEWER)
    seat.reviews_due_at = world.edition.reviews_due_at + timedelta(days=2)
    seat.save()
    due = world.edition.reviews_due_at

    before = list(reviews_closed_unsent(due - timedelta(minutes=1)))
    at_closing = list(reviews_closed_unsent(due))
    later = list(reviews_closed_unsent(due + timedelta(days=3)))

    assert before == []
    assert [(mail.to, mail.context["applications"]) for mail in at_closing] == [
        (anne, world.applications[:1])
    ]
    assert [mail.to for mail in later] == [boris]
    assert reverse("projects:my_texts") in at_closing[0].render().text


def test_a_juror_whose_last_seat_ended_finds_their_texts(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=1)
    client = as_user(world.reviewer)
    client.post(score_url(world.applications[0], "committee_comment"), {"value": "Écrit avant"})
    seated = client.get(reverse("projects:review_queue"))

    end_seat(world)

    assert seated.status_code == 200
    assert "Écrit avant" in client.get(reverse("projects:review_queue"), follow=True).text


def test_somebody_who_never_had_access_learns_nothing(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=1, assigned=False)
    application, stranger = world.applications[0], world.reviewers[1]
    assignment.assign(application=application, reviewer=world.reviewer, actor=world.organiser, at=now())
    as_user(world.reviewer).post(score_url(application, "committee_comment"), {"value": "CANARI"})
    client, holder = as_user(stranger), as_user(world.holder)

    def assert_closed(client: Client, end: AccessEnd) -> None:
        for response in (
            client.get(page_url(application)),
            client.post(page_url(application), {"private_note": "x", "send": "1"}),
            client.post(score_url(application, "private_note"), {"value": "x"}, headers=FETCH),
        ):
            assert response.status_code == 404
            assert str(end.label) not in response.text
            assert "stored_url" not in response.text
        assert "CANARI" not in client.get(reverse("projects:my_texts")).text

    for act, end, _mail in ENDS:
        with transaction.atomic():
            act(world)
            assert_closed(client, end)
            transaction.set_rollback(True)
    take_back(world)
    assert_closed(holder, AccessEnd.TAKEN_BACK)


def test_a_right_lost_between_two_keys_is_refused_by_the_action_itself() -> None:
    world = edition_with(reviewers=1, applications=1)
    values = grid_values(world.edition, "4", "4")
    application = world.applications[0]
    review.save_review(application=application, reviewer=world.reviewer, values=values, at=now())
    take_back(world)

    with pytest.raises(review.ReviewRefused) as refusal:
        review.save_review(application=application, reviewer=world.reviewer, values=values, at=now())

    assert refusal.value.message == AccessEnd.TAKEN_BACK.label


def test_unsent_reviews_are_read_again_by_a_constant_number_of_queries(
    as_user: AsUser, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    world = edition_with(reviewers=1, applications=4)
    client = as_user(world.reviewer)
    for application in world.applications:
        client.post(score_url(application, "holder_comment"), {"value": f"Pour {application.reference}"})
    assert "Pour " not in client.get(reverse("projects:my_texts")).text
    world.edition.reviews_due_at = now() - timedelta(minutes=1)
    world.edition.save()

    with django_assert_max_num_queries(12):
        stored = client.get(reverse("projects:my_texts")).text

    assert stored.count("Pour ") >= 4


def test_a_co_author_who_is_removed_reads_why_and_keeps_what_they_typed(as_user: AsUser) -> None:
    world = edition_with(applications=1, state=ApplicationState.DRAFT)
    application = world.applications[0]
    lead = application.project.members.get(leads=True)
    other = edition_with(reviewers=1).reviewer
    joined = application.project.members.create(user=other, rights="edit", joined_at=now())
    client = as_user(other)
    members.remove_member(member=joined, actor=lead.user, at=now())
    answer = reverse("projects:application_answer", args=[application.reference, "title"])
    page = reverse("projects:application_form", args=[application.reference, 1])

    saved = client.post(answer, {"value": "Écrit après"}, headers=FETCH)
    posted = client.post(page, {"q_title": "Écrit après", "go": "next"})
    stranger = as_user(edition_with(reviewers=1).reviewer).post(answer, {"value": "x"}, headers=FETCH)

    assert (saved.status_code, saved.json()["error"]) == (404, str(AccessEnd.LEFT.label))
    assert saved.json()["stored_url"] == ""  # where only reviews are kept
    assert (posted.status_code, "Écrit après" in posted.text) == (404, True)
    assert (stranger.status_code, str(AccessEnd.LEFT.label) in stranger.text) == (404, False)


def test_organisers_are_notified_of_a_recusal_with_its_reason_and_read_it_again(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=1)
    application = world.applications[0]
    actions.recuse(
        application=application,
        reviewer=world.reviewer,
        author=world.reviewer,
        reason="J’y ai travaillé",
        at=now(),
    )

    mail = OutgoingMail.objects.get(template="projects/conflicts/recusal_recorded")
    page = reverse("projects:decide", args=[world.edition.slug, application.reference])
    assert mail.user == world.organiser
    assert "J’y ai travaillé" in mail.text
    assert "J’y ai travaillé" in as_user(world.organiser).get(page).text


def test_the_gap_that_a_recusal_leaves_is_the_next_thing_to_do(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=1, reviews_wanted=2)
    at = world.edition.call.closes_at
    before = list_titles(world.edition, world.organiser, at)
    recuse(world)

    gap = "1 dossier à qui il manque quelqu’un"
    assert gap not in before
    assert gap in list_titles(world.edition, world.organiser, at)

"""Several people at once on one dossier: nothing is lost, nothing counts twice."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from programmes.actions.editions import save_grid
from programmes.actions.roles import end_role
from programmes.enums import RoleName, ScoreMethod
from projects.conflicts.actions import recuse
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.enums import Outcome
from projects.models import Application, Participation, Review, ReviewAssignment
from projects.review.actions import review, review as review_sending
from projects.review.actions.assignment import AssignmentRefused, assign, unassign
from projects.review.actions.proposals import apply_proposal, propose_for
from tests.factories import edition_with
from tests.support.races import in_turn, run_together

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> list[Exception]:
    """What these acts raised, started together."""
    return [result for result in run_together(*acts) if isinstance(result, Exception)]


def draft(application, reviewer, level):
    values = {f"level-{item.pk}": level for item in application.call.edition.criteria.all()}
    return review.save_review(application=application, reviewer=reviewer, values=values, at=timezone.now())


def send(saved, reviewer):
    return lambda: review_sending.submit_review(review=saved, actor=reviewer, at=timezone.now())


def test_five_reviewers_send_at_the_same_instant() -> None:
    world = edition_with(reviewers=5, applications=1)
    application = world.applications[0]
    drafts = [draft(application, reviewer, str(level)) for level, reviewer in enumerate(world.reviewers)]

    assert (
        together(*(send(saved, reviewer) for saved, reviewer in zip(drafts, world.reviewers, strict=True)))
        == []
    )

    application.refresh_from_db()
    assert (application.reviews_done, application.score) == (5, Decimal("50.00"))


def test_one_reviewer_clicks_twice_at_once() -> None:
    world = edition_with(reviewers=1, applications=1)
    saved = draft(world.applications[0], world.reviewer, "4")

    assert together(send(saved, world.reviewer), send(saved, world.reviewer)) == []

    world.applications[0].refresh_from_db()
    assert world.applications[0].reviews_done == 1


def test_two_tabs_begin_the_same_review_at_once() -> None:
    world = edition_with(reviewers=1, applications=1)
    application = world.applications[0]

    def type_in(key: str) -> Callable[[], object]:
        return lambda: review.save_field(
            application=application,
            reviewer=world.reviewer,
            key=key,
            value=key,
            base_version=None,
            at=timezone.now(),
        )

    assert together(type_in("private_note"), type_in("holder_comment")) == []

    saved = Review.objects.get()
    assert (saved.private_note, saved.holder_comment) == ("private_note", "holder_comment")


def test_a_recusal_and_a_submission_cross() -> None:
    world = edition_with(reviewers=2, applications=1)
    application, (anne, boris) = world.applications[0], world.reviewers
    saved = draft(application, anne, "4")
    review_sending.submit_review(review=draft(application, boris, "2"), actor=boris, at=timezone.now())

    together(
        send(saved, anne),
        lambda: recuse(application=application, reviewer=anne, author=anne, reason="Ami", at=timezone.now()),
    )

    application.refresh_from_db()
    assert (application.reviews_expected, application.reviews_done, application.score) == (
        1,
        1,
        Decimal("50.00"),
    )


def test_two_organisers_announce_at_once() -> None:
    world = edition_with(organisers=2, applications=2)
    for application in world.applications:
        decide(application=application, outcome=Outcome.SELECTED, actor=world.organiser, at=timezone.now())

    def tell(who) -> Callable[[], object]:
        return lambda: announce(
            edition=world.edition, early_reason="Tout est lu", actor=who, at=timezone.now()
        )

    assert together(*(tell(who) for who in world.organisers)) == []

    assert Participation.objects.count() == 2
    assert OutgoingMail.objects.filter(template="projects/decision/decision_selected").count() == 2


def test_the_median_is_chosen_while_a_first_review_is_written() -> None:
    world = edition_with(reviewers=3, applications=1)
    application, criteria = world.applications[0], list(world.edition.criteria.values("pk", "weight"))

    def choose_median() -> None:
        save_grid(
            edition=world.edition,
            criteria=[{"id": row["pk"], "weight": row["weight"]} for row in criteria],
            score_method=ScoreMethod.MEDIAN,
            actor=world.organiser,
            at=timezone.now(),
        )

    def write(reviewer, level: str) -> Callable[[], object]:
        return lambda: send(draft(application, reviewer, level), reviewer)()

    refused = together(
        choose_median,
        *(write(juror, level) for juror, level in zip(world.reviewers, "044", strict=True)),
    )

    application.refresh_from_db()
    world.edition.refresh_from_db()
    assert all(isinstance(problem, TransitionRefused) for problem in refused)
    assert world.edition.scores_by_median is not bool(refused)
    assert application.score == (100 if world.edition.scores_by_median else Decimal("66.67"))


def test_a_seat_ends_while_dossiers_are_taken_back_from_a_colleague() -> None:
    world = edition_with(reviewers=2, applications=8)
    leaver, colleague = world.reviewers
    seat = leaver.roles.get(name=RoleName.REVIEWER)

    refused = together(
        lambda: end_role(role=seat, actor=world.organiser, at=timezone.now()),
        *(
            lambda dossier=dossier: unassign(
                application=dossier, reviewer=colleague, actor=world.organiser, at=timezone.now()
            )
            for dossier in world.applications
        ),
    )

    assert refused == []
    expected = Application.objects.order_by("pk").values_list("reviews_expected", flat=True)
    assert set(expected) == {0}


def end_seat(world) -> None:
    seat = world.reviewer.roles.get(name=RoleName.REVIEWER)
    end_role(role=seat, actor=world.organiser, at=timezone.now())


def give_by_hand(world) -> None:
    assign(
        application=world.applications[0], reviewer=world.reviewer, actor=world.organiser, at=timezone.now()
    )


def give_by_proposal(world) -> None:
    proposal = propose_for(world.edition)
    apply_proposal(edition=world.edition, digest=proposal.digest, actor=world.organiser, at=timezone.now())


@pytest.mark.parametrize("give", [give_by_hand, give_by_proposal])
def test_no_duty_is_given_to_a_seat_that_ends_at_that_moment(give) -> None:
    world = edition_with(reviewers=1, applications=1, assigned=False, reviews_wanted=1)

    _ended, given = in_turn(lambda: end_seat(world), lambda: give(world))

    assert isinstance(given, AssignmentRefused)
    assert not ReviewAssignment.objects.exists()
    assert not OutgoingMail.objects.filter(user=world.reviewer, template__contains="duties").exists()


@pytest.mark.parametrize("give", [give_by_hand, give_by_proposal])
def test_a_seat_that_ends_while_a_duty_is_given_leaves_no_review_expected(give) -> None:
    world = edition_with(reviewers=1, applications=1, assigned=False, reviews_wanted=1)

    in_turn(lambda: give(world), lambda: end_seat(world))

    assert Application.objects.get().reviews_expected == 0

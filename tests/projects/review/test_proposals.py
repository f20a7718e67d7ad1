"""The proposal as organisers read it: its terms, what changes when the situation does, and calculations over duties."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from programmes.enums import RoleName
from programmes.models import Edition
from projects.conflicts.actions import recuse
from projects.declarations.actions import open_round
from projects.models import (
    AssignmentPlan,
    AssignmentStrategy,
    DutyChange,
    DutyReason,
    PlannedDuty,
    ReviewAssignment,
)
from projects.review.actions import rebalancing
from projects.review.actions.assignment import AssignmentRefused, assign, lock_duty
from projects.review.actions.planned_duties import apply_planned_duties, plan_duty
from projects.review.actions.proposals import apply_proposal, choose_strategy, propose_for, save_proposal
from projects.review.actions.rebalancing import plan_rebalancing, plan_replacement, set_relief_requests
from projects.review.queries.planned import list_planned_duties
from projects.review.queries.problem import choose_anchors
from tests import factories
from tests.factories import NOW, edition_with
from tests.support.queries import BUDGET
from tests.support.reviews import sent_review

pytestmark = pytest.mark.django_db


def save(world):
    return save_proposal(edition=world.edition, actor=world.organiser, at=NOW)


def apply_now(world) -> None:
    digest = propose_for(world.edition).digest
    apply_proposal(edition=world.edition, digest=digest, actor=world.organiser, at=NOW)


def choose(world, strategy, **terms):
    return choose_strategy(edition=world.edition, strategy=strategy, actor=world.organiser, at=NOW, **terms)


def resolve(world, juror, *dossiers, actor=None):
    return plan_replacement(world.edition, without=juror, dossiers=dossiers, actor=actor or juror, at=NOW)


def apply_planned(world):
    keys = [duty.pk for duty in list_planned_duties(world.edition, world.organiser)]
    return apply_planned_duties(edition=world.edition, planned=keys, actor=world.organiser, at=NOW)


def duties():
    return set(ReviewAssignment.objects.active().order_by().values_list("application", "reviewer"))


def loads():
    rows = ReviewAssignment.objects.active().order_by().values_list("reviewer", flat=True)
    return sorted(list(rows).count(reviewer) for reviewer in set(rows))


def test_a_proposal_that_was_read_changes_as_little_as_the_situation_asks() -> None:
    world = edition_with(reviewers=5, applications=10, reviews_wanted=2, assigned=False)
    seen = save(world)
    dossier, juror = seen.pairs[0]
    person = next(person for person in world.reviewers if person.pk == juror)
    application = next(item for item in world.applications if item.pk == dossier)

    recuse(application=application, reviewer=person, author=person, reason="Une amie.", at=NOW)
    again = propose_for(world.edition)

    assert seen.changes == 0
    assert again.changes <= 2
    assert (dossier, juror) not in again.pairs
    assert save(world).changes == again.changes
    assert save(world).changes == again.changes  # read once more, nothing moved


def test_applying_it_stores_the_reason_of_each_duty_and_forgets_the_proposal() -> None:
    world = edition_with(reviewers=3, applications=4, reviews_wanted=2, assigned=False)
    save(world)

    apply_now(world)

    assert AssignmentPlan.objects.get().pairs == []
    reasons = set(ReviewAssignment.objects.values_list("because", flat=True))
    assert reasons <= {DutyReason.BALANCE, DutyReason.SECOND_BODY, DutyReason.EXPERTISE, DutyReason.LINK}
    assert all(duty.reason_label for duty in ReviewAssignment.objects.all())


def test_a_duty_given_by_hand_says_so() -> None:
    world = edition_with(reviewers=1, applications=1, assigned=False)

    duty = assign(application=world.applications[0], reviewer=world.reviewer, actor=world.organiser, at=NOW)

    assert duty.because == DutyReason.HAND


def test_the_whole_committee_reads_everything_up_to_forty_dossiers(monkeypatch) -> None:
    world = edition_with(reviewers=3, applications=4, reviews_wanted=2, assigned=False)
    choose(world, AssignmentStrategy.PANEL)

    apply_now(world)

    assert len(duties()) == 12
    monkeypatch.setattr("projects.review.actions.proposals.PANEL_LIMIT", 3)
    with pytest.raises(AssignmentRefused, match=r"jusqu’à 3 dossiers.; il y en a 4"):
        choose(world, AssignmentStrategy.PANEL)


def test_anchors_are_read_by_all_and_chosen_over_structures() -> None:
    world = edition_with(reviewers=4, applications=6, reviews_wanted=2, assigned=False)
    first, second, *others = world.applications
    for application in others:
        type(first).objects.filter(pk=application.pk).update(
            profile=first.profile, department=first.department
        )
    type(first).objects.filter(pk=second.pk).update(department="99")

    plan = choose(world, AssignmentStrategy.ANCHORS, count=2)
    apply_now(world)

    assert plan.anchors == sorted([first.pk, second.pk])
    read = sorted(ReviewAssignment.objects.filter(application=pk).count() for pk in plan.anchors)
    assert read == [4, 4]
    assert len(duties()) == 4 * 2 + 4 * 2
    assert choose(world, AssignmentStrategy.ANCHORS, anchors=[others[0].pk, 0]).anchors == [others[0].pk]
    assert len(choose_anchors(world.edition, 99)) == 6


def test_a_new_juror_gets_a_share_with_the_fewest_changes() -> None:
    world = edition_with(reviewers=3, applications=8, reviews_wanted=2, assigned=False)
    apply_now(world)
    OutgoingMail.objects.all().delete()
    newcomer = factories.role(world.edition, RoleName.REVIEWER)

    planned = plan_rebalancing(edition=world.edition, actor=world.organiser, at=NOW)

    assert not OutgoingMail.objects.exists()
    assert {duty.reviewer for duty in planned if duty.change == DutyChange.GIVE} == {newcomer}
    assert len(planned) == 8
    apply_planned(world)
    assert loads() == [4, 4, 4, 4]
    assert plan_rebalancing(edition=world.edition, actor=world.organiser, at=NOW) == []


def test_a_change_planned_by_hand_during_the_calculation_stays(monkeypatch) -> None:
    world = edition_with(organisers=2, reviewers=1, applications=2, reviews_wanted=1)
    organiser, colleague = world.organisers
    newcomer = factories.role(world.edition, RoleName.REVIEWER)
    solve = rebalancing._solve

    def solve_while_a_colleague_plans(problem):
        proposal = solve(problem)
        for dossier in world.applications:
            plan_duty(application=dossier, reviewer=newcomer, change=DutyChange.GIVE, actor=colleague, at=NOW)
        return proposal

    monkeypatch.setattr(rebalancing, "_solve", solve_while_a_colleague_plans)
    planned = plan_rebalancing(edition=world.edition, actor=organiser, at=NOW)

    assert {duty.planned_by for duty in PlannedDuty.objects.filter(reviewer=newcomer)} == {colleague}
    assert [(duty.reviewer, duty.change) for duty in planned] == [(world.reviewer, DutyChange.TAKE_BACK)]


def test_a_locked_duty_and_a_review_begun_never_move() -> None:
    world = edition_with(reviewers=1, applications=4, reviews_wanted=1)
    application, sent, *_others = world.applications
    for _number in range(2):
        factories.role(world.edition, RoleName.REVIEWER)
    lock = {"application": application, "reviewer": world.reviewer, "actor": world.organiser, "at": NOW}
    lock_duty(locked=True, **lock)
    lock_duty(locked=True, **lock)
    sent_review(sent, world.reviewer, "3", "3")

    planned = plan_rebalancing(edition=world.edition, actor=world.organiser, at=NOW)

    taken = {duty.application for duty in planned if duty.change == DutyChange.TAKE_BACK}
    assert taken == set(_others)
    assert AuditEntry.objects.filter(verb="lock_duty").count() == 1
    lock_duty(locked=False, **lock)
    assert AuditEntry.objects.filter(verb="unlock_duty").count() == 1


def test_a_duty_that_is_locked_after_the_calculation_does_not_move_either() -> None:
    world = edition_with(reviewers=1, applications=2, reviews_wanted=1)
    factories.role(world.edition, RoleName.REVIEWER)
    planned = plan_rebalancing(edition=world.edition, actor=world.organiser, at=NOW)
    [moved] = [duty.application for duty in planned if duty.change == DutyChange.TAKE_BACK]

    lock_duty(application=moved, reviewer=world.reviewer, locked=True, actor=world.organiser, at=NOW)
    apply_planned(world)

    assert ReviewAssignment.objects.active().filter(application=moved, reviewer=world.reviewer).exists()


def test_an_organiser_moves_neither_their_own_duties_nor_what_is_hidden_from_them() -> None:
    world = edition_with(reviewers=1, applications=3, reviews_wanted=1)
    organiser, (hidden, *_others) = world.reviewer, world.applications
    factories.role(world.edition, RoleName.ORGANISER, who=organiser)
    factories.role(world.edition, RoleName.REVIEWER)

    assert plan_rebalancing(edition=world.edition, actor=organiser, at=NOW) == []
    recuse(application=hidden, reviewer=world.organiser, author=world.organiser, reason="Ma sœur.", at=NOW)
    planned = plan_rebalancing(edition=world.edition, actor=world.organiser, at=NOW)
    assert hidden.pk not in {duty.application_id for duty in planned}


def test_dossiers_given_back_go_to_others_and_nothing_else_moves() -> None:
    world = edition_with(reviewers=4, applications=6, reviews_wanted=2, assigned=False)
    apply_now(world)
    OutgoingMail.objects.all().delete()
    anne = world.reviewer
    mine = [duty.application for duty in ReviewAssignment.objects.filter(reviewer=anne)][:2]

    planned = resolve(world, anne, *mine)

    assert not OutgoingMail.objects.exists()
    changes = {(duty.application, duty.change, duty.reviewer == anne) for duty in planned}
    assert changes == {(item, DutyChange.TAKE_BACK, True) for item in mine} | {
        (item, DutyChange.GIVE, False) for item in mine
    }
    apply_planned(world)
    assert all(ReviewAssignment.objects.active().filter(application=item).count() == 2 for item in mine)
    new = ReviewAssignment.objects.active().filter(because=DutyReason.REPLACEMENT)
    assert {duty.application for duty in new} == set(mine)


def test_giving_back_twice_plans_it_once_and_nothing_is_given_back_that_is_sent() -> None:
    world = edition_with(reviewers=3, applications=2, reviews_wanted=2, assigned=False)
    apply_now(world)
    duty = ReviewAssignment.objects.order_by("pk").first()

    resolve(world, duty.reviewer, duty.application)
    resolve(world, duty.reviewer, duty.application)

    assert PlannedDuty.objects.filter(change=DutyChange.TAKE_BACK).count() == 1
    PlannedDuty.objects.all().delete()
    sent_review(duty.application, duty.reviewer, "3", "3")
    with pytest.raises(AssignmentRefused, match="n’attend"):
        resolve(world, duty.reviewer, duty.application)


def test_a_deputy_reads_nothing_until_the_full_member_of_their_body_gives_a_dossier_back() -> None:
    world = edition_with(reviewers=3, applications=4, reviews_wanted=2, assigned=False)
    anne = world.reviewer
    deputy = factories.role(world.edition, RoleName.REVIEWER, through=anne.roles.get().organisation)
    deputy.roles.update(is_deputy=True)
    apply_now(world)
    mine = ReviewAssignment.objects.filter(reviewer=anne)
    given_back, *_others = [duty.application for duty in mine]
    assert not ReviewAssignment.objects.filter(reviewer=deputy).exists()

    for other in world.reviewers[1:]:
        other.roles.update(capacity=1)
    resolve(world, anne, given_back)
    apply_planned(world)

    assert ReviewAssignment.objects.active().get(reviewer=deputy).application == given_back
    assert deputy not in {
        duty.reviewer for duty in plan_rebalancing(edition=world.edition, actor=world.organiser, at=NOW)
    }


def test_evening_loads_takes_nothing_back_that_nobody_else_reads() -> None:
    world = edition_with(reviewers=2, applications=3, reviews_wanted=2)
    world.reviewer.roles.update(capacity=1)

    assert plan_rebalancing(edition=world.edition, actor=world.organiser, at=NOW) == []


def test_nothing_is_resolved_once_reviews_are_closed() -> None:
    world = edition_with(reviewers=2, applications=1, reviews_due_at=NOW)

    with pytest.raises(AssignmentRefused, match="closes"):
        resolve(world, world.reviewer, world.applications[0])
    with pytest.raises(AssignmentRefused, match="closes"):
        plan_rebalancing(edition=world.edition, actor=world.organiser, at=NOW)


def proposal_url(world):
    return reverse("projects:assignment_proposal", args=[world.edition.slug])


def board_url(world):
    return reverse("projects:manage_assignment", args=[world.edition.slug])


def test_the_page_says_what_changed_since_it_was_read(as_user) -> None:
    world = edition_with(reviewers=5, applications=6, reviews_wanted=2, assigned=False)
    client = as_user(world.organiser)
    first = client.post(proposal_url(world), {"propose": ""}, follow=True).text
    dossier, juror = propose_for(world.edition).pairs[0]
    person = next(person for person in world.reviewers if person.pk == juror)
    application = next(item for item in world.applications if item.pk == dossier)

    recuse(application=application, reviewer=person, author=person, reason="Une amie.", at=NOW)
    then = client.get(proposal_url(world)).text

    assert "depuis la proposition que vous aviez lue" not in first
    assert "depuis la proposition que vous aviez lue" in then
    assert "équilibre des charges" in then or "deuxième organisme" in then


def test_the_page_gives_the_usual_reason_once(as_user) -> None:
    world = edition_with(reviewers=5, applications=6, reviews_wanted=2, assigned=False)

    page = as_user(world.organiser).post(proposal_url(world), {"propose": ""}, follow=True).text

    reasons = [
        str(DutyReason(because.value).label) for because in propose_for(world.edition).because.values()
    ]
    (usual, number), *others = Counter(reasons).most_common()
    assert number > len(reasons) / 2
    assert page.count(usual) == 1
    assert all(page.count(reason) == count for reason, count in others)


def test_the_page_begins_with_the_answers_to_wait_for_and_what_to_apply(as_user) -> None:
    world = edition_with(reviewers=3, applications=2, reviews_wanted=2, assigned=False)
    client = as_user(world.organiser)
    before = client.post(proposal_url(world), {"propose": ""}, follow=True).text.replace("\u00a0", " ")

    open_round(edition=world.edition, actor=world.organiser, at=NOW)
    page = client.get(proposal_url(world)).text.replace("\u00a0", " ")

    assert "n’ont pas tout répondu" not in before
    assert "4 personnes n’ont pas tout répondu" in page
    assert page.index("Appliquer") < page.index("Dossier par dossier")


def test_the_strategy_is_chosen_on_the_page_and_a_bad_number_is_explained(as_user) -> None:
    world = edition_with(reviewers=3, applications=4, reviews_wanted=2, assigned=False)
    client = as_user(world.organiser)

    refused = client.post(proposal_url(world), {"strategy": "anchors", "count": "500"})
    accepted = client.post(proposal_url(world), {"strategy": "panel", "count": ""}, follow=True)
    anchors = client.post(
        proposal_url(world), {"strategy": "anchors", "anchors": [world.applications[2].pk]}, follow=True
    )

    assert refused.status_code == 200
    assert "Entre 1 et 10" in refused.text
    assert "12 évaluations à confier" in accepted.text.replace("\u00a0", " ")
    assert "9 évaluations à confier" in anchors.text.replace("\u00a0", " ")
    assert AssignmentPlan.objects.get().anchors == [world.applications[2].pk]


def test_missing_reviews_are_listed_with_the_conflicts_and_a_remedy(as_user) -> None:
    world = edition_with(reviewers=2, applications=2, reviews_wanted=2, assigned=False)
    application, anne = world.applications[0], world.reviewers[0]
    recuse(application=application, reviewer=anne, author=anne, reason="Une amie.", at=NOW)

    page = as_user(world.organiser).get(proposal_url(world)).text

    assert "Il manque une personne sans conflit d’intérêts" in page
    assert f"{anne} (déport)" in page.replace("\u00a0", " ")
    assert "Demandez 1 évaluation par dossier au lieu de 2" in page.replace("\u00a0", " ")
    assert "Invitez une personne de plus au comité" in page


def test_cells_are_locked_on_the_board_and_loads_evened_there(as_user) -> None:
    world = edition_with(reviewers=1, applications=4, reviews_wanted=1)
    application, newcomer = world.applications[0], factories.role(world.edition, RoleName.REVIEWER)
    client, cell = as_user(world.organiser), f"{world.applications[0].reference}:{world.reviewer.pk}"

    page = client.get(board_url(world), {"mode": "lock"}).text
    client.post(f"{board_url(world)}?mode=lock", {"toggle": f"lock:{cell}"})
    locked = client.get(board_url(world), {"mode": "lock"}).text
    evened = client.post(board_url(world), {"rebalance": ""}, follow=True).text

    assert f"lock:{cell}" in page
    assert f"unlock:{cell}" in locked
    assert ReviewAssignment.objects.get(locked=True).application == application
    assert "4 changements à appliquer" in evened.replace("\u00a0", " ")
    assert {duty.reviewer for duty in PlannedDuty.objects.filter(change="give")} == {newcomer}
    client.post(board_url(world), {"toggle": f"unlock:{cell}"})
    assert not ReviewAssignment.objects.filter(locked=True).exists()


def test_a_board_already_even_says_so_and_closed_reviews_too(as_user) -> None:
    world = edition_with(reviewers=2, applications=1, reviews_wanted=2)
    client = as_user(world.organiser)

    even = client.post(board_url(world), {"rebalance": ""}, follow=True).text
    Edition.objects.update(reviews_due_at=NOW)
    closed = client.post(board_url(world), {"rebalance": ""}, follow=True).text

    assert "Rien à changer" in even
    assert "Les évaluations sont closes" in closed


def test_nobody_gets_more_dossiers_than_they_accepted_and_the_page_says_what_would_do(as_user) -> None:
    world = edition_with(reviewers=2, applications=4, reviews_wanted=2, assigned=False)
    anne, _boris = world.reviewers
    anne.roles.update(capacity=3)

    proposal = propose_for(world.edition)
    page = as_user(world.organiser).get(proposal_url(world)).text.replace("\u00a0", " ")
    board = as_user(world.organiser).get(board_url(world)).text.replace("\u00a0", " ")

    assert proposal.loads[anne.pk] == 3
    assert f"de 3 à 4 pour {anne}" in page
    assert "3 dossiers au plus" in board


def test_the_page_asks_as_much_for_many_dossiers_as_for_few(as_user) -> None:
    """With skills in common, a dossier that lacks readers, a juror who left after sending and a planned change."""
    worlds = [
        edition_with(reviewers=5, applications=number, reviews_wanted=2, assigned=False) for number in (3, 9)
    ]
    asked = []
    for world in worlds:
        (given, short), left = world.applications[:2], world.reviewers[-1]
        assign(application=given, reviewer=left, actor=world.organiser, at=NOW)
        sent_review(given, left, "3", "3")
        left.roles.update(ended_at=NOW)
        for reviewer in world.reviewers[:-1]:
            recuse(application=short, reviewer=reviewer, author=reviewer, reason="Une amie.", at=NOW)
        plan_duty(
            application=given,
            reviewer=world.reviewer,
            change=DutyChange.GIVE,
            actor=world.organiser,
            at=NOW,
        )
        for reviewer in world.reviewers[:-1]:
            factories.expert(world.edition, reviewer, "ergonomie, formation")
        client = as_user(world.organiser)
        client.post(proposal_url(world), {"propose": ""})
        with CaptureQueriesContext(connection) as queries:
            assert client.get(proposal_url(world)).status_code == 200
        asked.append(len(queries))

    assert asked[0] == asked[1] <= BUDGET


def test_dossiers_that_a_juror_will_not_manage_are_reassigned_from_the_board(as_user) -> None:
    world = edition_with(reviewers=4, applications=4, reviews_wanted=2, assigned=False)
    apply_now(world)
    anne = world.reviewer
    mine = list(ReviewAssignment.objects.filter(reviewer=anne))
    set_relief_requests(
        reviewer=anne, listed=[duty.pk for duty in mine], requested=[mine[0].pk], reason="Un deuil.", at=NOW
    )

    page = as_user(world.organiser).post(board_url(world), {"relief": ""}, follow=True).text
    applied = apply_planned(world)

    assert "2 changements à appliquer" in page.replace("\u00a0", " ")
    assert applied.done == 2
    assert not ReviewAssignment.objects.relief_requested().exists()
    assert not ReviewAssignment.objects.active().filter(pk=mine[0].pk).exists()
    again = assign(application=mine[0].application, reviewer=anne, actor=world.organiser, at=NOW)
    assert again.relief_requested_at is None


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"reviewers": 2, "applications": 0}, "Aucun dossier n’est encore à évaluer"),
        ({"reviewers": 0, "applications": 2}, "aucun membre qui évalue"),
    ],
)
def test_an_empty_proposal_says_what_is_missing(as_user, parts, words) -> None:
    world = edition_with(**parts)

    page = as_user(world.organiser).post(proposal_url(world), {"propose": ""}, follow=True).text

    assert words in page
    assert "toutes les évaluations possibles" not in page

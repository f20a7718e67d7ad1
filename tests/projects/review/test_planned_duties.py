"""Changes made by hand on the board: gathered, shown, undone; then applied, one mail a person."""

import pytest
from django.urls import reverse

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from programmes.enums import RoleName
from projects.application.enums import ApplicationState
from projects.conflicts.actions import recuse
from projects.locks import lock_application
from projects.models import Application, DutyChange, PlannedDuty, ReviewAssignment
from projects.review.actions import assignment
from projects.review.actions.assignment import AssignmentRefused
from projects.review.actions.planned_duties import apply_planned_duties, drop_planned_duties, plan_duty
from projects.review.actions.proposals import propose_for
from projects.review.actions.rebalancing import set_relief_requests
from projects.review.queries.assignment import Load, board_counts, count_loads
from projects.review.queries.planned import list_planned_duties
from tests import factories
from tests.factories import NOW, edition_with
from tests.support.reviews import sent_review

pytestmark = pytest.mark.django_db
GIVE, TAKE_BACK = DutyChange.GIVE, DutyChange.TAKE_BACK


def plan(world, application, reviewer, change, *, actor=None):
    return plan_duty(
        application=application,
        reviewer=reviewer,
        change=change,
        actor=actor or world.organiser,
        at=NOW,
    )


def apply_visible(world, visible=None):
    keys = [duty.pk for duty in visible or list_planned_duties(world.edition, world.organiser)]
    return apply_planned_duties(edition=world.edition, planned=keys, actor=world.organiser, at=NOW)


def duties():
    return set(ReviewAssignment.objects.active().order_by().values_list("application", "reviewer"))


def test_a_hand_made_change_gives_nothing_and_notifies_nobody_until_it_is_applied() -> None:
    world = edition_with(reviewers=2, applications=2, assigned=False)
    (anne, boris), (first, second) = world.reviewers, world.applications

    plan(world, first, anne, GIVE)
    plan(world, second, anne, GIVE)
    plan(world, first, boris, GIVE)

    assert not duties()
    assert not OutgoingMail.objects.exists()

    applied = apply_visible(world)

    assert (applied.done, applied.people, applied.refused) == (3, 2, [])
    assert duties() == {(first.pk, anne.pk), (second.pk, anne.pk), (first.pk, boris.pk)}
    assert sorted(OutgoingMail.objects.values_list("to_email", flat=True)) == sorted(
        [anne.email, boris.email]
    )
    assert not PlannedDuty.objects.exists()


def test_a_change_planned_on_a_dossier_that_is_withdrawn_since_is_still_on_the_board(as_user) -> None:
    world = edition_with(reviewers=1, applications=1, assigned=False)
    plan(world, world.applications[0], world.reviewer, GIVE)
    Application.objects.update(state=ApplicationState.WITHDRAWN)

    page = as_user(world.organiser).get(reverse("projects:manage_assignment", args=[world.edition.slug]))

    assert (page.context["page"].paginator.count, len(page.context["planned"])) == (0, 1)
    assert board_counts(world.edition) | {"read": 0, "planned": 1} == board_counts(world.edition)


def test_giving_and_taking_back_go_in_one_mail_that_names_both() -> None:
    world = edition_with(reviewers=1, applications=2)
    anne, (first, second) = world.reviewer, world.applications
    ReviewAssignment.objects.filter(application=second).delete()

    plan(world, first, anne, TAKE_BACK)
    plan(world, second, anne, GIVE)
    apply_visible(world)

    mail = OutgoingMail.objects.get()
    assert duties() == {(second.pk, anne.pk)}
    given, _sep, taken_back = mail.text.partition("l’organisation a repris")
    assert second.reference in given
    assert first.reference in taken_back
    assert sorted(AuditEntry.objects.values_list("verb", flat=True)) == ["assign", "unassign"]


def test_the_opposite_change_undoes_the_first_and_what_is_applied_notifies_its_reviewer() -> None:
    world = edition_with(reviewers=1, applications=1)
    application, anne = world.applications[0], world.reviewer

    plan(world, application, anne, TAKE_BACK)
    plan(world, application, anne, GIVE)

    assert not PlannedDuty.objects.exists()
    assert plan(world, application, anne, GIVE) is None
    assert not PlannedDuty.objects.exists()

    plan(world, application, anne, TAKE_BACK)
    apply_visible(world)
    assert "n’est plus à évaluer par vous" in OutgoingMail.objects.get().subject


def test_only_visible_changes_are_applied_when_two_organisers_work_at_once() -> None:
    world = edition_with(reviewers=2, applications=1, assigned=False)
    application, (anne, boris) = world.applications[0], world.reviewers
    colleague = factories.role(world.edition, RoleName.ORGANISER)
    visible = [plan(world, application, anne, GIVE)]

    plan(world, application, boris, GIVE, actor=colleague)
    applied = apply_visible(world, visible)

    assert applied.done == 1
    assert duties() == {(application.pk, anne.pk)}
    assert PlannedDuty.objects.get().reviewer == boris


def test_a_change_undone_by_a_colleague_meanwhile_is_not_applied() -> None:
    world = edition_with(reviewers=1, applications=1, assigned=False)
    visible = [plan(world, world.applications[0], world.reviewer, GIVE)]

    assert drop_planned_duties(edition=world.edition, planned=[visible[0].pk], actor=world.organiser) == 1
    assert apply_visible(world, visible).done == 0
    assert not duties()


def test_a_change_that_became_impossible_is_refused_in_words_and_the_others_are_applied() -> None:
    world = edition_with(reviewers=2, applications=1, assigned=False)
    application, (anne, boris) = world.applications[0], world.reviewers
    plan(world, application, anne, GIVE)
    plan(world, application, boris, GIVE)

    recuse(application=application, reviewer=anne, author=anne, reason="Ancienne collègue.", at=NOW)
    applied = apply_visible(world)

    assert duties() == {(application.pk, boris.pk)}
    [(refused, refusal)] = applied.refused
    assert refused.reviewer == anne
    assert "déportée" in str(refusal.message)
    assert not PlannedDuty.objects.exists()


def test_an_organiser_in_conflict_neither_sees_nor_applies_the_changes_of_that_dossier(as_user) -> None:
    world = edition_with(reviewers=1, applications=2, assigned=False)
    hidden, other = world.applications
    colleague = factories.role(world.edition, RoleName.ORGANISER)
    for application in (hidden, other):
        plan(world, application, world.reviewer, GIVE, actor=colleague)
    recuse(application=hidden, reviewer=world.organiser, author=world.organiser, reason="Ma sœur.", at=NOW)
    every = [duty.pk for duty in PlannedDuty.objects.all()]

    page = as_user(world.organiser).get(reverse("projects:manage_assignment", args=[world.edition.slug])).text
    apply_planned_duties(edition=world.edition, planned=every, actor=world.organiser, at=NOW)
    drop_planned_duties(edition=world.edition, planned=every, actor=world.organiser)

    assert "Un changement à appliquer" in page
    assert duties() == {(other.pk, world.reviewer.pk)}
    assert PlannedDuty.objects.get().application == hidden


def test_the_proposal_takes_planned_changes_for_done() -> None:
    world = edition_with(reviewers=2, applications=1, reviews_wanted=1, assigned=False)
    application, (anne, boris) = world.applications[0], world.reviewers

    plan(world, application, anne, GIVE)
    assert propose_for(world.edition).pairs == ()

    apply_visible(world)
    plan(world, application, anne, TAKE_BACK)
    assert propose_for(world.edition).pairs == ((application.pk, boris.pk),)


def test_the_board_gathers_shows_undoes_and_applies(as_user) -> None:
    world = edition_with(reviewers=2, applications=1, assigned=False)
    client, application = as_user(world.organiser), world.applications[0]
    board = reverse("projects:manage_assignment", args=[world.edition.slug])
    for reviewer in world.reviewers:
        client.post(board, {"toggle": f"give:{application.reference}:{reviewer.pk}"})
    first, second = PlannedDuty.objects.order_by("pk")

    page = client.get(board).text
    assert "2 changements à appliquer" in page
    assert "Appliquer et prévenir 2 personnes" in page

    undone = client.post(board, {"planned": [first.pk, second.pk], "undo": first.pk}, follow=True).text
    assert "1 changement est annulé." in undone
    assert "Appliquer et prévenir 1 personne" in undone

    done = client.post(board, {"planned": [second.pk, "x", "9" * 30]}, follow=True).text
    assert "1 changement est appliqué" in done
    assert "1 message part." in done
    assert "à appliquer" not in done.partition("<main")[2].replace("est appliqué", "")
    assert duties() == {(application.pk, second.reviewer_id)}


def test_a_change_undone_while_it_is_being_applied_is_skipped(monkeypatch) -> None:
    world = edition_with(organisers=2, reviewers=1, applications=1, assigned=False)
    application, chair, colleague = world.applications[0], *world.organisers
    planned = plan(world, application, world.reviewer, GIVE)

    def lock_after_colleague(application):
        drop_planned_duties(edition=world.edition, planned=[planned.pk], actor=colleague)
        return lock_application(application)

    monkeypatch.setattr("projects.review.actions.planned_duties.lock_application", lock_after_colleague)
    applied = apply_planned_duties(edition=world.edition, planned=[planned.pk], actor=chair, at=NOW)

    assert (applied.done, applied.people, applied.refused) == (0, 0, [])
    assert not duties()
    assert not OutgoingMail.objects.exists()


def test_a_conflict_and_relieving_oneself_are_refused_as_soon_as_they_are_planned() -> None:
    world = edition_with(reviewers=1, applications=1)
    organiser = world.reviewer
    factories.role(world.edition, RoleName.ORGANISER, who=organiser)

    with pytest.raises(AssignmentRefused, match="à vous-même"):
        plan(world, world.applications[0], organiser, TAKE_BACK, actor=organiser)
    ReviewAssignment.objects.all().delete()
    project = world.applications[0].project
    project.organisation = organiser.roles.get(name=RoleName.REVIEWER).organisation
    project.save()
    with pytest.raises(AssignmentRefused, match="pour l’organisme qui dépose"):
        plan(world, world.applications[0], organiser, GIVE)


def load_of(world) -> Load:
    return count_loads(world.edition).get(world.reviewer.pk, Load())


def test_a_review_that_was_sent_is_owed_no_more() -> None:
    world = edition_with(reviewers=2, applications=3)
    edition_with(reviewers=1, applications=1)  # another edition has counts of its own
    sent_review(world.applications[0], world.reviewer, "3", "3")
    counts = board_counts(world.edition)

    assert load_of(world) == Load(load=3, sent=1, pending=2, complete=0)
    assert (counts["read"], counts["to_review"]) == (3, 3)


def test_each_change_of_a_duty_is_counted_at_once() -> None:
    world = edition_with(reviewers=1, applications=3, assigned=False)
    anne, (first, second, third) = world.reviewer, world.applications
    assert load_of(world) == Load()

    for application in (first, second, third):
        assignment.assign(application=application, reviewer=anne, actor=world.organiser, at=NOW)
    assert load_of(world) == Load(load=3, pending=3)

    sent_review(first, anne, "2", "2")
    assert load_of(world) == Load(load=3, sent=1, pending=2)

    recuse(application=second, reviewer=anne, author=anne, reason="Voisine.", at=NOW)
    assert load_of(world) == Load(load=2, sent=1, pending=1)

    assignment.unassign(application=third, reviewer=anne, actor=world.organiser, at=NOW)
    assert load_of(world) == Load(load=1, sent=1)


def test_more_dossiers_than_accepted_are_given_with_a_word_on_what_was_agreed(as_user) -> None:
    world = edition_with(reviewers=1, applications=3)
    anne, extra = world.reviewer, world.applications[2]
    ReviewAssignment.objects.filter(application=extra).delete()
    anne.roles.update(capacity=2)
    client, board = as_user(world.organiser), reverse("projects:manage_assignment", args=[world.edition.slug])
    client.post(board, {"toggle": f"give:{extra.reference}:{anne.pk}"})
    listed = {"planned": PlannedDuty.objects.get().pk}

    page = client.get(board).text.replace("\u00a0", " ")
    refused = client.post(board, listed | {"reason": " "}).text.replace("\u00a0", " ")
    too_long = client.post(board, listed | {"reason": "x" * 301}).text
    assert page.count("3 dossiers pour 2 au plus") == 2  # beside their name, and on the cell
    assert "Écrivez ce qui a été convenu" in refused
    assert "x" * 301 in too_long
    assert (extra.pk, anne.pk) not in duties()

    client.post(board, listed | {"reason": "Vu au téléphone."})

    assert (extra.pk, anne.pk) in duties()
    assert "3 dossiers pour 2 au plus" in client.get(board).text.replace("\u00a0", " ")
    entry = AuditEntry.objects.get(verb="exceed_capacity")
    assert (entry.data["load"], entry.data["capacity"], entry.data["reason"]) == (3, 2, "Vu au téléphone.")


def test_returned_dossiers_are_listed_with_who_loses_and_who_gains_them(as_user) -> None:
    world = edition_with(reviewers=3, applications=2, reviews_wanted=2, assigned=False, closes_at=NOW)
    anne, boris, chloe = world.reviewers
    for application in world.applications:
        for reviewer in (anne, boris):
            assignment.assign(application=application, reviewer=reviewer, actor=world.organiser, at=NOW)
    mine = ReviewAssignment.objects.get(reviewer=anne, application=world.applications[0])
    set_relief_requests(reviewer=anne, listed=[mine.pk], requested=[mine.pk], reason="Un deuil.", at=NOW)
    client, board = as_user(world.organiser), reverse("projects:manage_assignment", args=[world.edition.slug])

    page = client.post(board, {"relief": ""}, follow=True).text.replace("\u00a0", " ")

    planned = page.partition('id="planned"')[2].partition("</section>")[0]
    assert "Un deuil." in planned
    assert "prend la suite de quelqu’un" in planned
    assert f"<b>{anne}</b> de 2 à 1" in planned
    assert f"<b>{chloe}</b> de 0 à 1" in planned
    todo = client.get(reverse("coaching:manage_edition", args=[world.edition.slug])).text
    assert "changements d’affectation à confirmer" in todo

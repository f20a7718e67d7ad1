"""Giving dossiers to reviewers: by hand, and all at once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from programmes.bodies import body_numbers, same_body
from programmes.enums import RoleName
from programmes.models import Edition
from projects.application.enums import ApplicationState
from projects.conflicts.actions import record_waiver, recuse
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.enums import Outcome
from projects.models import Application, PlannedDuty, ProjectMember, Recusal, ReviewAssignment
from projects.review.actions import assignment, proposals
from projects.review.actions.assignment import AssignmentRefused, assign
from projects.review.actions.review import ReviewRefused, save_review
from projects.review.queries.assignment import committee
from projects.review.queries.board import rows
from tests import factories
from tests.factories import edition_with
from tests.support.reviews import sent_review

pytestmark = pytest.mark.django_db


def board_url(world):
    return reverse("projects:manage_assignment", args=[world.edition.slug])


def proposal_url(world):
    return reverse("projects:assignment_proposal", args=[world.edition.slug])


def apply_now(world, at=None):
    proposal = proposals.propose_for(world.edition)
    return proposals.apply_proposal(
        edition=world.edition, digest=proposal.digest, actor=world.organiser, at=at or now()
    )


def test_giving_a_dossier_starts_its_review_and_notifies_the_reviewer() -> None:
    world = edition_with(reviewers=1, applications=1, state=ApplicationState.ELIGIBLE, assigned=False)
    application = world.applications[0]

    assignment.assign(application=application, reviewer=world.reviewer, actor=world.organiser, at=now())

    application.refresh_from_db()
    assert (application.state, application.reviews_expected) == (ApplicationState.UNDER_REVIEW, 1)
    assert OutgoingMail.objects.get().to_email == world.reviewer.email
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "start_review",
        "assign",
    ]


def test_giving_it_again_changes_nothing_and_taking_it_back_keeps_the_trace() -> None:
    world = edition_with(reviewers=1, applications=1)
    application = world.applications[0]

    assignment.assign(application=application, reviewer=world.reviewer, actor=world.organiser, at=now())
    assert not OutgoingMail.objects.exists()
    assignment.unassign(application=application, reviewer=world.reviewer, actor=world.organiser, at=now())

    application.refresh_from_db()
    assert application.reviews_expected == 0
    assert ReviewAssignment.objects.get().withdrawn_at is not None


def test_conflicts_and_a_closed_account_are_refused_in_words() -> None:
    world = edition_with(reviewers=2, applications=1, assigned=False)
    application, (anne, boris) = world.applications[0], world.reviewers
    application.project.organisation = anne.roles.get().organisation
    application.project.save()
    Recusal.objects.create(application=application, reviewer=boris, author=boris, reason="Ami", at=now())

    for reviewer in (anne, boris, factories.user()):
        with pytest.raises(AssignmentRefused):
            assignment.assign(application=application, reviewer=reviewer, actor=world.organiser, at=now())
    newcomer = factories.role(world.edition, RoleName.REVIEWER, who=factories.user(is_active=False))
    with pytest.raises(AssignmentRefused, match="siège pas"):
        assignment.assign(application=application, reviewer=newcomer, actor=world.organiser, at=now())
    assert not ReviewAssignment.objects.exists()


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (("Fonderie de Caen", "00000001800010"), ("Fonderie, siège", "00000001800028")),
        (("Région Normandie", "00000001800010"), ("REGION  NORMANDIE", "")),
    ],
    ids=["one company, two sites", "one name, one without SIRET"],
)
def test_a_body_is_known_by_its_siren_or_its_name_on_the_board_in_the_proposal_and_by_hand(
    theirs, ours
) -> None:
    world = edition_with(reviewers=2, applications=1, assigned=False)
    application, anne = world.applications[0], world.reviewers[0]
    application.project.organisation = factories.organisation(theirs[0], siret=theirs[1])
    application.project.save()
    anne.roles.update(organisation=factories.organisation(ours[0], siret=ours[1]))

    with pytest.raises(AssignmentRefused, match="organisme"):
        assignment.assign(application=application, reviewer=anne, actor=world.organiser, at=now())
    assert anne.pk not in {reviewer for _dossier, reviewer in proposals.propose_for(world.edition).pairs}
    application.hidden_because = None
    seats = committee(world.edition)
    (row,) = rows([application], [item for item in seats if item.user == anne], committee=seats)
    assert [cell.state for cell in row.cells] == ["same_body"]


def test_an_organiser_gives_a_deputy_a_dossier_that_no_calculation_would(as_user) -> None:
    world = edition_with(reviewers=1, applications=1, reviews_wanted=1, assigned=False)
    application, anne = world.applications[0], world.reviewer
    deputy = factories.role(world.edition, RoleName.REVIEWER, through=anne.roles.get().organisation)
    deputy.roles.update(is_deputy=True)
    client, board = as_user(world.organiser), reverse("projects:manage_assignment", args=[world.edition.slug])
    application.hidden_because = None

    def find_states() -> list[str]:
        seats = committee(world.edition)
        (row,) = rows([application], seats, committee=seats)
        return sorted(cell.state for cell in row.cells)

    assert find_states() == ["deputy", "possible"]
    page = client.get(board).text
    assert "une personne titulaire de son organisme peut le lire" in page
    client.post(board, {"toggle": f"give:{application.reference}:{deputy.pk}"})
    assert PlannedDuty.objects.get().reviewer == deputy
    recuse(application=application, reviewer=anne, author=anne, reason="Une amie.", at=now())
    assert find_states() == ["excluded", "possible"]


def test_two_bodies_of_one_name_with_a_siren_each_are_two() -> None:
    body = factories.organisation("Mairie", siret="00000001800010")
    other = factories.organisation("Mairie", siret="00000002600013")

    assert not same_body(body, other)
    assert len(set(body_numbers([body, other]).values())) == 2


def test_nobody_reads_their_own_dossier_as_a_reviewer_even_one_they_join_later(as_user) -> None:
    world = edition_with(reviewers=1, applications=2)
    application, other = world.applications
    ProjectMember.objects.create(project=application.project, user=world.reviewer, joined_at=now())
    browser = as_user(world.reviewer)

    assert browser.get(reverse("projects:review", args=[application.reference])).status_code == 404
    with pytest.raises(ReviewRefused):
        save_review(application=application, reviewer=world.reviewer, values={}, at=now())
    with pytest.raises(AssignmentRefused):
        assignment.assign(application=application, reviewer=world.reviewer, actor=world.organiser, at=now())
    ReviewAssignment.objects.all().delete()
    assert proposals.propose_for(world.edition).pairs == ()  # a rival's, without a waiver
    record_waiver(
        edition=world.edition, email=world.reviewer.email, reason="Rare", author=world.organiser, at=now()
    )
    assert proposals.propose_for(world.edition).pairs == ((other.pk, world.reviewer.pk),)


def test_a_reviewer_whose_opinion_is_sent_is_not_relieved() -> None:
    world = edition_with(reviewers=1, applications=1)
    sent_review(world.applications[0], world.reviewer, "3", "3")

    with pytest.raises(AssignmentRefused):
        assignment.unassign(
            application=world.applications[0], reviewer=world.reviewer, actor=world.organiser, at=now()
        )


def test_the_proposal_gives_every_duty_and_one_mail_each() -> None:
    world = edition_with(
        reviewers=4, applications=6, state=ApplicationState.ELIGIBLE, assigned=False, reviews_wanted=2
    )

    assert apply_now(world) == 12

    for application in world.applications:
        application.refresh_from_db()
        assert (application.state, application.reviews_expected) == (ApplicationState.UNDER_REVIEW, 2)
        assert application.assignments.count() == 2
    assert OutgoingMail.objects.count() == 4
    assert AuditEntry.objects.filter(verb="start_review").count() == 6
    assert AuditEntry.objects.filter(verb="apply_assignment").count() == 1


def test_a_proposal_seen_before_the_situation_changed_is_not_applied() -> None:
    world = edition_with(reviewers=4, applications=2, assigned=False, reviews_wanted=2)
    seen = proposals.propose_for(world.edition)
    dossier, reviewer = seen.pairs[0]
    Recusal.objects.create(
        application_id=dossier, reviewer_id=reviewer, author_id=reviewer, reason="Ami", at=now()
    )

    with pytest.raises(AssignmentRefused):
        proposals.apply_proposal(edition=world.edition, digest=seen.digest, actor=world.organiser, at=now())
    assert not ReviewAssignment.objects.exists()


def test_a_duty_taken_back_can_be_proposed_again() -> None:
    world = edition_with(reviewers=1, applications=1, reviews_wanted=1)
    assignment.unassign(
        application=world.applications[0], reviewer=world.reviewer, actor=world.organiser, at=now()
    )

    assert apply_now(world, now() + timedelta(minutes=1)) == 1
    assert ReviewAssignment.objects.active().count() == 1


def test_the_pages_say_what_is_missing_and_toggle_one_cell(as_user) -> None:
    world = edition_with(reviewers=2, applications=1, assigned=False, reviews_wanted=2)
    client, application = as_user(world.organiser), world.applications[0]

    assert "Un dossier reste à confier" in client.get(board_url(world)).content.decode()
    assert "2 évaluations à confier" in client.get(proposal_url(world)).content.decode()
    response = client.post(board_url(world), {"toggle": f"give:{application.reference}:{world.reviewer.pk}"})

    assert response.status_code == 302
    assert PlannedDuty.objects.get().reviewer == world.reviewer
    assert "Un changement à appliquer" in client.get(board_url(world)).content.decode()


def test_the_proposal_names_who_reads_already_once_somebody_does(as_user) -> None:
    world = edition_with(reviewers=2, applications=1, assigned=False, reviews_wanted=2)
    client = as_user(world.organiser)

    assert "Déjà confié à" not in client.get(proposal_url(world)).text
    assignment.assign(
        application=world.applications[0], reviewer=world.reviewer, actor=world.organiser, at=now()
    )
    assert "Déjà confié à" in client.get(proposal_url(world)).text


def test_a_forged_cell_is_not_found(as_user) -> None:
    world = edition_with(reviewers=1, applications=1, assigned=False)
    reference, browser = world.applications[0].reference, as_user(world.organiser)

    for toggle in (
        "",
        "give",
        "give:X:1",
        "give:\0:1",
        f"burn:{reference}:{world.reviewer.pk}",
        f"give:{reference}:0",
        f"give:{reference}:x",
        f"give:{reference}:" + "9" * 40,
    ):
        assert browser.post(board_url(world), {"toggle": toggle}).status_code == 404, toggle
    assert not ReviewAssignment.objects.exists()


def test_a_duty_is_given_once_in_the_database() -> None:
    world = edition_with(reviewers=1, applications=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewAssignment.objects.create(
            application=world.applications[0], reviewer=world.reviewer, assigned_at=now()
        )


def test_somebody_who_left_the_committee_is_not_proposed() -> None:
    world = edition_with(reviewers=2, applications=1, assigned=False, reviews_wanted=1)
    world.reviewer.roles.filter(name=RoleName.REVIEWER).update(ended_at=now())

    apply_now(world)

    assert ReviewAssignment.objects.get().reviewer == world.reviewers[1]


def test_once_all_is_announced_the_board_stays_and_is_read_only(as_user) -> None:
    world = edition_with(reviewers=1, applications=1)
    assign(application=world.applications[0], reviewer=world.reviewer, actor=world.organiser, at=now())
    decide(application=world.applications[0], outcome=Outcome.SELECTED, actor=world.organiser, at=now())
    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())

    page = as_user(world.organiser).get(board_url(world)).text

    assert "Les décisions sont annoncées" in page
    assert world.applications[0].reference in page
    assert 'name="toggle"' not in page
    assert "Vérifier la recevabilité" not in page


def test_a_person_who_owes_reviews_is_named_and_reminded_once_a_day(as_user) -> None:
    world = edition_with(reviewers=1, applications=2)
    late, free = world.reviewer, factories.role(world.edition, RoleName.REVIEWER)
    client = as_user(world.organiser)
    address = reverse("projects:remind_reviewer", args=[world.edition.slug])
    assert "<b>0</b> sur 2 envoyées" in client.get(board_url(world)).text.replace("\u00a0", " ")

    client.post(address, {"reviewer": late.pk})
    again = client.post(address, {"reviewer": late.pk}, follow=True)
    nothing_due = client.post(address, {"reviewer": free.pk}, follow=True)

    assert "déjà parti aujourd’hui" in again.text
    assert "plus d’évaluation à envoyer" in nothing_due.text
    assert client.post(address, {"reviewer": world.organiser.pk}).status_code == 404
    mail = OutgoingMail.objects.get(template="projects/review/reviews_to_do")
    assert (mail.user, "2 dossiers" in mail.text.replace("\u00a0", " ")) == (late, True)
    assert AuditEntry.objects.filter(verb="remind_reviewer").count() == 1


def test_nobody_is_reminded_of_a_dossier_that_was_taken_back_or_once_reviews_are_closed(as_user) -> None:
    world = edition_with(reviewers=1, applications=2)
    client, address = as_user(world.organiser), reverse("projects:remind_reviewer", args=[world.edition.slug])
    assert address in client.get(board_url(world)).text

    Edition.objects.update(reviews_due_at=now() - timedelta(hours=1))
    closed = client.post(address, {"reviewer": world.reviewer.pk}, follow=True)
    Edition.objects.update(reviews_due_at=None)
    sent_review(world.applications[0], world.reviewer, "3", "3")
    Application.objects.filter(pk=world.applications[1].pk).update(state=ApplicationState.WITHDRAWN)

    assert "Les évaluations sont closes" in closed.text
    assert address not in client.get(board_url(world)).text


def test_the_loads_tell_what_each_was_given_sent_and_still_owes() -> None:
    world = edition_with(reviewers=3, applications=6)
    anne, boris, chloe = world.reviewers
    sent, begun, aside, recused, withdrawn, decided = world.applications
    sent_review(sent, anne, "3", "3")
    save_review(application=begun, reviewer=anne, values={"private_note": "…"}, at=now())
    sent_review(begun, boris, "2", "2")
    sent_review(aside, anne, "4", "4")
    for item in (aside, recused):
        recuse(application=item, reviewer=anne, author=anne, reason="Je les conseille", at=now())
    ReviewAssignment.objects.filter(application=withdrawn, reviewer=anne).update(withdrawn_at=now())
    Application.objects.filter(pk=decided.pk).update(state=ApplicationState.SELECTED)
    elsewhere = edition_with(applications=1)
    factories.role(elsewhere.edition, RoleName.REVIEWER, who=anne)
    ReviewAssignment.objects.create(application=elsewhere.applications[0], reviewer=anne, assigned_at=now())

    loads = {seat.user: (seat.load, seat.sent, seat.pending) for seat in committee(world.edition)}

    assert loads == {anne: (3, 1, 1), boris: (6, 1, 4), chloe: (6, 0, 5)}


def test_the_board_says_until_when_reviews_are_sent_where_nobody_set_a_day(as_user) -> None:
    world = edition_with(reviewers=1, applications=1, reviews_due_at=None)
    dates_url = reverse("programmes:manage_dates", args=[world.edition.slug])

    page = as_user(world.organiser).get(board_url(world)).content.decode()
    Edition.objects.update(reviews_due_at=now() + timedelta(days=9))
    with_day = as_user(world.organiser).get(board_url(world)).content.decode()

    assert "Aucune fin n’est fixée" in page
    assert f"{dates_url}#id_reviews_due_at" in page
    assert "Aucune fin n’est fixée" not in with_day
    assert "À rendre avant le" in with_day


def test_the_board_says_how_many_reviews_each_sent_and_shows_fifteen_dossiers_a_page(as_user) -> None:
    world = edition_with(reviewers=1, applications=16)
    sent_review(world.applications[0], world.reviewer, "3", "3")

    page = as_user(world.organiser).get(board_url(world))

    assert "<b>1</b> sur 16 envoyées" in page.text
    assert page.text.count('<tr id="dossier-') == len(page.context["rows"]) == 15


def test_loads_are_evened_out_once_somebody_has_a_dossier(as_user) -> None:
    world = edition_with(reviewers=1, applications=1)
    board = reverse("projects:manage_assignment", args=[world.edition.slug])
    browser, button = as_user(world.organiser), 'name="rebalance"'

    assert button in browser.get(board).text
    ReviewAssignment.objects.all().delete()
    assert button not in browser.get(board).text

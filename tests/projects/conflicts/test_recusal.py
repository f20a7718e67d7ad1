"""Stepping aside: from then on the server keeps the dossier from that person."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from programmes.enums import RoleName
from projects.application.enums import ApplicationState
from projects.conflicts.actions import RecusalRefused, record_waiver, recuse
from projects.conflicts.queries import without_conflict
from projects.decision.actions.deliberation import decide
from projects.decision.actions.refusals import DecisionRefused
from projects.decision.enums import Outcome
from projects.members import actions as members
from projects.models import (
    Application,
    Decision,
    Participation,
    ProjectMember,
    Recusal,
    Review,
    ReviewAssignment,
)
from projects.review.actions import assignment, review, review as review_sending
from projects.review.queries import assignment as queries_assignment, queue
from projects.review.queries.problem import build_problem
from tests import factories
from tests.factories import World, edition_with
from tests.support.reviews import grid_values, page_url, score_url, sent_review
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


def join(project, who) -> None:
    """They are invited, and accept."""
    lead = project.members.get(leads=True).user
    offered = members.invite_member(project=project, email=who.email, rights="edit", actor=lead, at=now())
    members.accept_member_invitation(invitation=offered, user=who, at=now())


built, world = share_world(edition_with, reviewers=1, applications=1)


def test_the_denominator_shrinks_and_the_review_is_set_aside_not_lost() -> None:
    world = edition_with(reviewers=2, applications=1)
    application, (anne, boris) = world.applications[0], world.reviewers
    sent_review(application, anne, "4", "4")
    sent_review(application, boris, "2", "2")

    recuse(application=application, reviewer=anne, author=anne, reason="Je les conseille", at=now())

    application.refresh_from_db()
    assert (application.reviews_expected, application.reviews_done, application.score) == (
        1,
        1,
        Decimal("50.00"),
    )
    assert Review.objects.get(reviewer=anne).set_aside_at is not None
    entry = AuditEntry.objects.get(verb="recuse")
    assert entry.data == {"reviewer": anne.pk, "reviews_set_aside": 1, "followed": False, "effect": "hidden"}


def test_a_person_who_steps_aside_or_joins_the_project_follows_the_dossier_no_more() -> None:
    world = edition_with(organisers=2, applications=3)
    one, two = world.organisers
    aside, joined, other = world.applications
    Application.objects.update(handled_by=one)

    recuse(application=aside, reviewer=one, author=two, reason="Ami", at=now())
    join(joined.project, one)

    assert list(Application.objects.exclude(handled_by=None)) == [other]


def test_an_organiser_who_steps_aside_no_longer_reads_the_dossier(as_user, world: World) -> None:
    both = factories.role(world.edition, RoleName.REVIEWER, who=world.organiser)
    address = reverse(
        "projects:manage_application", args=[world.edition.slug, world.applications[0].reference]
    )
    assert as_user(both).get(address).status_code == 200

    Recusal.objects.create(
        application=world.applications[0], reviewer=both, author=both, reason="Ma sœur y travaille", at=now()
    )

    assert as_user(both).get(address).status_code == 404


def test_after_a_recusal_nothing_of_the_dossier_can_be_reached(as_user) -> None:
    world = edition_with(reviewers=2, applications=2)
    (application, other), anne = world.applications, world.reviewer
    client = as_user(anne)
    response = client.post(
        reverse("projects:recuse", args=[application.reference]), {"reason": "Mon ancien employeur"}
    )

    assert response.status_code == 302
    assert client.get(page_url(other)).status_code == 200, "they keep their other dossiers"
    assert client.get(page_url(application)).status_code == 404
    assert client.post(page_url(application), {"private_note": "x", "keep": "1"}).status_code == 404
    assert client.post(score_url(application, "private_note"), {"value": "x"}).status_code == 404
    assert client.get(reverse("projects:recuse", args=[application.reference])).status_code == 404
    assert application not in Application.objects.visible_to(anne)
    assert application.title not in client.get(reverse("projects:review_queue")).content.decode()
    with pytest.raises(review.ReviewRefused):
        review.save_field(
            application=application, reviewer=anne, key="private_note", value="x", base_version=0, at=now()
        )


def test_a_juror_without_the_dossier_learns_nothing_by_writing(as_user) -> None:
    world = edition_with(reviewers=2, applications=1)
    application = world.applications[0]
    Application.objects.update(state=ApplicationState.NOT_SELECTED)
    ReviewAssignment.objects.filter(reviewer=world.reviewers[1]).delete()
    client = as_user(world.reviewers[1])

    answers = [
        client.post(score_url(application, "private_note"), {"value": "x"}),
        client.post(page_url(application), {"private_note": "x", "keep": "1"}),
        client.post(page_url(application), {"private_note": "x" * 9000, "send": "1"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert not Review.objects.filter(reviewer=world.reviewers[1]).exists()
    for answer in answers:
        assert application.title not in answer.content.decode()
        assert world.edition.name not in answer.content.decode()


def test_a_draft_begun_before_is_not_sent_after(world: World) -> None:
    application, anne = world.applications[0], world.reviewer
    grid = review.save_field(
        application=application, reviewer=anne, key="private_note", value="x", base_version=0, at=now()
    )
    recuse(application=application, reviewer=anne, author=anne, reason="Ami", at=now())

    with pytest.raises(review.ReviewRefused):
        review_sending.submit_review(review=grid.review, actor=anne, at=now())


def test_an_organiser_writes_it_down_for_a_member(as_user, world: World) -> None:
    url = reverse("projects:record_recusal", args=[world.edition.slug, world.applications[0].reference])

    response = as_user(world.organiser).post(
        url, {"reviewer": world.reviewer.pk, "reason": "Déclaré en réunion"}
    )

    assert response.status_code == 302
    recusal = Recusal.objects.get()
    assert (recusal.reviewer, recusal.author) == (world.reviewer, world.organiser)


def test_a_recusal_needs_a_reason(as_user, world: World) -> None:
    client = as_user(world.reviewer)

    response = client.post(
        reverse("projects:recuse", args=[world.applications[0].reference]), {"reason": "   "}
    )

    assert response.status_code == 422
    assert not Recusal.objects.exists()
    with pytest.raises(RecusalRefused):
        recuse(
            application=world.applications[0],
            reviewer=world.reviewer,
            author=world.reviewer,
            reason=" ",
            at=now(),
        )


def test_nobody_steps_aside_for_somebody_else_except_the_organisers() -> None:
    world = edition_with(reviewers=2, applications=1)
    anne, boris = world.reviewers

    with pytest.raises(RecusalRefused):
        recuse(application=world.applications[0], reviewer=anne, author=boris, reason="Concurrent", at=now())


def test_a_recusal_is_refused_after_the_announcement_and_recorded_once() -> None:
    world = edition_with(reviewers=1, applications=2)
    first, second = world.applications
    Application.objects.filter(pk=second.pk).update(state=ApplicationState.NOT_SELECTED)

    recusal = recuse(
        application=first, reviewer=world.reviewer, author=world.reviewer, reason="Ami", at=now()
    )
    two = recuse(
        application=first, reviewer=world.reviewer, author=world.reviewer, reason="Ami encore", at=now()
    )

    assert recusal == two
    with pytest.raises(RecusalRefused):
        recuse(application=second, reviewer=world.reviewer, author=world.reviewer, reason="Ami", at=now())


def test_the_database_holds_the_rules(world: World) -> None:
    who = {"reviewer": world.reviewer, "author": world.reviewer, "at": now()}
    recusal = recuse(application=world.applications[0], reason="Ami", **who)

    with pytest.raises(IntegrityError), transaction.atomic():
        Recusal.objects.create(application=recusal.application, reason="x", **who)
    with pytest.raises(IntegrityError, match="recusal_has_reason"), transaction.atomic():
        Recusal.objects.update(reason="")


def test_a_reviewer_who_joins_the_project_steps_aside_by_that_very_act(as_user) -> None:
    world = edition_with(reviewers=2, applications=2)
    (mine, other), (me, colleague) = world.applications, world.reviewers
    sent_review(mine, me, "4", "4")
    sent_review(mine, colleague, "2", "2")
    record_waiver(edition=world.edition, email=me.email, reason="Rare", author=world.organisers[0], at=now())

    join(mine.project, me)

    mine.refresh_from_db()
    assert (mine.reviews_expected, mine.reviews_done, mine.score) == (1, 1, Decimal("50.00"))
    assert Recusal.objects.get().reason == "A rejoint le projet."
    duties = {duty.application: duty.stage for duty in queue.duties(me, timezone.now())}
    assert duties == {mine.pk: queue.ASIDE, other.pk: queue.TODO}
    assert list(
        queries_assignment.review_pending(world.edition)
        .filter(reviewer=me)
        .values_list("application", flat=True)
    ) == [other.pk]
    page = as_user(me).post(
        page_url(other), {**grid_values(world.edition, "1", "1"), "send": "1"}, follow=True
    )
    assert page.status_code == 200


def test_joining_a_project_one_was_not_given_sets_nothing_aside(world: World) -> None:
    join(world.applications[0].project, factories.user())

    assert not Recusal.objects.exists()


def test_no_page_leads_to_a_dossier_one_may_not_open(as_user) -> None:
    world = edition_with(organisers=1, reviewers=1, applications=2)
    one, theirs = world.applications
    ProjectMember.objects.create(project=theirs.project, user=world.organiser, joined_at=now())
    Application.objects.update(score=50, score_low=40, score_high=60)
    client, slug = as_user(world.organiser), world.edition.slug
    closed = [
        reverse(f"projects:{name}", args=[slug, theirs.reference])
        for name in ("decide", "manage_application", "record_recusal")
    ]

    for name, *of_dossier in (("ranking",), ("announce",), ("manage_assignment",), ("decide", one.reference)):
        page = client.get(reverse(f"projects:{name}", args=[slug, *of_dossier])).text
        assert [address for address in closed if f'href="{address}"' in page] == [], name
    assert {client.get(address).status_code for address in closed} == {404}


def test_a_person_who_reads_a_dossier_is_not_visible_to_an_organiser_who_holds_it(as_user) -> None:
    world = edition_with(organisers=1, reviewers=2, applications=2)
    one, theirs = world.applications
    world.edition.reviews_wanted = 2
    world.edition.save()
    ReviewAssignment.objects.filter(reviewer=world.reviewers[1]).delete()
    ProjectMember.objects.create(project=theirs.project, user=world.organiser, joined_at=now())
    client = as_user(world.organiser)

    board, proposal = (
        client.get(reverse(f"projects:{name}", args=[world.edition.slug]))
        for name in ("manage_assignment", "assignment_proposal")
    )

    assert "qui le lit n’est pas montré" in board.text
    assert "qui le lit n’est pas montré" in proposal.text
    rows = {row.application: row for row in board.context["rows"]}
    assert (len(rows[one].cells), rows[theirs].cells) == (2, [])


def test_the_rule_of_who_may_judge_is_the_same_for_a_row_and_a_list() -> None:
    world = edition_with(organisers=1, applications=5)
    user, (plain, aside, held, read, left) = world.organiser, world.applications
    Recusal.objects.create(application=aside, reviewer=user, author=user, reason="Je les conseille", at=now())
    for dossier, fields in ((held, {}), (read, {"rights": "read"}), (left, {"left_at": now()})):
        ProjectMember.objects.create(project=dossier.project, user=user, joined_at=now(), **fields)
    for dossier in world.applications:
        decide(application=dossier, outcome="reserve", reason="", actor=factories.user(), at=now())
        Participation.objects.create(project=dossier.project, edition=world.edition, offered_at=now())

    def judging(rows, path):
        return {getattr(row, path): row.judged for row in rows.annotate(judged=without_conflict(user, path))}

    expected = {application.pk: application == plain for application in world.applications}
    listed = Application.objects.judged_by(user)
    assert {application.pk: application in listed for application in world.applications} == expected
    assert judging(Application.objects.all(), "pk") == expected
    decisions = Decision.objects.annotate(judged=without_conflict(user))
    assert dict(decisions.values_list("application", "judged")) == expected
    places = Participation.objects.annotate(judged=without_conflict(user, "project__application"))
    assert dict(places.values_list("project__application", "judged")) == expected


def test_leaving_a_project_does_not_make_one_its_judge(as_user) -> None:
    world = edition_with(organisers=1, reviewers=1, applications=1)
    [application] = world.applications
    former = factories.role(world.edition, RoleName.ORGANISER)
    join(application.project, former)
    factories.role(world.edition, RoleName.REVIEWER, who=former)
    members.leave(member=application.project.members.get(user=former), at=now())
    client = as_user(former)

    with pytest.raises(DecisionRefused):
        decide(application=application, outcome=Outcome.SELECTED, actor=former, at=now())
    with pytest.raises(assignment.AssignmentRefused):
        assignment.assign(application=application, reviewer=former, actor=world.organiser, at=now())
    assert (application.pk, former.pk) in build_problem(world.edition).excluded
    for name in ("decide", "manage_application", "record_recusal"):
        address = reverse(f"projects:{name}", args=[world.edition.slug, application.reference])
        assert client.get(address).status_code == 404


def test_an_organiser_who_holds_a_dossier_cannot_learn_who_reads_it_from_the_mails_of_the_edition(
    as_user,
) -> None:
    world = edition_with(organisers=1, reviewers=1, applications=1)
    [application] = world.applications
    holder = factories.role(world.edition, RoleName.ORGANISER)
    join(application.project, holder)
    ReviewAssignment.objects.all().delete()
    assignment.assign(application=application, reviewer=world.reviewer, actor=world.organiser, at=now())
    notice = OutgoingMail.objects.get(template="projects/review/assigned")
    address = reverse("programmes:manage_mail", args=[world.edition.slug, notice.pk])

    assert as_user(holder).get(address).status_code == 404
    assert as_user(world.organiser).get(address).status_code == 200


def test_an_organiser_without_a_seat_steps_aside_too(as_user) -> None:
    world = edition_with(applications=1)
    colleague = factories.role(world.edition, RoleName.ORGANISER)
    address = reverse("projects:record_recusal", args=[world.edition.slug, world.applications[0].reference])

    answer = as_user(colleague).post(address, {"reviewer": colleague.pk, "reason": "Ma sœur y travaille"})

    assert answer.status_code == 302
    assert Recusal.objects.get().reviewer == colleague
    assert as_user(colleague).get(address).status_code == 404


def test_nobody_judges_a_dossier_that_is_not_there() -> None:
    world = edition_with(organisers=1, participations=1)
    Application.objects.all().delete()

    place = Participation.objects.annotate(
        judged=without_conflict(world.organiser, "project__application")
    ).get()

    assert place.judged is False

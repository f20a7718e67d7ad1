"""The three effects of a conflict of interest, and how an organiser lifts one or gives it another effect."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from projects.application.enums import ApplicationState
from projects.conflicts.actions import RecusalRefused, change_effect, lift_recusal, recuse
from projects.conflicts.queries import (
    conflicts_of,
    find_conflict,
    list_conflicting_pairs,
    list_people_aside,
    without_conflict,
)
from projects.conflicts.ties import ties_to_confirm
from projects.decision.actions.deliberation import decide
from projects.decision.actions.refusals import DecisionRefused
from projects.decision.enums import Outcome
from projects.models import Application, Conflict, ConflictEffect, Recusal, Review
from projects.review.actions.assignment import AssignmentRefused, assign, unassign
from projects.review.actions.review import ReviewRefused, ensure_writable
from tests import factories
from tests.factories import World, edition_with
from tests.support.reviews import page_url, sent_review
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
HIDDEN, NO_VOTE, DECLARED = ConflictEffect.HIDDEN, ConflictEffect.NO_VOTE, ConflictEffect.DECLARED
LONG = "Une raison. " * 420


def build_world() -> World:
    return edition_with(organisers=2, reviewers=2, applications=1)


def declare(world: World, effect: ConflictEffect, person=None, reason: str = "Ancienne cliente") -> Recusal:
    person = person or world.reviewer
    return recuse(
        application=world.applications[0],
        reviewer=person,
        author=person,
        reason=reason,
        effect=effect,
        at=now(),
    )


@pytest.mark.parametrize(
    ("effect", "sees", "judges"),
    [(HIDDEN, False, False), (NO_VOTE, True, False), (DECLARED, True, True)],
)
def test_an_effect_says_who_sees_who_scores_and_who_votes(
    effect: ConflictEffect, sees: bool, judges: bool
) -> None:
    world = build_world()
    [application], juror = world.applications, world.reviewer
    sent_review(application, juror, "4", "4")
    sent_review(application, world.reviewers[1], "2", "2")
    declare(world, effect)
    edition = world.edition

    assert Application.objects.visible_to(juror).exists() == sees
    assert Application.objects.hidden_from(juror, edition.call).exists() != sees
    assert bool(conflicts_of(juror, edition)) == (not sees)
    assert Application.objects.reviewed_by(juror).exists() == judges
    assert ((application.pk, juror.pk) not in list_conflicting_pairs(edition)) == judges
    assert (find_conflict(application, juror) is None) == judges
    assert Application.objects.annotate(judges=without_conflict(juror, "pk")).get().judges == judges
    assert Review.objects.in_score().filter(reviewer=juror).exists() == judges
    application.refresh_from_db()
    assert application.score == (Decimal("75.00") if judges else Decimal("50.00"))
    assert application.reviews_expected == (2 if judges else 1)
    assert [aside.effect for aside in list_people_aside(application)] == [effect]
    assert ties_to_confirm(edition, world.organiser) == []


def test_without_a_vote_the_dossier_is_read_and_neither_scored_nor_decided(as_user: AsUser) -> None:
    world = build_world()
    [application], juror = world.applications, world.reviewer
    declare(world, NO_VOTE)
    client = as_user(juror)

    page = client.get(page_url(application))
    assert (page.status_code, "sans le noter ni voter" in page.text) == (404, True)
    printed = reverse("projects:dossier_print", args=[application.reference])
    assert printed in page.text
    assert client.get(printed).status_code == 200
    queue = client.get(reverse("projects:review_queue")).text
    assert ("Sans vote" in queue, printed in queue) == (True, True)
    with pytest.raises(ReviewRefused):
        ensure_writable(application, juror, at=now())
    with pytest.raises(AssignmentRefused, match="sans noter ni voter"):
        assign(application=application, reviewer=juror, actor=world.organiser, at=now())

    declare(world, NO_VOTE, world.organiser)
    assert find_conflict(application, world.organiser) == Conflict.NO_VOTE
    with pytest.raises(DecisionRefused, match="un lien avec ce dossier"):
        decide(
            application=application,
            outcome=Outcome.SELECTED,
            reason="Oui",
            actor=world.organiser,
            at=now(),
        )


def test_a_lift_has_a_reason_gives_the_review_back_and_stays_in_the_history() -> None:
    world = build_world()
    [application], juror = world.applications, world.reviewer
    sent_review(application, juror, "4", "4")
    recusal = declare(world, HIDDEN)

    assert lift_recusal(recusal=recusal, reason=LONG, author=world.organiser, at=now())
    assert not lift_recusal(recusal=recusal, reason="Encore", author=world.organiser, at=now())

    application.refresh_from_db()
    assert (application.reviews_expected, application.reviews_done, application.score) == (2, 1, Decimal(100))
    stored = Recusal.objects.get()
    assert (stored.lifted_by, stored.lift_reason) == (world.organiser, " ".join(LONG.split())[:400])
    mail = OutgoingMail.objects.get(template="projects/conflicts/recusal_lifted")
    assert (mail.user, "Une raison." in mail.text) == (juror, True)
    assert AuditEntry.objects.get(verb="lift_recusal").data == {"reviewer": juror.pk}
    declare(world, NO_VOTE)
    assert [row.effect for row in Recusal.objects.order_by("pk")] == [HIDDEN, NO_VOTE]


def test_a_dossier_taken_back_meanwhile_does_not_come_back_with_the_lift() -> None:
    world = build_world()
    [application], juror = world.applications, world.reviewer
    sent_review(application, juror, "4", "4")
    recusal = declare(world, HIDDEN)
    unassign(application=application, reviewer=juror, actor=world.organiser, at=now())

    lift_recusal(recusal=recusal, reason="Aucun lien", author=world.organiser, at=now())

    application.refresh_from_db()
    assert (application.reviews_expected, application.reviews_done, application.score) == (1, 0, None)


def test_another_effect_is_another_act_and_the_person_is_written_to() -> None:
    world = build_world()
    [application], juror = world.applications, world.reviewer
    sent_review(application, juror, "4", "4")
    first = declare(world, DECLARED)

    changed = change_effect(
        recusal=first, effect=NO_VOTE, reason="Contrat en cours", author=world.organiser, at=now()
    )

    first.refresh_from_db()
    assert (first.lift_reason, changed.author, changed.effect) == (
        "Contrat en cours",
        world.organiser,
        NO_VOTE,
    )
    assert not Review.objects.in_score().exists()
    mail = OutgoingMail.objects.get(template="projects/conflicts/recused_for_them")
    assert (mail.user, "sans le noter ni voter" in mail.text) == (juror, True)
    with pytest.raises(RecusalRefused, match="a changé"):
        change_effect(recusal=first, effect=HIDDEN, reason="Trop tard", author=world.organiser, at=now())
    back = change_effect(
        recusal=changed, effect=DECLARED, reason="Contrat fini", author=world.organiser, at=now()
    )
    assert (back.effect, Review.objects.in_score().count()) == (DECLARED, 1)


def test_a_person_who_declared_a_link_may_still_step_aside_and_never_by_a_milder_act(as_user: AsUser) -> None:
    world = build_world()
    [application], juror = world.applications, world.reviewer
    declare(world, DECLARED)

    as_user(juror).post(
        reverse("projects:recuse", args=[application.reference]), {"reason": "Bien plus proche"}
    )

    assert Recusal.objects.standing().get().effect == HIDDEN
    assert not Application.objects.visible_to(juror).exists()
    assert declare(world, NO_VOTE).effect == HIDDEN
    assert Recusal.objects.count() == 2


def test_adverse_a_conflict_is_lifted_by_another_organiser_with_a_reason_before_the_decision() -> None:
    world = build_world()
    [application], (organiser, other) = world.applications, world.organisers
    own, theirs = declare(world, HIDDEN, organiser), declare(world, HIDDEN)

    for recusal, reason, author in (
        (own, "Plus de lien", organiser),
        (theirs, " \n ", other),
        (theirs, "Plus de lien", world.reviewers[1]),
        (theirs, "Plus de lien", organiser),  # from whom the dossier is hidden
    ):
        with pytest.raises(RecusalRefused):
            lift_recusal(recusal=recusal, reason=reason, author=author, at=now())
        with pytest.raises(RecusalRefused):
            change_effect(recusal=recusal, effect=NO_VOTE, reason=reason, author=author, at=now())
    application.project.members.create(user=world.reviewer, joined_at=now(), left_at=now())
    with pytest.raises(RecusalRefused, match="tient ce dossier"):
        lift_recusal(recusal=theirs, reason="Plus de lien", author=other, at=now())
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.NOT_SELECTED)
    with pytest.raises(RecusalRefused, match="plus à évaluer"):
        lift_recusal(recusal=own, reason="Plus de lien", author=other, at=now())
    assert not Recusal.objects.exclude(lifted_at=None).exists()


def test_the_database_refuses_a_lift_without_its_author_or_reason() -> None:
    world = build_world()
    recusal = declare(world, HIDDEN)

    for values in ({"lifted_at": now()}, {"lifted_at": now(), "lifted_by": factories.user()}):
        with pytest.raises(IntegrityError, match="recusal_lift_has_reason"), transaction.atomic():
            Recusal.objects.filter(pk=recusal.pk).update(**values)

"""An act on the conflict of one person with one dossier: the others, of both, stay as they are; who receives a mail."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from programmes.actions.roles import end_role
from projects.conflicts.actions import (
    RecusalRefused,
    change_effect,
    lift_recusal,
    record_waiver,
    recuse,
    recuse_member,
)
from projects.conflicts.queries import find_exclusions_of, members_who_may_recuse
from projects.models import Application, ConflictEffect, ProjectMember, Recusal, Review
from projects.review.actions.assignment import unassign
from tests.factories import NOW, World, edition_with
from tests.support.reviews import sent_review
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
DECLARED, NO_VOTE = ConflictEffect.DECLARED, ConflictEffect.NO_VOTE
built, world = share_world(edition_with, organisers=2, reviewers=2, applications=2)


def step_aside(application: Application, person, effect=ConflictEffect.HIDDEN, author=None) -> Recusal:
    return recuse(
        application=application,
        reviewer=person,
        author=author or person,
        reason="Un lien",
        effect=effect,
        at=now(),
    )


def standing() -> set[tuple[int, int]]:
    return set(Recusal.objects.standing().values_list("application", "reviewer"))


def recipients(name: str) -> set[str]:
    mails = OutgoingMail.objects.filter(template__endswith=name)
    return set(mails.values_list("to_email", flat=True))


def test_lifting_one_conflict_leaves_the_other_dossiers_and_the_other_people(world: World) -> None:
    (first, second), (anne, boris) = world.applications, world.reviewers
    for dossier in (first, second):
        sent_review(dossier, anne, "4", "4")
    lifted = step_aside(first, anne)
    step_aside(second, anne)
    step_aside(first, boris)

    assert lift_recusal(recusal=lifted, reason="Une erreur", author=world.organiser, at=now())

    assert standing() == {(second.pk, anne.pk), (first.pk, boris.pk)}
    assert list(Review.objects.filter(set_aside_at=None).values_list("application", flat=True)) == [first.pk]
    assert find_exclusions_of([first.pk], anne) == {}
    assert list(find_exclusions_of([first.pk, second.pk], anne)) == [second.pk]
    may_recuse = {person: person.has_left for person in members_who_may_recuse(first)}
    assert (may_recuse[anne], boris in may_recuse) == (False, False)


def test_a_conflict_that_another_act_replaced_is_not_lifted_through_the_former(world: World) -> None:
    [dossier, _other], anne = world.applications, world.reviewer
    former = step_aside(dossier, anne)
    changed = change_effect(
        recusal=former, effect=NO_VOTE, reason="Le lien est léger", author=world.organiser, at=now()
    )

    assert not lift_recusal(recusal=former, reason="Une erreur", author=world.organiser, at=now())
    assert Recusal.objects.standing().get() == changed


def test_a_review_is_not_given_back_once_its_dossier_was(world: World) -> None:
    [dossier, _other], anne = world.applications, world.reviewer
    sent_review(dossier, anne, "4", "4")
    recusal = step_aside(dossier, anne)
    unassign(application=dossier, reviewer=anne, actor=world.organiser, at=now())

    lift_recusal(recusal=recusal, reason="Une erreur", author=world.organiser, at=now())

    assert Review.objects.get().set_aside_at is not None


def test_joining_a_project_lifts_declared_conflicts_and_notifies_organisers(
    world: World,
) -> None:
    (joined, other), (anne, boris) = world.applications, world.reviewers
    for dossier, person in ((joined, anne), (joined, boris), (other, anne)):
        step_aside(dossier, person, DECLARED)
    entries = AuditEntry.objects.filter(verb="recuse")
    assert {entry.data["reviews_set_aside"] for entry in entries} == {0}
    OutgoingMail.objects.all().delete()

    recuse_member(application=joined, member=anne, at=now())

    acts = Recusal.objects.standing().values_list("application", "reviewer", "effect")
    assert set(acts) == {
        (joined.pk, anne.pk, "hidden"),
        (joined.pk, boris.pk, "declared"),
        (other.pk, anne.pk, "declared"),
    }
    assert recipients("recusal_recorded") == {person.email for person in world.organisers}


def test_a_person_who_writes_a_conflict_down_is_not_notified_of_it_but_the_person_is(world: World) -> None:
    [dossier, _other], anne = world.applications, world.reviewer
    author, colleague = world.organisers

    step_aside(dossier, anne, author=author)

    assert recipients("recusal_recorded") == {colleague.email}
    assert recipients("recused_for_them") == {anne.email}
    assert AuditEntry.objects.get(verb="recuse").data["reviews_set_aside"] == 0


def test_a_member_of_another_project_may_have_their_conflict_changed(world: World) -> None:
    (dossier, other), anne = world.applications, world.reviewer
    ProjectMember.objects.create(project=other.project, user=anne, joined_at=now())
    recusal = step_aside(dossier, anne)

    assert lift_recusal(recusal=recusal, reason="Une erreur", author=world.organiser, at=now())


def test_somebody_who_left_may_be_recused_from_the_dossiers_that_their_review_scores_alone(
    world: World,
) -> None:
    (scored, other), anne = world.applications, world.reviewer
    sent_review(scored, anne, "4", "4")
    sent_review(other, world.reviewers[1], "4", "4")
    end_role(role=anne.roles.get(edition=world.edition), actor=world.organiser, at=now())

    may_recuse = [
        {person: person.has_left for person in members_who_may_recuse(it)} for it in (scored, other)
    ]
    with pytest.raises(RecusalRefused, match="ni du comité"):
        step_aside(other, anne, author=world.organiser)

    assert may_recuse[0][anne]
    assert anne not in may_recuse[1]
    assert not may_recuse[0][world.reviewers[1]]
    assert step_aside(scored, anne, author=world.organiser)
    assert anne not in members_who_may_recuse(scored)


def test_each_act_is_recorded_by_its_author_at_its_instant_with_a_reason_that_fits(world: World) -> None:
    [dossier, _other], anne, author = world.applications, world.reviewer, world.organiser
    instants = [NOW + timedelta(minutes=minutes) for minutes in range(4)]
    who = {"author": author, "reason": "x" * 401}

    first = recuse(application=dossier, reviewer=anne, effect=DECLARED, at=instants[0], **who)
    second = change_effect(recusal=first, effect=NO_VOTE, at=instants[1], **who)
    lift_recusal(recusal=second, at=instants[2], **who)
    waiver = record_waiver(edition=world.edition, email=anne.email, at=instants[3], **who)

    entries = AuditEntry.objects.filter(verb__in=["recuse", "lift_recusal", "waive_conflict"])
    acts = list(entries.order_by("at").values_list("verb", "actor", "at"))
    verbs = ["recuse", "recuse", "lift_recusal", "waive_conflict"]
    assert acts == [(verb, author.pk, at) for verb, at in zip(verbs, instants, strict=True)]
    first.refresh_from_db()
    second.refresh_from_db()
    reasons = {first.reason, first.lift_reason, second.reason, second.lift_reason, waiver.reason}
    assert reasons == {"x" * 400}
    assert (first.lifted_at, second.at, second.lifted_at, waiver.at) == (instants[1], *instants[1:])
    assert (first.lifted_by, second.lifted_by, waiver.author) == (author, author, author)
    assert set(OutgoingMail.objects.filter(user=anne).values_list("created_at", flat=True)) == {*instants[:3]}


def test_a_conflict_recorded_quietly_writes_to_nobody(world: World) -> None:
    [dossier, _other], anne = world.applications, world.reviewer

    recuse(
        application=dossier,
        reviewer=anne,
        author=world.organiser,
        reason="Un lien",
        at=now(),
        notify=False,
    )

    assert not OutgoingMail.objects.exists()

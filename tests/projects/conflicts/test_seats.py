"""An applicant does not judge their rivals without a written waiver; known ties are proposed as recusals."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from accelerator.audit.models import AuditEntry
from accelerator.transitions import TransitionRefused
from programmes.actions.roles import give_role
from programmes.enums import RoleName
from programmes.models import Invitation, Role
from projects.application.enums import ApplicationState
from projects.conflicts.actions import (
    SeatedApplicant,
    WaiverRefused,
    ensure_nobody_sits,
    record_waiver,
    recuse,
)
from projects.conflicts.queries import list_barred_people
from projects.conflicts.ties import ties_to_confirm
from projects.models import Recusal, SeatWaiver
from projects.review.actions.assignment import AssignmentRefused, assign
from projects.review.actions.proposals import propose_for
from projects.review.actions.review import ReviewRefused, ensure_writable
from tests import factories
from tests.factories import World, edition_with
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def url(world: World) -> str:
    return reverse("projects:manage_conflicts", args=[world.edition.slug])


def waive(world: World, person: Any, reason: str = "Seule experte du sujet") -> SeatWaiver:
    return record_waiver(
        edition=world.edition, email=person.email, reason=reason, author=world.organiser, at=now()
    )


def test_an_applicant_is_invited_as_a_juror_only_once_a_waiver_says_why(as_user: AsUser) -> None:
    world = edition_with(applications=2)
    client, people = as_user(world.organiser), reverse("programmes:manage_people", args=[world.edition.slug])
    posted = {"email": world.holder.email, "role": "reviewer", "organisation": "Un institut"}

    refused = client.post(people, posted)
    assert (refused.status_code, "jugerait ses concurrents" in refused.text) == (422, True)
    assert not Invitation.objects.exists()

    client.post(url(world), {"email": world.holder.email.upper(), "reason": "Seule experte du sujet"})
    entry = AuditEntry.objects.get(verb="waive_conflict")
    assert (entry.actor, entry.data["reason"]) == (world.organiser, "Seule experte du sujet")
    assert "Seule experte du sujet" in client.get(url(world)).text
    assert client.post(people, posted).status_code == 302
    assert Invitation.objects.get().email == world.holder.email


def test_a_role_given_without_an_invitation_follows_the_same_rule() -> None:
    world = edition_with(applications=1)
    former = factories.user()
    world.applications[0].project.members.create(user=former, joined_at=now(), left_at=now())

    for person in (world.holder, former):
        with pytest.raises(TransitionRefused, match="concurrents"):
            give_role(
                edition=world.edition, user=person, name=RoleName.REVIEWER, actor=world.organiser, at=now()
            )
    give_role(edition=world.edition, user=world.holder, name=RoleName.MENTOR, actor=world.organiser, at=now())


@pytest.mark.parametrize(
    ("state", "competes"), [("submitted", True), ("draft", True), ("withdrawn", False), ("ineligible", False)]
)
def test_only_a_dossier_that_competes_bars_its_holders(state: str, competes: bool) -> None:
    world = edition_with(applications=1, state=ApplicationState(state))

    assert list_barred_people(world.edition, now()).exists() == competes
    later = world.edition.call.closes_at + timedelta(days=1)
    assert list_barred_people(world.edition, later).exists() == (competes and state != "draft")


def test_a_juror_who_applied_before_the_rule_is_given_nothing_and_is_named(as_user: AsUser) -> None:
    world = edition_with(reviewers=2, applications=2, assigned=False, reviews_wanted=1)
    [mine, rival], (juror, _other) = world.applications, world.reviewers
    mine.project.members.create(user=juror, joined_at=now())

    with pytest.raises(AssignmentRefused, match="concurrent"):
        assign(application=rival, reviewer=juror, actor=world.organiser, at=now())
    assert juror.pk not in {reviewer for _dossier, reviewer in propose_for(world.edition).pairs}
    page = as_user(world.organiser).get(url(world)).text
    assert "Siègent sans dérogation" in page

    waive(world, juror)
    assign(application=rival, reviewer=juror, actor=world.organiser, at=now())
    with pytest.raises(AssignmentRefused, match="tient ce dossier"):
        assign(application=mine, reviewer=juror, actor=world.organiser, at=now())
    assert "Siègent sans dérogation" not in as_user(world.organiser).get(url(world)).text


def test_a_juror_does_not_become_an_applicant_either() -> None:
    world = edition_with(reviewers=1, applications=1, assigned=False)
    project, juror = world.applications[0].project, world.reviewer

    with pytest.raises(SeatedApplicant, match=f"{juror} siège au comité"):
        ensure_nobody_sits(project=project, people=[juror.pk])
    waive(world, juror)
    ensure_nobody_sits(project=project, people=[juror.pk])


def test_known_ties_are_proposed_as_recusals_to_confirm(as_user: AsUser) -> None:
    world = edition_with(reviewers=3, applications=3, assigned=False)
    (first, second, third), (holder, same_body, free) = world.applications, world.reviewers
    first.project.members.create(user=holder, joined_at=now(), left_at=now())
    second.project.organisation = Role.objects.get(user=same_body).organisation
    second.project.save()
    client = as_user(world.organiser)

    page = client.get(url(world))
    assert [(tie.application, tie.role.user) for tie in page.context["ties"]] == [
        (first, holder),
        (second, same_body),
    ]
    client.post(
        url(world), {"do": "recuse", "tie": [page.context["ties"][1].key, f"{third.reference}:{free.pk}"]}
    )

    recusal = Recusal.objects.get()
    assert (recusal.application, recusal.reviewer, recusal.author) == (second, same_body, world.organiser)
    assert recusal.reason == "Siège pour l’organisme qui dépose ce dossier."
    recuse(application=first, reviewer=world.organiser, author=world.organiser, reason="Amie", at=now())
    assert ties_to_confirm(world.edition, world.organiser) == []


def test_adverse_a_waiver_needs_a_reason_an_applicant_and_another_author(as_user: AsUser) -> None:
    world = edition_with(applications=1)
    world.applications[0].project.members.create(user=world.organiser, joined_at=now())

    for person, reason in ((world.holder, " "), (factories.user(), "Oui"), (world.organiser, "Moi")):
        with pytest.raises(WaiverRefused):
            waive(world, person, reason)
    waive(world, world.holder)
    again = as_user(world.organiser).post(url(world), {"email": world.holder.email, "reason": "Encore"})
    assert (again.status_code, "déjà enregistrée" in again.text) == (422, True)
    with pytest.raises(IntegrityError, match="seat_waiver_has_reason"), transaction.atomic():
        SeatWaiver.objects.create(
            edition=world.edition, user=factories.user(), author=world.organiser, reason="", at=now()
        )


def test_a_juror_who_applies_scores_nothing_given_before_until_a_waiver_says_why() -> None:
    world = edition_with(reviewers=1, applications=2)
    [mine, rival], juror = world.applications, world.reviewer
    ensure_writable(rival, juror, at=now())
    mine.project.members.create(user=juror, joined_at=now())

    with pytest.raises(ReviewRefused, match="ses concurrents"):
        ensure_writable(rival, juror, at=now())
    waive(world, juror)
    ensure_writable(rival, juror, at=now())


def test_organisers_read_the_reasons_of_recusals_of_dossiers_they_judge(as_user: AsUser) -> None:
    world = edition_with(organisers=2, reviewers=1, applications=2)
    (first, second), juror = world.applications, world.reviewer
    reader, other = world.organisers
    for dossier, reason in ((first, "Ma sœur y travaille"), (second, "Ancien employeur")):
        recuse(application=dossier, reviewer=juror, author=juror, reason=reason, at=now())
    recuse(application=second, reviewer=reader, author=reader, reason="Voisin", at=now())
    dossier = reverse("projects:manage_application", args=[world.edition.slug, first.reference])

    page = as_user(reader).get(url(world)).text

    assert "Ma sœur y travaille" in page
    assert "Ancien employeur" not in page
    assert "Ancien employeur" in as_user(other).get(url(world)).text
    assert "Ma sœur y travaille" in as_user(reader).get(dossier).text

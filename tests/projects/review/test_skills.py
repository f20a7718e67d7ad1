"""« Pourquoi vous »: what a juror is good at and the dossier speaks of, or nothing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from programmes.models import Role
from projects.application.enums import ApplicationState
from projects.models import ReviewAssignment, SearchEntry
from projects.review.actions import assignment
from projects.review.queries.skills import find_shared_skills, split_skills
from tests.factories import edition_with

pytestmark = pytest.mark.django_db


def world_where(texts, skills):
    """Dossiers that say ``texts``, jurors good at ``skills``, nothing given yet."""
    world = edition_with(
        applications=len(texts), reviewers=len(skills), state=ApplicationState.ELIGIBLE, assigned=False
    )
    for application, text in zip(world.applications, texts, strict=True):
        SearchEntry.objects.create(application=application, call_id=application.call_id, words=text)
    for reviewer, words in zip(world.reviewers, skills, strict=True):
        Role.objects.filter(user=reviewer, edition=world.edition).update(skills=words)
    return world


def test_skills_are_separated_as_people_type_them() -> None:
    assert split_skills("ergonomie, dialogue social · RH ; « » / droit") == [
        "ergonomie",
        "dialogue social",
        "RH",
        "droit",
    ]


def test_the_reason_names_only_the_skills_that_the_dossier_speaks_of() -> None:
    world = world_where(
        ["Une démarche d’ergonomie et de dialogue social", "Un logiciel de paie"],
        ["ergonomie, droit du travail, dialogue social", "numérique responsable"],
    )
    anne, boris = world.reviewers

    for application in world.applications:
        for reviewer in (anne, boris):
            assignment.assign(
                application=application, reviewer=reviewer, actor=world.organiser, at=timezone.now()
            )

    reasons = {
        (duty.application_id, duty.reviewer_id): duty.reason for duty in ReviewAssignment.objects.all()
    }
    first, second = world.applications
    assert reasons == {
        (first.pk, anne.pk): "ergonomie · dialogue social",
        (first.pk, boris.pk): "",
        (second.pk, anne.pk): "",
        (second.pk, boris.pk): "",
    }


def test_the_proposal_goes_to_the_skilled_and_says_why() -> None:
    world = world_where(
        ["ergonomie du poste", "accord de dialogue social", "ergonomie", "dialogue social"],
        ["ergonomie", "dialogue social"],
    )
    world.edition.reviews_wanted = 1
    world.edition.save(update_fields=["reviews_wanted"])

    proposal = assignment.propose_for(world.edition)
    assignment.apply_proposal(
        edition=world.edition, digest=proposal.digest, actor=world.organiser, at=timezone.now()
    )

    duties = ReviewAssignment.objects.order_by("application_id")
    assert [duty.reason for duty in duties] == ["ergonomie", "dialogue social"] * 2
    assert [duty.reviewer for duty in duties] == world.reviewers * 2


def test_many_skills_are_asked_for_at_once() -> None:
    world = world_where(["compétence12 compétence205"], ["; ".join(f"compétence{n}" for n in range(15))])
    skills = {n: f"compétence{n}" for n in range(220)}

    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = find_shared_skills(SearchEntry.objects.all(), skills)

    assert found == {
        (world.applications[0].pk, 12): "compétence12",
        (world.applications[0].pk, 205): "compétence205",
        # a word is sought by its beginning, as everywhere in the search
        (world.applications[0].pk, 1): "compétence1",
        (world.applications[0].pk, 2): "compétence2",
        (world.applications[0].pk, 20): "compétence20",
    }
    assert len(asked) == 3

"""Answers that come too late, a link of the only organiser, dossiers held until an answer is resolved."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import now

from projects.conflicts.actions import recuse
from projects.conflicts.queries import conflicts_of
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.actions.refusals import DecisionRefused
from projects.decision.enums import Outcome
from projects.declarations.actions import (
    LinkEntry,
    close_round,
    declare_links,
    make_mark,
    open_round,
    resolve_link,
)
from projects.models import Application, ConflictEffect, LinkDeclaration, Recusal
from projects.review.actions.assignment import AssignmentRefused, assign
from projects.review.queries.problem import build_problem
from projects.review.solver.proposal import propose
from tests import factories
from tests.factories import World, edition_with
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def open_for(world: World) -> None:
    open_round(edition=world.edition, actor=world.organiser, at=now())


def address(world: World, name: str = "declare_links") -> str:
    return reverse(f"projects:{name}", args=[world.edition.slug])


def answer(world: World, person: Any, application: Application, value: str, **fields: Any) -> None:
    entry = LinkEntry(application.reference, value, **fields)
    assert declare_links(edition=world.edition, reviewer=person, entries=[entry], at=now()) == {}


def resolve(world: World, application: Application, person: Any, effect: ConflictEffect | None) -> None:
    current = LinkDeclaration.objects.current().get(application=application, reviewer=person)
    recusal = Recusal.objects.standing().filter(application=application, reviewer=person).first()
    resolve_link(
        application=application,
        reviewer=person,
        effect=effect,
        reason="Vérifié",
        seen=make_mark(current, recusal),
        author=world.organisers[-1],
        at=now(),
    )


def test_answers_to_a_round_that_closed_meanwhile_come_back_without_a_name(as_user: AsUser) -> None:
    world = edition_with(reviewers=1, applications=1)
    [application] = world.applications
    Application.objects.filter(pk=application.pk).update(structure_name="Les Docks")
    open_for(world)
    close_round(edition=world.edition, actor=world.organiser, at=now())
    ref = application.reference
    posted = {f"answer-{ref}": "link", f"reason-{ref}": "Ma sœur y travaille", f"effect-{ref}": "hidden"}

    page = as_user(world.reviewer).post(address(world), posted)

    assert page.status_code == 422
    assert "Ma sœur y travaille" in page.text
    assert "n’est pas ouvert" in page.text
    assert "Les Docks" not in page.text
    row = as_user(world.reviewer).post(address(world), posted, headers={"X-Requested-With": "fetch"})
    assert (row.status_code, "n’est pas ouvert" in row.json()["message"]) == (422, True)
    assert not LinkDeclaration.objects.exists()


def test_a_juror_without_dossiers_reads_why_and_finds_their_links_again(as_user: AsUser) -> None:
    world = edition_with(reviewers=1, applications=2, assigned=False)
    first = world.applications[0]
    open_for(world)
    answer(world, world.reviewer, first, "link", reason="Ancienne cliente", effect="hidden")
    answer(world, world.reviewer, world.applications[1], "none")
    client = as_user(world.reviewer)

    queue = client.get(reverse("projects:review_queue")).text.replace("\xa0", " ")
    assert "vous avez un lien avec un dossier, il ne vous est pas confié" in queue
    assert f'href="{address(world)}"' in queue

    close_round(edition=world.edition, actor=world.organiser, at=now())
    page = client.get(address(world)).text
    assert first.reference in page
    assert "Ancienne cliente" in page
    assert world.applications[1].reference not in page


def test_the_only_organiser_reads_who_else_can_decide_of_their_link(as_user: AsUser) -> None:
    world = edition_with(organisers=1, reviewers=1, applications=2)
    own = world.applications[0]
    open_for(world)
    client, people = as_user(world.organiser), reverse("programmes:manage_people", args=[world.edition.slug])
    assert "Vous êtes seul·e à organiser" in client.get(address(world)).text

    answer(world, world.organiser, own, "link", reason="Mon frère la dirige", effect="hidden")

    page = client.get(address(world, "manage_conflicts")).text
    assert own.title not in page
    assert "qui administre le site" in page
    assert f'href="{people}"' in page
    dossier = reverse("projects:manage_application", args=[world.edition.slug, own.reference])
    assert client.get(dossier).status_code == 404


def test_the_edition_of_the_only_organiser_goes_on_once_somebody_joins_them() -> None:
    world = edition_with(organisers=1, reviewers=1, applications=2)
    own, other = world.applications
    open_for(world)
    answer(world, world.organiser, own, "link", reason="Mon frère la dirige", effect="hidden")
    decide(application=other, outcome=Outcome.SELECTED, actor=world.organiser, at=now())
    with pytest.raises(DecisionRefused, match="attendent encore"):
        announce(edition=world.edition, actor=world.organiser, early_reason="Prévu", at=now())
    assert own.pk in conflicts_of(world.organiser, world.edition).because

    colleague = factories.role(world.edition, "organiser")
    decide(application=own, outcome=Outcome.NOT_SELECTED, reason="Hors sujet", actor=colleague, at=now())

    announce(edition=world.edition, actor=world.organiser, early_reason="Prévu", unread_seen=9, at=now())

    assert not Application.objects.filter(state="under_review").exists()


def test_nobody_gets_a_dossier_of_which_they_do_not_know_until_an_organiser_resolves_it() -> None:
    world = edition_with(organisers=2, reviewers=3, applications=3, assigned=False)
    first, person = world.applications[0], world.reviewers[0]
    open_for(world)
    for juror in world.reviewers:
        for application in world.applications:
            answer(
                world, juror, application, "unknown" if (juror, application) == (person, first) else "none"
            )

    proposal = propose(build_problem(world.edition))

    assert len(proposal.because) == 8
    assert (first.pk, person.pk) not in proposal.because
    with pytest.raises(AssignmentRefused, match="attend l’organisation"):
        assign(application=first, reviewer=person, actor=world.organiser, at=now())
    resolve(world, first, person, None)
    assign(application=first, reviewer=person, actor=world.organiser, at=now())


def test_a_juror_keeps_an_assigned_dossier_while_their_answer_waits() -> None:
    world = edition_with(organisers=2, reviewers=3, applications=1)
    [first] = world.applications
    open_for(world)
    answer(world, world.reviewer, first, "unknown")

    assert (first.pk, world.reviewer.pk) not in build_problem(world.edition).excluded


def test_the_board_shows_an_answer_to_resolve(as_user: AsUser) -> None:
    world = edition_with(organisers=2, reviewers=2, applications=1, assigned=False)
    open_for(world)
    answer(world, world.reviewer, world.applications[0], "unknown")

    board = as_user(world.organiser).get(address(world, "manage_assignment")).text

    assert "à résoudre d’abord" in board


def test_a_link_recorded_before_the_round_is_read_again_once_it_is_closed(as_user: AsUser) -> None:
    world = edition_with(organisers=1, reviewers=1, applications=1)
    [first] = world.applications
    open_for(world)
    recuse(
        application=first, reviewer=world.reviewer, author=world.organiser, reason="Son employeur", at=now()
    )
    close_round(edition=world.edition, actor=world.organiser, at=now())

    assert "Son employeur" in as_user(world.reviewer).get(address(world)).text

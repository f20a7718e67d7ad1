"""While a round is open, scores, ranks and outcomes of a dossier stay hidden from who has not answered for it."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import now

from projects.conflicts.models import Interest
from projects.conflicts.queries import conflicts_of
from projects.decision.actions.deliberation import decide
from projects.decision.actions.refusals import DecisionRefused
from projects.decision.enums import Outcome
from projects.decision.queries.decisions import tally
from projects.declarations.actions import LinkEntry, close_round, declare_links, open_round
from projects.models import Application
from projects.review.actions.scores import refresh_scores
from tests import factories
from tests.factories import World, edition_with
from tests.support.reviews import sent_review
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
OFFICES = ["chair", "secretary"]


def build_world(office: str) -> tuple[World, Any]:
    """Three dossiers with an opinion each, and somebody who chairs or writes the minutes without a seat."""
    world = edition_with(organisers=1, reviewers=1, applications=3)
    for rank, application in enumerate(world.applications):
        sent_review(application, world.reviewer, "4" if rank else "1", "4")
        refresh_scores(application)
    open_round(edition=world.edition, actor=world.organiser, at=now())
    return world, factories.role(world.edition, office)


def answer(world: World, person: Any, *applications: Application) -> None:
    entries = [LinkEntry(application.reference, "none") for application in applications]
    declare_links(edition=world.edition, reviewer=person, entries=entries, at=now())


def get(world: World, as_user: AsUser, person: Any, name: str) -> Any:
    return as_user(person).get(reverse(f"projects:{name}", args=[world.edition.slug]))


@pytest.mark.parametrize("office", OFFICES)
def test_an_officer_reads_no_score_until_they_answered(office: str, as_user: AsUser) -> None:
    world, person = build_world(office)
    low, *_others = world.applications
    Application.objects.filter(pk=low.pk).update(title="Un titre secret", structure_name="Les Docks")

    page = get(world, as_user, person, "ranking")

    assert page.context["ranking"].rows == []
    assert "Un titre secret" not in page.text
    assert "Les Docks" in page.text
    assert "votre réponse sur vos liens manque" in page.text

    answer(world, person, *world.applications)
    rows = get(world, as_user, person, "ranking").context["ranking"].rows
    assert len(rows) == 3


@pytest.mark.parametrize("office", OFFICES)
def test_the_missing_dossier_cannot_be_worked_out_from_the_others(office: str, as_user: AsUser) -> None:
    world, person = build_world(office)
    hidden, *others = world.applications
    answer(world, person, *others)
    decide(application=hidden, outcome=Outcome.SELECTED, actor=world.organiser, at=now())

    before = get(world, as_user, person, "ranking"), get(world, as_user, person, "deliberation")
    decide(application=hidden, outcome=Outcome.NOT_SELECTED, reason="Non", actor=world.organiser, at=now())
    Application.objects.filter(pk=hidden.pk).update(score="99")
    after = get(world, as_user, person, "ranking"), get(world, as_user, person, "deliberation")

    visible = [row.application.pk for row in before[0].context["ranking"].rows]
    assert sorted(visible) == sorted(other.pk for other in others)
    assert [read_main(page.text) for page in before] == [read_main(page.text) for page in after]
    conflicts = conflicts_of(person, world.edition)
    assert conflicts.because == {hidden.pk: Interest.UNDECLARED}
    assert tally(world.edition, conflicts).is_partial


def read_main(text: str) -> str:
    """The page without what changes at each reading, such as its tokens."""
    main = text.partition("<main")[2].partition("</main")[0]
    return "\n".join(line for line in main.splitlines() if "csrf" not in line)


def test_a_chair_decides_nothing_of_a_dossier_before_their_answer(as_user: AsUser) -> None:
    world, chair = build_world("chair")

    with pytest.raises(DecisionRefused, match="Dites d’abord"):
        decide(application=world.applications[0], outcome=Outcome.SELECTED, actor=chair, at=now())


def test_a_juror_who_has_to_answer_and_to_review_reads_nothing_of_the_others(as_user: AsUser) -> None:
    world, _person = build_world("chair")
    other = factories.role(world.edition, "reviewer")
    conflicts = conflicts_of(other, world.edition)

    assert set(conflicts.because.values()) == {Interest.UNDECLARED}
    assert get(world, as_user, other, "ranking").context.get("ranking") is None


def test_an_organiser_works_on_all_dossiers_and_a_closed_round_hides_none() -> None:
    world, chair = build_world("chair")

    assert not conflicts_of(world.organiser, world.edition)
    close_round(edition=world.edition, actor=world.organiser, at=now())
    assert not conflicts_of(chair, world.edition)

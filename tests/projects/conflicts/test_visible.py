"""What one person reads of a dossier that is hidden from them, or of a list with one: score, outcome, rank, reason."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accelerator.accounts.models import User
from projects.application.enums import ApplicationState
from projects.conflicts.queries import Conflicts, conflicts_of, find_apart, why_hidden
from projects.decision.enums import Outcome
from projects.declarations.actions import open_round
from projects.declarations.models import LinkAnswer
from projects.models import (
    Application,
    ConflictEffect,
    Decision,
    Interest,
    LinkDeclaration,
    ProjectMember,
    Recusal,
    ReviewAssignment,
)
from projects.review.models import Review
from tests import factories
from tests.factories import NOW, World, edition_with
from tests.support.shared import share_world

NOTHING = Conflicts()
built, world = share_world(edition_with, reviewers=2, applications=3)


def scored(key: int = 1, **fields: object) -> Application:
    values = {"score": Decimal(60), "score_low": Decimal(50), "score_high": Decimal(70), **fields}
    return Application(pk=key, reference=f"ED-{key}", title="La serre", holder_name="Anne", **values)


def hides(*keys: int, why: Interest = Interest.CONFLICT, outcome: bool = True) -> Conflicts:
    return Conflicts(dict.fromkeys(keys, why), frozenset(keys if outcome else ()))


def test_the_score_of_a_hidden_dossier_gives_way_to_the_reason() -> None:
    hidden = hides(1).mark(scored(1))
    visible = hides(1).mark(scored(2))

    assert (hidden.visible_score, hidden.visible_interval) == (None, None)
    assert hidden.hidden_because == Interest.CONFLICT
    assert (visible.visible_score, visible.visible_interval) == (Decimal(60), (Decimal(50), Decimal(70)))
    assert visible.hidden_because is None


@pytest.mark.parametrize("missing", ["score_low", "score_high"])
def test_an_interval_has_both_its_bounds(missing: str) -> None:
    marked = NOTHING.mark(scored(**{missing: None}))

    assert (marked.visible_score, marked.visible_interval) == (Decimal(60), None)


def test_names_are_replaced_for_those_who_read_without_them() -> None:
    assert Conflicts(hides_names=True).mark(scored()).holder_name == ""
    assert NOTHING.mark(scored()).holder_name == "Anne"


def test_an_outcome_is_hidden_until_it_is_announced() -> None:
    decided = scored(1)
    decided.decision = Decision(application=decided, outcome=Outcome.RESERVE, reserve_rank=2)

    assert NOTHING.mark_outcome(decided).visible_decision == decided.decision
    assert decided.decision.visible_rank == 2
    assert hides(1).mark_outcome(decided).visible_decision is None
    assert hides(1, outcome=False).mark_outcome(decided).visible_decision == decided.decision
    assert NOTHING.mark_outcome(Application()).visible_decision is None


def test_a_rank_is_hidden_while_a_gap_would_reveal_another_dossier() -> None:
    decision = Decision(outcome=Outcome.RESERVE, reserve_rank=2)

    assert NOTHING.mark_rank(decision).visible_rank == 2
    assert hides(7, outcome=False).mark_rank(decision).visible_rank == 2
    assert hides(7).mark_rank(decision).visible_rank is None
    decision.announced_at = NOW
    assert hides(7).mark_rank(decision).visible_rank == 2


def test_ones_own_reviews_would_show_everything_unless_something_else_hides() -> None:
    pending, undeclared = hides(1, why=Interest.REVIEW_PENDING), hides(2, why=Interest.UNDECLARED)
    both = Conflicts({**pending.because, **undeclared.because})

    assert [found.is_pending_only for found in (pending, undeclared, both)] == [True, False, False]


def step_aside(application: Application, person: User, **fields: object) -> None:
    Recusal.objects.create(
        application=application, reviewer=person, author=person, reason="Amis", at=NOW, **fields
    )


@pytest.mark.django_db
def test_those_that_compare_leave_out_the_hidden_ones(world: World) -> None:
    first, second, third = world.applications
    rows = Application.objects.order_by("pk")

    assert list(hides(second.pk).comparable(rows)) == [first, third]
    assert list(NOTHING.comparable(rows)) == [first, second, third]


@pytest.mark.django_db
def test_the_strongest_reason_is_named_and_an_outcome_is_hidden_while_reviews_count(world: World) -> None:
    (aside, owed, decided), juror = world.applications, world.reviewer
    step_aside(aside, juror)
    step_aside(decided, juror)
    Application.objects.filter(pk=decided.pk).update(state=ApplicationState.NOT_SELECTED)

    conflicts = conflicts_of(juror, world.edition, NOW)

    assert conflicts.because == {
        aside.pk: Interest.CONFLICT,
        owed.pk: Interest.REVIEW_PENDING,
        decided.pk: Interest.CONFLICT,
    }
    assert conflicts.undisclosed == {aside.pk, owed.pk}
    assert conflicts.pending == {owed.pk}
    assert not conflicts.hides_names
    assert conflicts_of(world.organiser, world.edition, NOW) == NOTHING


@pytest.mark.django_db
def test_nothing_is_hidden_by_another_call(world: World) -> None:
    other = edition_with(applications=1)
    step_aside(other.applications[0], world.organiser)

    assert not conflicts_of(world.organiser, world.edition, NOW)
    assert conflicts_of(world.organiser, other.edition, NOW).because == {
        other.applications[0].pk: Interest.CONFLICT
    }


@pytest.mark.django_db
def test_a_pending_review_hides_until_reviews_close(world: World) -> None:
    due, juror = world.edition.reviews_due_at, world.reviewer

    assert len(conflicts_of(juror, world.edition, due - timedelta(seconds=1)).because) == 3
    assert not conflicts_of(juror, world.edition, due)


@pytest.mark.django_db
def test_an_open_round_hides_what_was_not_declared_until_it_closes(world: World) -> None:
    ReviewAssignment.objects.filter(reviewer=world.reviewer).delete()
    opened = open_round(edition=world.edition, actor=world.organiser, at=NOW)
    world.edition.refresh_from_db()

    found = conflicts_of(world.reviewer, world.edition, NOW)
    assert found.because == {dossier.pk: Interest.UNDECLARED for dossier in world.applications}
    assert (found.undisclosed, found.pending) == (set(found.because), set())
    [answered, *others] = world.applications
    LinkDeclaration.objects.create(
        application=answered,
        reviewer=world.reviewer,
        author=world.reviewer,
        answer=LinkAnswer.NONE,
        at=NOW,
    )
    assert set(conflicts_of(world.reviewer, world.edition, NOW).because) == {row.pk for row in others}
    type(opened).objects.update(closed_at=NOW)
    world.edition.refresh_from_db()
    assert not conflicts_of(world.reviewer, world.edition, NOW)


@pytest.mark.django_db
def test_an_anonymous_review_hides_names_from_jurors_and_not_from_organisers(world: World) -> None:
    world.edition.anonymous_since = NOW
    world.edition.save()

    assert conflicts_of(world.reviewer, world.edition, NOW).hides_names
    assert not conflicts_of(world.organiser, world.edition, NOW).hides_names


@pytest.mark.django_db
def test_those_apart_are_listed_by_reference_within_the_filters(world: World) -> None:
    (first, second, third), edition = world.applications, world.edition
    Application.objects.filter(pk=second.pk).update(profile="solution_provider", department="Orne")
    Application.objects.filter(pk=first.pk).update(reference="ZZ", score=50)
    conflicts = hides(first.pk, second.pk, third.pk)

    assert list(find_apart(edition, conflicts).applications) == [second, third, first]
    assert list(find_apart(edition, hides(first.pk)).applications) == [first]
    assert list(find_apart(edition, conflicts, profile="solution_provider").applications) == [second]
    assert list(find_apart(edition, conflicts, department="Calvados").applications) == [third, first]
    marked = find_apart(edition, hides(first.pk)).applications[0]
    assert (marked.hidden_because, marked.visible_score, marked.visible_decision) == (
        Interest.CONFLICT,
        None,
        None,
    )
    assert find_apart(edition, conflicts)
    assert not find_apart(edition, conflicts).is_pending_only
    assert find_apart(edition, hides(first.pk, why=Interest.REVIEW_PENDING)).is_pending_only
    assert not find_apart(edition, NOTHING)


@pytest.mark.django_db
def test_a_row_says_that_a_conflict_hides_it_for_good(world: World) -> None:
    (aside, seen, own), person = world.applications, world.organiser
    step_aside(aside, person)
    step_aside(seen, person, effect=ConflictEffect.NO_VOTE)
    ProjectMember.objects.create(project=own.project, user=person, joined_at=NOW, left_at=NOW)

    def reasons(reader: User) -> dict[int, str | None]:
        rows = Application.objects.annotate(**why_hidden(reader, "pk"))
        return dict(rows.values_list("pk", "hidden_because"))

    assert reasons(person) == {aside.pk: Interest.CONFLICT, seen.pk: None, own.pk: Interest.CONFLICT}
    assert set(reasons(factories.user()).values()) == {None}
    review = Review.objects.create(application=aside, reviewer=world.reviewer, started_at=NOW, saved_at=NOW)
    assert Review.objects.annotate(**why_hidden(person)).get(pk=review.pk).hidden_because

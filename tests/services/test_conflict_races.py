"""Conflicts of interest answered, lifted and recorded at the instant of something else: one of both orders holds."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from projects.conflicts.actions import change_effect, lift_recusal, recuse
from projects.declarations.actions import LinkEntry, declare_links, make_mark, open_round, resolve_link
from projects.models import Application, ConflictEffect, LinkDeclaration, Recusal, Review
from projects.review.actions.review import ReviewRefused, save_review, submit_review
from tests.factories import World, edition_with
from tests.support.races import run_together
from tests.support.reviews import grid_values

pytestmark = pytest.mark.django_db(transaction=True)


def build_world(applications: int = 1) -> World:
    return edition_with(organisers=2, reviewers=2, applications=applications)


def draft_review(world: World, application: Application) -> Review:
    levels = ["4" for _ in world.edition.criteria.all()]
    values = grid_values(world.edition, *levels)
    return save_review(application=application, reviewer=world.reviewer, values=values, at=timezone.now())


def send(world: World, review: Review) -> Callable[[], object]:
    return lambda: submit_review(review=review, actor=world.reviewer, at=timezone.now())


def declare(world: World, answer: str, *applications: Application, effect: str = "") -> Callable[[], object]:
    entries = [
        LinkEntry(application.reference, answer, "Cliente" if answer == "link" else "", effect)
        for application in applications
    ]
    return lambda: declare_links(
        edition=world.edition, reviewer=world.reviewer, entries=entries, at=timezone.now()
    )


def check_columns(application: Application) -> None:
    application.refresh_from_db()
    counted = Review.objects.in_score().filter(application=application).count()
    assert application.reviews_done == counted
    assert (application.score is None) == (counted == 0)


def test_a_link_is_declared_while_the_review_is_sent() -> None:
    world = build_world()
    [application] = world.applications
    review = draft_review(world, application)
    open_round(edition=world.edition, actor=world.organiser, at=timezone.now())
    declare(world, "unknown", application)()
    resolve_link(
        application=application,
        reviewer=world.reviewer,
        effect=None,
        reason="Homonyme",
        seen=make_mark(LinkDeclaration.objects.current().get(), None),
        author=world.organiser,
        at=timezone.now(),
    )
    entry = LinkEntry(application.reference, "link", "Cliente", "hidden", base_version=2)

    results = run_together(
        send(world, review),
        lambda: declare_links(
            edition=world.edition, reviewer=world.reviewer, entries=[entry], at=timezone.now()
        ),
    )

    assert results[1] == {}
    assert results[0] is True or isinstance(results[0], ReviewRefused)
    assert Review.objects.get().set_aside_at is not None
    check_columns(application)
    assert application.reviews_done == 0


def test_two_windows_answer_the_same_list_at_once() -> None:
    world = build_world(applications=4)
    open_round(edition=world.edition, actor=world.organiser, at=timezone.now())
    forwards, backwards = world.applications, world.applications[::-1]

    results = run_together(
        declare(world, "none", *forwards),
        declare(world, "link", *backwards, effect="no_vote"),
        declare(world, "unknown", *forwards),
    )

    assert all(isinstance(result, dict) for result in results), results
    for application in world.applications:
        current = LinkDeclaration.objects.current().get(application=application)
        assert current.version == LinkDeclaration.objects.filter(application=application).count()
        standing = Recusal.objects.standing().filter(application=application)
        assert standing.exists() == (current.answer == "link")


def test_a_conflict_is_lifted_while_the_juror_sends() -> None:
    world = build_world()
    [application] = world.applications
    review = draft_review(world, application)
    recusal = recuse(
        application=application,
        reviewer=world.reviewer,
        author=world.reviewer,
        reason="Ancien employeur",
        effect=ConflictEffect.NO_VOTE,
        at=timezone.now(),
    )

    sent, lifted = run_together(
        send(world, review),
        lambda: lift_recusal(
            recusal=recusal, reason="Fini depuis dix ans", author=world.organiser, at=timezone.now()
        ),
    )

    assert lifted is True
    assert sent is True or isinstance(sent, ReviewRefused)
    check_columns(application)
    assert application.reviews_done == (1 if sent is True else 0)
    assert Review.objects.get().set_aside_at is None


def test_two_organisers_change_one_conflict_at_once() -> None:
    world = build_world()
    [application] = world.applications
    recusal = recuse(
        application=application,
        reviewer=world.reviewer,
        author=world.reviewer,
        reason="Ancien employeur",
        at=timezone.now(),
    )
    one, other = world.organisers

    results = run_together(
        lambda: lift_recusal(recusal=recusal, reason="Fini", author=one, at=timezone.now()),
        lambda: change_effect(
            recusal=recusal,
            effect=ConflictEffect.NO_VOTE,
            reason="Encore un peu",
            author=other,
            at=timezone.now(),
        ),
    )

    assert sum(isinstance(result, Exception) or result is False for result in results) == 1
    assert Recusal.objects.standing().count() == (0 if results[0] is True else 1)

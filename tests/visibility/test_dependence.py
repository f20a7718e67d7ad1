"""A page reveals nothing of a secret by its counts, its order or its gaps: it stays the same when the secret changes.

Canaries find what is written; what follows by subtraction is found here. Secrets of an edition are changed, those that
one person may not know by the table of expectations, and each page of theirs is read before and after.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import takewhile
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accelerator.questionnaires.models import Answer
from coaching.models import AnonymousResponse, Contribution, GalleryItem, Need, Post
from projects.models import Application, Decision, Score
from tests.support.guards import replaced
from tests.visibility.building import build
from tests.visibility.drawing import Drawn, drawn_world
from tests.visibility.expectations import may_know
from tests.visibility.pages import find_pages, read_page
from tests.visibility.walk import refuse_barely, sign_in, walking
from tests.visibility.world import Canary, World

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
INTERESTS = {
    "a dossier they hold": Drawn(frozenset({"organiser"}), (("waiting", "member"),), "reviews open"),
    "a review they owe": Drawn(
        frozenset({"organiser", "reviewer"}), (("waiting", "assigned"),), "reviews open"
    ),
}
OTHERS = "reviewer_a late_reviewer_a facilitator_a partner_a holder_a staff anonymous".split()


@dataclass(frozen=True)
class Secret:
    """What is changed, whose it is, and how. ``kind`` is a line of the table of expectations."""

    kind: str
    dossier: str
    change: Callable[[World, Any], Any]
    author: str = ""

    def is_hidden_from(self, world: World, person: str) -> bool:
        dossier, author = self.dossier and f"a.{self.dossier}", self.author and f"{self.author}_a"
        canary = Canary("", self.kind, "a", dossier, author)
        return not may_know(canary, world.knows(person, canary), world.phase(dossier))


def change_outcome(_world: World, dossier: Application) -> None:
    Decision.objects.filter(application=dossier).update(outcome="selected", reserve_rank=None, reason="Autre")


def change_score(_world: World, dossier: Application) -> None:
    Application.objects.filter(pk=dossier.pk).update(score="98.76", score_low="97.65", score_high="99.87")


def change_levels(reviewer: str, world: World, dossier: Application) -> None:
    rows = Score.objects.filter(review__application=dossier, review__reviewer=world.people[reviewer])
    rows.update(level=4, comment="Autre")


def change_draft(_world: World, dossier: Application) -> None:
    Answer.objects.filter(sheet=dossier.sheet, value__isnull=False).update(value="Autre")
    Application.objects.filter(pk=dossier.pk).update(title="Autre", structure_name="Autre")


def change_private_synthesis(world: World, _dossier: Application) -> None:
    Answer.objects.filter(sheet=world.rows["a.discreet.survey"].sheet).update(value="Autre")


def add_private_need(world: World, _dossier: Application) -> None:
    need = world.rows["a.discreet.need"]
    Need.objects.create(
        participation=need.participation, action=need.action, sentence="Autre", kind=need.kind,
        created_at=need.created_at, saved_at=need.saved_at,
    )  # fmt: skip


def change_anonymous_answer(world: World, _dossier: None) -> None:
    AnonymousResponse.objects.filter(survey=world.rows["a.anonymous"]).update(values={"evolution": "Autre"})


def remove_hidden_picture(world: World, _dossier: None) -> None:
    GalleryItem.objects.filter(pk=world.rows["a.hidden"].pk).delete()


def remove_pending_ideas(world: World, _dossier: None) -> None:
    Contribution.objects.filter(participation__edition=world.editions["a"], visibility="pending").delete()


def remove_draft_post(world: World, _dossier: None) -> None:
    Post.objects.filter(pk=world.rows["a.edition_draft"].pk).delete()


SECRETS = [
    Secret("outcome", "waiting", change_outcome),
    *(Secret("score", name, change_score) for name in ("waiting", "refused", "confirmed", "discreet")),
    Secret("review_total", "waiting", partial(change_levels, "reviewer_a"), author="reviewer"),
    Secret("unsent_review", "waiting", partial(change_levels, "late_reviewer_a"), author="late_reviewer"),
    Secret("draft_answer", "draft", change_draft),
    Secret("private_synthesis", "discreet", change_private_synthesis),
    Secret("room", "discreet", add_private_need),
    Secret("anonymous_answer", "", change_anonymous_answer),
    Secret("hidden_picture", "", remove_hidden_picture),
    Secret("pending_idea", "", remove_pending_ideas),
    Secret("edition_post", "", remove_draft_post),
]


@pytest.fixture(scope="module")
def world(build_once: Callable[..., World]) -> World:
    return build_once(build)


@pytest.fixture(autouse=True)
def quiet_refusals(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, logger="django.request")
    refuse_barely(monkeypatch, whole=0)


@contextmanager
def changed(world: World, person: str) -> Iterator[None]:
    """The world with other secrets, those that this person may not know; as it was before, afterwards."""
    hidden = [secret for secret in SECRETS if secret.is_hidden_from(world, person)]
    with transaction.atomic():
        for secret in hidden:
            secret.change(world, world.dossiers.get(f"a.{secret.dossier}"))
        yield
        transaction.set_rollback(True)


def list_dependent_pages(world: World, person: str) -> list[str]:
    client, now = sign_in(world, person), timezone.now()
    with replaced(timezone, "now", lambda: now):
        before = dict(find_pages(world, client, person))
        with changed(world, person), walking(world):
            after = {url: read_page(client.get(url)) for url in before}
    return [
        f"{url}: {describe_difference(text, after[url])}"
        for url, text in before.items()
        if text != after[url]
    ]


def describe_difference(before: str, after: str) -> str:
    """Where the second text begins to differ from the first."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))
    start = max(0, sum(1 for _pair in same) - 60)
    return f"{before[start : start + 160]!r} became {after[start : start + 160]!r}"


@pytest.mark.parametrize("interest", INTERESTS)
def test_an_organiser_with_an_interest_cannot_work_out_what_is_hidden(world: World, interest: str) -> None:
    world.write_files()
    with drawn_world(world, INTERESTS[interest]) as drawn:
        assert list_dependent_pages(drawn, "drawn") == []


@pytest.mark.parametrize("person", OTHERS)
def test_a_page_stays_the_same_when_what_its_reader_may_not_know_changes(world: World, person: str) -> None:
    world.write_files()

    assert list_dependent_pages(world, person) == []

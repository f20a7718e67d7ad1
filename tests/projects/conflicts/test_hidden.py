"""What an organiser with an interest in a dossier can work out by subtraction: nothing.

The strongest form of it: two worlds that differ only in what became of that dossier look the same to them.
"""

import copy
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from difflib import unified_diff
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from programmes.enums import RoleName, StructureProfile
from projects.conflicts.queries import conflicts_of
from projects.decision.actions.deliberation import decide
from projects.decision.enums import Outcome
from projects.decision.views import announcement
from projects.models import Application, ConflictEffect, Interest, Recusal, ReviewAssignment
from projects.review.queries import board, ranking
from projects.triage import listing
from projects.triage.actions.tags import choose_columns
from tests import factories
from tests.support.exchange import built, csv_rows, xlsx_rows
from tests.support.tokens import reader_for
from tests.support.types import AsUser, BuildOnce
from tests.support.visitors import remembered_visitor

pytestmark = [pytest.mark.django_db, pytest.mark.long]
DOSSIERS, PLACES = 9, 3
PAGE_SIZE = 5
"""A second page takes no fifty dossiers here."""
FATES: list[tuple[int | None, Outcome, int | None]] = [
    (97, Outcome.SELECTED, None),
    (60, Outcome.RESERVE, 2),
    (None, Outcome.NOT_SELECTED, None),
]
"""A score, an outcome, a rank: what may become of the dossier that is hidden from the reader."""
NOISE = re.compile(r"\b[A-Za-z0-9]{64}\b|\d{4}-\d\d-\d\dT[\d:.]+")
"""Tokens against forged requests, and the instant at which the reader decides."""
COLUMNS = ["structure", "reviews", "score", "submitted"]
FILE_COLUMNS = ["reference", "state", "score", "score_low", "score_high", "reviews_done"]


@dataclass
class Committee:
    """Dossiers decided by ``chair``, one of which, ``hidden``, is not for ``reader`` to know."""

    world: factories.World
    chair: User
    reader: User
    hidden: Application
    others: list[Application]


def step_aside(committee: Committee) -> None:
    Recusal.objects.create(
        application=committee.hidden,
        reviewer=committee.reader,
        author=committee.reader,
        reason="Cliente",
        at=timezone.now(),
    )


def see_without_a_vote(committee: Committee) -> None:
    step_aside(committee)
    Recusal.objects.update(effect=ConflictEffect.NO_VOTE)


def have_a_lifted_conflict(committee: Committee) -> None:
    step_aside(committee)
    Recusal.objects.update(lifted_at=timezone.now(), lifted_by=committee.chair, lift_reason="Fini")


def be_a_former_member(committee: Committee) -> None:
    now = timezone.now()
    committee.hidden.project.members.create(user=committee.reader, joined_at=now, left_at=now)


def owe_a_review(committee: Committee) -> None:
    factories.role(committee.world.edition, RoleName.REVIEWER, who=committee.reader)
    ReviewAssignment.objects.create(
        application=committee.hidden, reviewer=committee.reader, assigned_at=timezone.now()
    )


def build_committee() -> Committee:
    world = factories.edition_with(
        organisers=2, applications=DOSSIERS, places=PLACES, closes_at=timezone.now() - timedelta(days=1)
    )
    profiles, departments = StructureProfile.values, ["Calvados", "Orne", "Manche"]
    for place, application in enumerate(world.applications):
        application.score = Decimal(90 - place)
        application.profile, application.department = profiles[place % 3], departments[place % 3]
        application.score_low, application.score_high = application.score - 4, application.score + 4
        application.reviews_expected = application.reviews_done = 3
        application.save()
    hidden = world.applications.pop(DOSSIERS // 2)
    chair, reader = world.organisers
    committee = Committee(world, chair, reader, hidden, world.applications)
    for place, application in enumerate(committee.others):
        outcome = (
            Outcome.SELECTED
            if place < PLACES - 1
            else Outcome.RESERVE
            if place < PLACES + 3
            else Outcome.NOT_SELECTED
        )
        if place < DOSSIERS - 3:  # some wait still
            decide(application=application, outcome=outcome, reason="Dit", actor=chair, at=factories.NOW)
    choose_columns(user=reader, names=COLUMNS)
    return committee


@pytest.fixture(scope="module")
def built_committee(build_once: BuildOnce) -> Committee:
    return build_once(build_committee)


@pytest.fixture
def committee(built_committee: Committee, db: None, monkeypatch: pytest.MonkeyPatch) -> Committee:
    """Nobody has an interest yet."""
    for module in (announcement, board, listing, ranking):
        monkeypatch.setattr(module, "PAGE_SIZE", PAGE_SIZE)
    return copy.deepcopy(built_committee)


@contextmanager
def fate(committee: Committee, score: int | None, outcome: Outcome, rank: int | None) -> Iterator[None]:
    """The world in which this is what became of the dossier; it never was, afterwards."""
    with transaction.atomic():
        value = None if score is None else Decimal(score)
        around = {} if value is None else {"score_low": value - 3, "score_high": value + 3}
        Application.objects.filter(pk=committee.hidden.pk).update(
            score=value, **(around or {"score_low": None, "score_high": None})
        )
        decide(
            application=Application.objects.get(pk=committee.hidden.pk),
            outcome=outcome,
            reason="Dit",
            reserve_rank=rank,
            actor=committee.chair,
            at=factories.NOW,
        )
        yield
        transaction.set_rollback(True)


def addresses(committee: Committee) -> list[str]:
    slug, other, undecided = committee.world.edition.slug, committee.others[5], committee.others[-1]

    def at(name: str, *args: Any) -> str:
        return reverse(name, args=[slug, *args])

    listing = at("projects:manage_applications")
    return [
        at("projects:ranking"),
        at("projects:ranking") + "?page=2",
        at("projects:ranking") + "?department=Orne",
        at("projects:deliberation"),
        at("projects:deliberation") + "?page=2",
        *(at("projects:deliberation") + f"?decision={name}" for name in ["undecided", *Outcome.values]),
        at("projects:decide", other.reference),
        at("projects:decide", undecided.reference),
        at("projects:decide", committee.hidden.reference),
        at("projects:announce"),
        at("projects:announce") + "?page=2",
        at("projects:manage_conflicts"),
        reverse("programmes:search") + f"?q={committee.hidden.reference}",
        reverse("programmes:search") + f"?q={committee.hidden.title}",
        at("projects:manage_assignment"),
        at("projects:assignment_proposal"),
        at("coaching:manage_edition"),
        at("coaching:manage_journal"),
        at("programmes:manage_mails"),
        at("programmes:manage_people"),
        *(f"{listing}?sort={name}" for name in ["-title", "score", "-score"]),
        *(f"{listing}?state={name}" for name in ["under_review", "selected", "reserve", "not_selected"]),
        f"{listing}?q={committee.hidden.title}",
        f"{listing}?page=2",
        at("projects:manage_application", other.reference),
        at("projects:manage_application", committee.hidden.reference),
        at("projects:next_application", other.reference),
    ]


@remembered_visitor()
def looks(committee: Committee, client: Client, pages: Iterable[str]) -> dict[str, str]:
    """All that the reader is answered: pages, files, and what becomes of what they send."""
    world = committee.world
    seen = {address: answer(client.get(address)) for address in pages}
    listed = reader_for(committee.reader).get(reverse("api:applications", args=[world.edition.slug]))
    assert listed.status_code == 200
    seen["api"] = answer(listed)
    job = {"columns": FILE_COLUMNS}
    seen["csv"] = str(csv_rows(built(world.edition, committee.reader, **job)))
    seen["xlsx"] = str(xlsx_rows(built(world.edition, committee.reader, "xlsx", **job)))
    return seen | sent(committee, client)


def sent(committee: Committee, client: Client) -> dict[str, str]:
    slug, reserve, undecided = committee.world.edition.slug, committee.others[5], committee.others[-1]
    selecting = {"outcome": "selected", "reason": "Oui", "places_seen": "1"}
    attempts = [
        (reserve, "projects:move_reserve", {"move": "up", "rank": "2"}),
        (reserve, "projects:decide", {"outcome": "reserve", "reason": "Autre", "reserve_rank": "1"}),
        (undecided, "projects:decide", {"outcome": "reserve", "reserve_rank": "2"}),
        (undecided, "projects:decide", selecting),
        (committee.hidden, "projects:decide", {"outcome": "reserve", "reason": "Autre", "seen": ""}),
    ]
    common = {}
    for place, (about, name, data) in enumerate(attempts):
        with transaction.atomic():
            response = client.post(reverse(name, args=[slug, about.reference]), data, follow=True)
            common[f"{place} {name}"] = answer(response)
            transaction.set_rollback(True)
    return common


def answer(response: Any) -> str:
    return f"{response.status_code} {response.headers.get('Location', '')} {NOISE.sub('', response.text)}"


def differences(one: dict[str, str], other: dict[str, str]) -> Iterator[str]:
    """Where two answers differ, with the differing lines."""
    for address in (address for address in one if one[address] != other[address]):
        for line in unified_diff(one[address].split("\n"), other[address].split("\n"), n=0, lineterm=""):
            if line[:3] not in ("---", "+++") and line[:2] != "@@":
                yield f"{address}: {line.strip()}"


@pytest.mark.parametrize(
    "take_interest",
    [
        owe_a_review,
        *(pytest.param(act, marks=pytest.mark.thorough) for act in (step_aside, be_a_former_member)),
    ],
)
def test_the_outcome_of_a_dossier_cannot_be_deduced_by_somebody_with_an_interest_in_it(
    as_user: AsUser, committee: Committee, take_interest: Callable[[Committee], None]
) -> None:
    take_interest(committee)
    client = as_user(committee.reader)
    worlds = []
    for candidate in FATES:
        with fate(committee, *candidate):
            worlds.append(looks(committee, client, addresses(committee)))

    first, *rest = worlds
    for seen in rest:
        assert "\n".join(differences(first, seen)) == ""
    for name in ("ranking", "deliberation", "announce"):
        assert "page=2" in first[reverse(f"projects:{name}", args=[committee.world.edition.slug])], name
    ranked = first[reverse("projects:ranking", args=[committee.world.edition.slug])]
    assert committee.hidden.title in ranked.partition('id="apart"')[2]
    assert committee.hidden.title not in ranked.partition('id="apart"')[0]


@pytest.mark.parametrize(
    "have_a_link",
    [
        lambda _committee: None,
        *(
            pytest.param(act, marks=pytest.mark.thorough)
            for act in (see_without_a_vote, have_a_lifted_conflict)
        ),
    ],
)
def test_somebody_from_whom_nothing_is_hidden_sees_the_difference(
    as_user: AsUser, committee: Committee, have_a_link: Callable[[Committee], None]
) -> None:
    """The test above would pass on blank pages."""
    have_a_link(committee)
    slug = committee.world.edition.slug
    lines = ["projects:ranking", "projects:deliberation", "projects:announce"]
    pages = [reverse(name, args=[slug]) for name in lines]
    client, worlds = as_user(committee.reader), []
    for item in (FATES[0], FATES[2]):
        with fate(committee, *item):
            worlds.append(looks(committee, client, pages))

    changed = {address for address in worlds[0] if worlds[0][address] != worlds[1][address]}

    assert changed >= {*pages, "csv", "xlsx", "api", "3 projects:decide"}


def test_an_interest_ends_with_the_review_sent_the_deadline_or_the_announcement(committee: Committee) -> None:
    owe_a_review(committee)
    edition, reader, hidden = committee.world.edition, committee.reader, committee.hidden

    assert dict(conflicts_of(reader, edition).because) == {hidden.pk: Interest.REVIEW_PENDING}
    assert not conflicts_of(reader, edition, edition.reviews_due_at)

    step_aside(committee)
    Application.objects.filter(pk=hidden.pk).update(state="selected")
    after = conflicts_of(reader, edition)
    assert dict(after.because) == {hidden.pk: Interest.CONFLICT}
    assert not after.withholds_totals  # the outcome is public; the score is not theirs to read

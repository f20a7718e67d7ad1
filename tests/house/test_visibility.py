"""Every address, with every person, over a world of canaries: who gets in, and what they may read there.

Deny by default: an address without a row in the visibility table, or without an example here, fails.
"""

import hashlib
import itertools
import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import urls as default_handlers
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, get_callable, reverse

from accelerator.accounts.models import User
from accelerator.web import access
from tests.house.addresses import NAMES, Example, address, examples
from tests.house.building import build
from tests.house.visibility_rules import (
    ABSENT,
    CHANGES,
    EMPTY,
    KNOWS,
    REACHES,
    SAID_ON_THE_PAGE,
    UNPUBLISHED,
)
from tests.house.world import World

PEOPLE = [
    *(
        f"{name}_a"
        for name in (
            "organiser",
            "reviewer",
            "late_reviewer",
            "recused",
            "mentor",
            "other_mentor",
            "facilitator",
            "partner",
            "holder",
            "other_holder",
            "reader",
        )
    ),
    *(f"{name}_b" for name in ("organiser", "reviewer", "mentor", "partner", "holder")),
    "organiser_c",
    "plain",
    "staff",
    "anonymous",
]
CANARY = re.compile(r"zq[a-z0-9_]+?qz")
REFUSED = {403, 404, 405}
OPENED = {200, 302, 303, 405}
LIBRARY_PAGES = ("mfa_", "socialaccount_", "openid_connect_", "mails:", "dev:", "account_")
"""Pages of libraries and of the local set-up answer in their own ways: they have a row, never fail, leak nothing."""


def is_absent(name: str, example: Example, relations: set[str]) -> bool:
    if example.edition in UNPUBLISHED.get(name, ()) and not relations & {"organiser", "staff"}:
        return True
    dossier = example.dossier.partition(".")[2]
    keys = [name, *(f"{name}:{relation}" for relation in relations)]
    return example.foreign or any(dossier in ABSENT.get(key, ()) for key in keys)


def expected(world: World, name: str, person: str, example: Example, *, to_change: bool = False) -> set[int]:
    """The statuses that the visibility table and the objects' rules allow."""
    row = access.row_for(name)
    assert row is not None
    relations = world.relations(person, edition=example.edition, dossier=example.dossier)
    if not row & {access.PUBLIC, access.LINK}:
        if person == "anonymous":
            return {302}
        if not row & _audiences(world, person, example):
            return {403}
    wanted = (CHANGES.get(name) if to_change else None) or REACHES.get(name, set()) | example.reach
    if is_absent(name, example, relations) or (wanted and not wanted & relations):
        said = {302} if to_change and name in SAID_ON_THE_PAGE and "member" in relations else set()
        return REFUSED | said | ({410, 422} if access.LINK in row else set())
    return OPENED | REFUSED if example.edition in EMPTY.get(name, ()) else OPENED


def _audiences(world: World, person: str, example: Example) -> set[str]:
    """What the gate sees: roles in the edition of the address, in any edition when it names none."""
    editions = (
        [example.kwargs["edition"].rpartition("-")[2]] if "edition" in example.kwargs else ["a", "b", "c"]
    )
    held = set().union(*(world.roles.get(key, {}).get(person, set()) for key in editions))
    return held | {access.SIGNED_IN} | ({access.STAFF} if person == "staff" else set())


def leaks(world: World, name: str, person: str, example: Example, text: str) -> list[str]:
    """Canaries in the answer that this person may not know."""
    found = []
    for hit in sorted(set(CANARY.findall(text.lower())) & set(world.canaries)):
        canary = world.canaries[hit]
        ties = world.knows(person, canary)
        if example.linked and example.linked in (canary.dossier, canary.edition, canary.author):
            ties |= {"link", "member"}
        if not ties & KNOWS[canary.kind]:
            found.append(hit)
    return found


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built in one transaction that is taken back after the last test of the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def client_of(world: World, db: None, caplog: pytest.LogCaptureFixture) -> Any:
    world.write_files()
    caplog.set_level(
        logging.CRITICAL, logger="django.request"
    )  # thousands of refusals, each with its traceback

    def sign_in(person: str) -> Client:
        client = Client(raise_request_exception=False)
        if person != "anonymous":
            user = User.objects.get(pk=world.people[person].pk)
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def answer_text(response: Any) -> str:
    body = response.getvalue() if response.streaming else response.content
    return body.decode("utf-8", "replace") + str(response.headers) + str(response.cookies)


def refuse_barely(monkeypatch: pytest.MonkeyPatch, whole: int) -> None:
    """The first ``whole`` refusals of each kind have their page, the rest only the reason it was given."""
    for status in (403, 404):
        page = get_callable(getattr(default_handlers, f"handler{status}"))
        left = itertools.count(whole, -1)

        def refuse(
            request: Any, exception: Any, status: int = status, page: Any = page, left: Any = left
        ) -> Any:
            return page(request, exception) if next(left) > 0 else HttpResponse(str(exception), status=status)

        monkeypatch.setattr(default_handlers, f"handler{status}", refuse)


@pytest.fixture
def bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusals without their page, for tests that only want the status."""
    refuse_barely(monkeypatch, whole=0)


@pytest.fixture
def some_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few refusals with their page: it is the same for every address, and drawing it takes longest."""
    refuse_barely(monkeypatch, whole=5)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_every_address_has_a_row_and_an_example(world: World, name: str, db: None) -> None:
    assert access.row_for(name) is not None, "no row in any permissions.py: nobody could open this page"

    try:
        addresses = [address(name, example) for example in examples(world, name)]
    except (LookupError, NoReverseMatch) as missing:
        pytest.fail(f"no example to walk this address with: {missing}")

    assert addresses


def test_every_row_has_an_address() -> None:
    optional = {name for name in access.table() if name.startswith(("dev:", "mails:"))}

    assert set(access.table()) - set(NAMES) - optional == set()


def known_examples(world: World, name: str) -> list[Example]:
    """None for an address without an example: that is one test's failure, not everybody's."""
    try:
        return examples(world, name) if access.row_for(name) is not None else []
    except LookupError:
        return []


def walked(world: World, person: str, *, to_change: bool = False) -> Iterator[tuple[str, Example, set[int]]]:
    """Addresses to try with this person, and what should come. Where the gate is shut, one address each edition."""
    for name in NAMES:
        refused: set[str] = set()
        for example in known_examples(world, name):
            allowed = expected(world, name, person, example, to_change=to_change)
            if allowed in ({302}, {403}):
                if example.edition in refused:
                    continue
                refused.add(example.edition)
            yield name, example, allowed


@pytest.mark.parametrize("person", PEOPLE)
def test_a_person_opens_what_is_theirs_and_reads_nothing_else(
    world: World, client_of: Any, some_refusals: None, person: str
) -> None:
    client, problems = client_of(person), []
    for name, example, allowed in walked(world, person):
        response = client.get(address(name, example))
        where = f"{name} {example.kwargs}"
        if response.status_code >= 500 or not (
            response.status_code in allowed or name.startswith(LIBRARY_PAGES)
        ):
            problems.append(f"{where}: {response.status_code}, expected one of {sorted(allowed)}")
        elif allowed == {302} and not response.url.startswith(reverse("account_login")):
            problems.append(f"{where}: sent to {response.url}, not to sign in")
        seen = leaks(world, name, person, example, answer_text(response))
        problems += [f"{where}: shows {hit} ({world.canaries[hit].kind})" for hit in seen]

    assert problems == [], f"{person}:\n" + "\n".join(problems)


@pytest.mark.parametrize("person", ["organiser_a", "holder_a", "reviewer_a", "anonymous"])
def test_asking_for_the_head_of_a_page_answers_like_the_page(
    world: World, client_of: Any, person: str
) -> None:
    client, problems, seen = client_of(person), [], set()
    for name, example, allowed in walked(world, person):
        if not allowed >= OPENED or name in seen or name.startswith(LIBRARY_PAGES):
            continue
        seen.add(name)
        page, head = client.get(address(name, example)), client.head(address(name, example))
        if head.status_code != page.status_code:
            problems.append(f"{name}: HEAD {head.status_code}, GET {page.status_code}")
        if not head.streaming and head.content:
            problems.append(f"{name}: HEAD has a body")

    assert problems == []


FORGED = {
    "reason": "Parce que.",
    "outcome": "selected",
    "answer": "confirm",
    "allowed": "yes",
    "value": "forgé",
    "go": "next",
    "send": "1",
    "name": "Forgé",
    "email": "forge@exemple.test",
    "role": "organiser",
    "venue": "Ailleurs",
    "renew": "1",
    "date": "2031-01-01",
    "title_fr": "Forgé",
    "organisation": "Forgé",
    "what": "all",
    "language": "fr",
    "rules": "on",
    "rules_version": "1",
    "q_title": "Forgé",
    "q_evolution": "Forgé",
    "base_version": "",
}


def fingerprint() -> dict[str, str]:
    """A hash of every row of every table, but sessions."""
    found = {}
    for model in apps.get_models():
        if model.__name__ == "Session":
            continue
        rows = repr(list(model._base_manager.order_by("pk").values_list()))
        found[model._meta.label] = hashlib.sha256(rows.encode()).hexdigest()
    return found


@pytest.mark.parametrize("person", PEOPLE)
def test_a_forged_post_changes_nothing(
    world: World, client_of: Any, bare_refusals: None, person: str
) -> None:
    client, problems = client_of(person), []
    before = fingerprint()
    for name, example, allowed in walked(world, person, to_change=True):
        row = access.row_for(name) or frozenset()
        if allowed >= OPENED or access.PUBLIC in row or name.startswith(LIBRARY_PAGES):
            continue
        response = client.post(address(name, example), FORGED)
        if response.status_code not in allowed:
            problems.append(
                f"{name} {example.kwargs}: {response.status_code}, expected one of {sorted(allowed)}"
            )
    after = fingerprint()

    assert problems == [], f"{person}:\n" + "\n".join(problems)
    assert [label for label in before if before[label] != after[label]] == []


def forged_bodies(world: World) -> list[tuple[str, dict[str, Any]]]:
    """Posts to one's own edition that name something of another's."""
    other, place = world.dossiers["b.waiting"], world.rows["b.confirmed.participation"]
    own, mentor = world.dossiers["a.waiting"], world.people["other_mentor_b"]
    return [
        (
            "projects:manage_assignment",
            {"toggle": f"give:{other.reference}:{world.people['reviewer_a'].pk}"},
        ),
        (
            "projects:manage_assignment",
            {"toggle": f"take_back:{other.reference}:{world.people['reviewer_b'].pk}"},
        ),
        ("projects:manage_assignment", {"toggle": f"give:{own.reference}:{world.people['reviewer_b'].pk}"}),
        ("projects:declare_eligible", {"application": [other.pk]}),
        ("projects:declare_eligible", {"application": [other.reference]}),
        ("coaching:propose_mentor", {"participation": place.pk, "mentor": world.people["mentor_a"].pk}),
        (
            "coaching:propose_mentor",
            {"participation": world.rows["a.discreet.participation"].pk, "mentor": mentor.pk},
        ),
        ("coaching:manage_reports", {"what": f"project-{place.pk}", "language": "fr"}),
        ("coaching:manage_reports", {"what": place.pk, "language": "fr"}),
        ("coaching:session_bookings", {"participation": place.pk, "room": world.rows["a.room"].pk}),
        (
            "coaching:session_slot",
            {
                "title_fr": "Forgé",
                "kind": "individual",
                "starts_at": "10:00",
                "ends_at": "11:00",
                "room": world.rows["b.room"].pk,
            },
        ),
    ]


def test_an_organiser_cannot_name_what_is_anothers(world: World, client_of: Any, bare_refusals: None) -> None:
    client, before = client_of("organiser_a"), fingerprint()
    changed = []
    for name, body in forged_bodies(world):
        kwargs = {"edition": "edition-a"} | ({"pk": world.rows["a.slot"].pk} if "pk" in NAMES[name] else {})
        response = client.post(reverse(name, kwargs=kwargs), body)
        if response.status_code >= 500 or fingerprint() != before:
            changed.append((name, body, response.status_code))

    assert changed == []

"""Walking the world: which address answers whom, and whether an answer, a mail or a file says what it must not."""

import copy
import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import urls as default_handlers
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, client
from django.urls import get_callable, reverse
from django.utils.http import urlencode

from accelerator.accounts.models import User
from accelerator.outbox.models import OutgoingMail
from accelerator.web import access, middleware
from programmes.models import Edition
from projects.review.queries import ranking
from tests.support.guards import replaced
from tests.support.tokens import make_token
from tests.support.visitors import remembered_visitor
from tests.visibility.addresses import NAMES, Example, address, examples
from tests.visibility.bodies import read_answer
from tests.visibility.expectations import may_know
from tests.visibility.rules import (
    ABSENT,
    CHANGES,
    EMPTY,
    PUBLISHES,
    REACHES,
    SAID_ON_THE_PAGE,
    UNPUBLISHED,
)
from tests.visibility.world import World

CANARY = re.compile(r"zq[a-z0-9_]+?qz")
FIGURE = re.compile(r"(?<![\w.,-])(?:\d\d[.,]\d\d?|2[17]\d{3})(?![\w.,-]?\d)")
"""A score or a rank of the world; never a part of a longer number, of a date or of a token."""
REFUSED = {403, 404, 405}
OPENED = {200, 302, 303, 405}
LIBRARY_PAGES = ("mfa_", "socialaccount_", "openid_connect_", "mails:", "dev:", "companies:", "account_")
"""Pages of libraries and of the local set-up answer in their own ways: they have a row, never fail, leak nothing."""
QUESTION = {"q": "zqtitle", "sort": "-title", "page": "1", "preview": "1", "view": "all", "language": "en"}
"""What is asked of a list: the beginning of many a canary, another order, a preview."""
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

FORGED_BODY = urlencode(FORGED)

PEOPLE = [
    *(
        f"{name}_a"
        for name in (
            "organiser",
            "reviewer",
            "late_reviewer",
            "chair",
            "secretary",
            "recused",
            "mentor",
            "other_mentor",
            "facilitator",
            "speaker",
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
REPRESENTATIVES = {
    *(
        f"{name}_a"
        for name in ("organiser", "reviewer", "chair", "mentor", "facilitator", "partner", "holder")
    ),
    "recused_a",
    "plain",
    "anonymous",
}
"""One person a role, who walks in `make test`; the others walk in `make test-all`."""
WALKERS = [
    pytest.param(person, marks=[] if person in REPRESENTATIVES else [pytest.mark.thorough])
    for person in PEOPLE
]
POSTERS = [walker for walker in WALKERS if not str(walker.values[0]).endswith("_b")]
"""Those who post: both editions are built alike, what one of « b » meets in « a », one of « a » meets in « b »."""
HEADS = ("anonymous", "organiser_a", "holder_a", "reviewer_a")
"""The first of them who opens a page asks for its head besides: it answers like the page."""


def post_forged(client: Client, url: str, **options: Any) -> Any:
    """Send :data:`FORGED` as a browser sends a form without files: written once, for thousands of posts."""
    return client.post(url, FORGED_BODY, content_type="application/x-www-form-urlencoded", **options)


def sign_in(world: World, person: str) -> Client:
    """A browser of this person of the world."""
    client = Client(raise_request_exception=False)
    if person != "anonymous":
        user = User.objects.get(pk=world.people[person].pk)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {make_token(user)}"  # the API alone reads it
    return client


def is_absent(name: str, example: Example, relations: set[str]) -> bool:
    if example.edition in UNPUBLISHED.get(name, ()) and not relations & {"organiser", "staff"}:
        return True
    dossier = example.dossier.partition(".")[2]
    # who organises too reads what is closed to an officer alone
    narrowing = relations - {"officer"} if "organiser" in relations else relations
    keys = [name, *(f"{name}:{relation}" for relation in narrowing)]
    return example.foreign or any(dossier in ABSENT.get(key, ()) for key in keys)


def expected(world: World, name: str, person: str, example: Example, *, to_change: bool = False) -> set[int]:
    """The statuses that the visibility table and the objects' rules allow."""
    row = access.row_for(name)
    assert row is not None
    relations = world.relations(person, edition=example.edition, dossier=example.dossier)
    if not row & {access.PUBLIC, access.LINK}:
        if person == "anonymous":
            return {401 if name.startswith("api:") else 302}
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


def leaks(world: World, person: str, text: str, example: Example | None = None) -> list[str]:
    """Canaries in a text that this person may not know."""
    found = []
    words = set(CANARY.findall(text.lower())) | {number.replace(",", ".") for number in FIGURE.findall(text)}
    for hit in sorted(words & set(world.canaries)):
        canary = world.canaries[hit]
        ties = world.knows(person, canary)
        linked = example.linked if example else ""
        if linked and linked in (canary.dossier, canary.edition, canary.author):
            ties |= {"link", "member"}
        if not may_know(canary, ties, world.phase(canary.dossier)):
            found.append(hit)
    return found


def refuse_barely(monkeypatch: pytest.MonkeyPatch, whole: int) -> None:
    """The first ``whole`` refusals of each kind have their page, the rest only the reason it was given."""
    page_of_a_form, pages_left = middleware.render, itertools.count(whole, -1)

    def say_not_allowed(request: Any, *args: Any, **options: Any) -> Any:
        if next(pages_left) > 0:
            return page_of_a_form(request, *args, **options)
        return HttpResponse(status=options["status"])

    monkeypatch.setattr(middleware, "render", say_not_allowed)
    for status in (403, 404):
        page = get_callable(getattr(default_handlers, f"handler{status}"))
        left = itertools.count(whole, -1)

        def refuse(
            request: Any, exception: Any, status: int = status, page: Any = page, left: Any = left
        ) -> Any:
            return page(request, exception) if next(left) > 0 else HttpResponse(str(exception), status=status)

        monkeypatch.setattr(default_handlers, f"handler{status}", refuse)


def known_examples(world: World, name: str) -> list[Example]:
    """None for an address without an example: that is one test's failure, not everybody's."""
    try:
        return examples(world, name) if access.row_for(name) is not None else []
    except LookupError:
        return []


def walked(
    world: World, person: str, *, to_change: bool = False, names: Iterator[str] | None = None
) -> Iterator[tuple[str, Example, set[int]]]:
    """Addresses to try with this person, and what should come."""
    for name in names or NAMES:
        for example in known_examples(world, name):
            yield name, example, expected(world, name, person, example, to_change=to_change)


@contextmanager
def walking(world: World) -> Iterator[None]:
    """Within it, the visitor is looked up once, and no context of a template is copied for ``response.context``."""
    with (
        remembered_visitor(),
        distinct_ranks(world),
        replaced(client, "store_rendered_templates", forget),
    ):
        yield


@contextmanager
def distinct_ranks(world: World) -> Iterator[None]:
    """Within it, a ranking begins with the number the world expects, so that ranks are found among other numbers."""
    rank = ranking._ranks

    def rank_from(edition: Edition, *args: Any, **options: Any) -> dict[int, int]:
        above = world.first_ranks[edition.pk] - 1
        return {application: above + place for application, place in rank(edition, *args, **options).items()}

    with replaced(ranking, "_ranks", rank_from):
        yield


def forget(*_args: Any, **_options: Any) -> None:
    """Keep nothing of a template that was rendered."""


def reads_questions(response: Any) -> bool:
    """Whether the page looked at what it is asked: if it did not, every question has the same answer."""
    return "GET" in vars(response.wsgi_request)  # parsed when it is first read, and kept there


def list_heads(world: World, person: str) -> set[str]:
    """The names of the pages whose head this person asks for."""

    def may_open(other: str, name: str) -> bool:
        return any(expected(world, name, other, example) >= OPENED for example in known_examples(world, name))

    return {name for name in NAMES if next((other for other in HEADS if may_open(other, name)), "") == person}


def walk_pages(world: World, browser: Client, person: str, names: Any = None) -> list[str]:
    """GET every address, then ask those that open something: wrong answers, and texts that leak."""
    heads = list_heads(world, person)
    problems, asked = [], set()
    with walking(world):
        for name, example, allowed in walked(world, person, names=names):
            library = name.startswith(LIBRARY_PAGES)
            where, url = f"{name} {example.kwargs}", address(name, example)
            response = browser.get(url)
            if response.status_code >= 500 or not (response.status_code in allowed or library):
                problems.append(f"{where}: {response.status_code}, expected one of {sorted(allowed)}")
            elif allowed == {302} and not response.url.startswith(reverse("account_login")):
                problems.append(f"{where}: sent to {response.url}, not to sign in")
            problems += _said(world, person, example, where, read_answer(response))
            if (
                response.status_code == 200
                and (name, example.edition) not in asked
                and reads_questions(response)
            ):
                asked.add((name, example.edition))
                answer = browser.get(url, QUESTION)
                if answer.status_code >= 500:
                    problems.append(f"{where} with a question: {answer.status_code}")
                problems += _said(world, person, example, f"{where} with a question", read_answer(answer))
            if name in heads and allowed >= OPENED and not library:
                heads.remove(name)
                problems += _compare_heads(where, response, browser.head(url))
    return problems


def _compare_heads(where: str, page: Any, head: Any) -> list[str]:
    found = []
    if head.status_code != page.status_code:
        found.append(f"{where}: HEAD {head.status_code}, GET {page.status_code}")
    if not head.streaming and head.content:
        found.append(f"{where}: HEAD has a body")
    return found


def walk_posts(world: World, browser: Client, person: str, names: Any = None) -> list[str]:
    """POST to every address that takes it from this person: what the answer and the mails say. Nothing is kept.

    Not even the cookies: some answers let somebody else in.
    """
    problems, cookies = [], copy.deepcopy(browser.cookies)
    with walking(world):
        for name, example, allowed in walked(world, person, to_change=True, names=names):
            if not allowed >= OPENED or name.startswith(LIBRARY_PAGES):
                continue
            where = f"POST {name} {example.kwargs}"
            with transaction.atomic():
                before = set(OutgoingMail.objects.values_list("pk", flat=True))
                url = address(name, example)
                response = post_forged(browser, url, headers={"X-Requested-With": "fetch"})
                if response.status_code >= 500:
                    problems.append(f"{where}: {response.status_code}")
                problems += _said(world, person, example, where, read_answer(response))
                for mail in OutgoingMail.objects.exclude(pk__in=before):
                    problems += _mailed(world, where, mail, PUBLISHES.get(name, set()))
                transaction.set_rollback(True)
            browser.cookies = copy.deepcopy(cookies)
    return problems


def _said(world: World, person: str, example: Example, where: str, text: str) -> list[str]:
    return [
        f"{where}: shows {hit} ({world.canaries[hit].kind})" for hit in leaks(world, person, text, example)
    ]


def _mailed(world: World, where: str, mail: OutgoingMail, published: set[str]) -> list[str]:
    """What a mail tells its reader too much; of somebody who is not in the world, nothing is known."""
    readers = [key for key, user in world.people.items() if getattr(user, "email", "") == mail.to_email]
    text = f"{mail.subject}\n{mail.text}\n{mail.html}"
    return [
        f"{where}: writes {hit} ({world.canaries[hit].kind}) to {reader}"
        for reader in readers
        for hit in leaks(world, reader, text)
        if world.canaries[hit].kind not in published
    ]

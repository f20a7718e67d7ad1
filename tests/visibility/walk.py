"""Walking the world: which address answers whom, and whether an answer, a mail or a file shows what it must not."""

import copy
import itertools
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import takewhile
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
    EXPLAINED_ON_THE_PAGE,
    PUBLISHES,
    REACHES,
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
"""What is searched for in a list: the beginning of many a canary, another order, a preview."""
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
STRANGERS = {"plain", "anonymous"}
"""They open the pages of libraries, which know no role."""


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


def find_barrier(world: World, name: str, person: str, example: Example, *, to_change: bool = False) -> str:
    """What the visibility table and the objects' rules oppose to this person: empty when the page opens."""
    row = access.row_for(name)
    assert row is not None
    relations = world.relations(person, edition=example.edition, dossier=example.dossier)
    if not row & {access.PUBLIC, access.LINK}:
        if person == "anonymous":
            return "sign-in"
        if not row & _audiences(world, person, example):
            return "role"
    wanted = (CHANGES.get(name) if to_change else None) or REACHES.get(name, set()) | example.reach
    if wanted and not wanted & relations:
        return "tie"
    return "absence" if is_absent(name, example, relations) else ""


def expected(world: World, name: str, person: str, example: Example, *, to_change: bool = False) -> set[int]:
    """The statuses that go with the barrier, or without one."""
    barrier = find_barrier(world, name, person, example, to_change=to_change)
    if barrier == "sign-in":
        return {401 if name.startswith("api:") else 302}
    if barrier == "role":
        return {403}
    if not barrier:
        return OPENED | REFUSED if example.edition in EMPTY.get(name, ()) else OPENED
    relations = world.relations(person, edition=example.edition, dossier=example.dossier)
    on_the_page = {302} if to_change and name in EXPLAINED_ON_THE_PAGE and "member" in relations else set()
    return REFUSED | on_the_page | ({410, 422} if access.LINK in (access.row_for(name) or ()) else set())


def _audiences(world: World, person: str, example: Example) -> set[str]:
    """What the gate sees: roles in the edition of the address, in any edition when it names none."""
    editions = (
        [example.kwargs["edition"].rpartition("-")[2]] if "edition" in example.kwargs else ["a", "b", "c"]
    )
    roles = set().union(*(world.roles.get(key, {}).get(person, set()) for key in editions))
    return roles | {access.SIGNED_IN} | ({access.STAFF} if person == "staff" else set())


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
    """The first ``whole`` refusals of each kind have their page, the rest only its reason."""
    page_of_a_form, pages_left = middleware.render, itertools.count(whole, -1)

    def render_refusal(request: Any, *args: Any, **options: Any) -> Any:
        if next(pages_left) > 0:
            return page_of_a_form(request, *args, **options)
        return HttpResponse(status=options["status"])

    monkeypatch.setattr(middleware, "render", render_refusal)
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


def choose_examples(
    world: World, name: str, person: str, known: list[Example], *, to_change: bool = False
) -> list[Example]:
    """The known examples of an address to try with this person: of those that are the same question, one.

    The gate asks the same whatever the row, an object whatever the dossier for the same ties: which example is tried
    changes with the person. A page without a sign-in is read by the first of those with the same ties, a page of a
    library by strangers.
    """
    if name.startswith(LIBRARY_PAGES) and person not in STRANGERS:
        return []
    without_sign_in = bool((access.row_for(name) or frozenset()) & {access.PUBLIC, access.LINK})
    groups: dict[Any, list[Example]] = {}
    for number, example in enumerate(known):
        barrier = find_barrier(world, name, person, example, to_change=to_change)
        question: Any = number
        if barrier in {"sign-in", "role"}:
            question = barrier
        elif barrier == "tie":
            ties = world.relations(person, edition=example.edition, dossier=example.dossier)
            question = (example.reach, frozenset(ties))
        elif not barrier and without_sign_in and not _is_first(world, person, example):
            continue
        groups.setdefault(question, []).append(example)
    turn = PEOPLE.index(person) if person in PEOPLE else 0
    return [group[turn % len(group)] for group in groups.values()]


def _is_first(world: World, person: str, example: Example) -> bool:
    """Whether nobody walks before this person who has the same ties to what the example is about."""

    def ties(other: str) -> set[str]:
        return world.relations(other, edition=example.edition, dossier=example.dossier)

    mine, order = ties(person), sorted(PEOPLE, key=lambda other: other not in REPRESENTATIVES)
    return all(ties(other) != mine for other in takewhile(lambda other: other != person, order))


def walked(
    world: World, person: str, *, to_change: bool = False, names: Iterable[str] | None = None
) -> Iterator[tuple[str, Example, set[int]]]:
    """Addresses to try with this person, and what should come."""
    for name in names or NAMES:
        known = known_examples(world, name)
        for example in choose_examples(world, name, person, known, to_change=to_change):
            yield name, example, expected(world, name, person, example, to_change=to_change)


def list_open_names(world: World, person: str) -> list[str]:
    """Addresses of the first edition that open to this person, whatever they show."""
    return [
        name
        for name in NAMES
        if any(
            example.edition == "a" and not find_barrier(world, name, person, example)
            for example in known_examples(world, name)
        )
    ]


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
    rank = ranking._compute_ranks

    def rank_from(edition: Edition, *args: Any, **options: Any) -> dict[int, int]:
        above = world.first_ranks[edition.pk] - 1
        return {application: above + place for application, place in rank(edition, *args, **options).items()}

    with replaced(ranking, "_compute_ranks", rank_from):
        yield


def forget(*_args: Any, **_options: Any) -> None:
    """Keep nothing of a template that was rendered."""


def reads_questions(response: Any) -> bool:
    """Whether the page looked at its query string: if it did not, every question has the same answer."""
    return "GET" in vars(response.wsgi_request)  # parsed when it is first read, then stored there


def walk_pages(world: World, browser: Client, person: str, names: Iterable[str] | None = None) -> list[str]:
    """GET every address, then search those that open something: wrong answers, and texts that leak.

    Without a sign-in the head of each page is asked for besides: it answers like the page.
    """
    problems, searched, heads = [], set(), set()
    with walking(world):
        for name, example, allowed in walked(world, person, names=names):
            library = name.startswith(LIBRARY_PAGES)
            where, url = f"{name} {example.kwargs}", address(name, example)
            response = browser.get(url)
            if response.status_code >= 500 or not (response.status_code in allowed or library):
                problems.append(f"{where}: {response.status_code}, expected one of {sorted(allowed)}")
            elif allowed == {302} and not response.url.startswith(reverse("account_login")):
                problems.append(f"{where}: sent to {response.url}, not to sign in")
            problems += _list_leaks(world, person, example, where, read_answer(response))
            if (
                response.status_code == 200
                and (name, example.edition) not in searched
                and reads_questions(response)
            ):
                searched.add((name, example.edition))
                answer = browser.get(url, QUESTION)
                if answer.status_code >= 500:
                    problems.append(f"{where} with a question: {answer.status_code}")
                problems += _list_leaks(
                    world, person, example, f"{where} with a question", read_answer(answer)
                )
            if person == "anonymous" and name not in heads and allowed >= OPENED and not library:
                heads.add(name)
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
    """POST to every address that takes it from this person: what the answer and the mails contain. Nothing stays.

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
                problems += _list_leaks(world, person, example, where, read_answer(response))
                for mail in OutgoingMail.objects.exclude(pk__in=before):
                    problems += _list_mail_leaks(world, where, mail, PUBLISHES.get(name, set()))
                transaction.set_rollback(True)
            browser.cookies = copy.deepcopy(cookies)
    return problems


def _list_leaks(world: World, person: str, example: Example, where: str, text: str) -> list[str]:
    return [
        f"{where}: shows {hit} ({world.canaries[hit].kind})" for hit in leaks(world, person, text, example)
    ]


def _list_mail_leaks(world: World, where: str, mail: OutgoingMail, published: set[str]) -> list[str]:
    """Canaries of a mail that its reader may not know; of somebody who is not in the world, nothing is known."""
    readers = [key for key, user in world.people.items() if getattr(user, "email", "") == mail.to_email]
    text = f"{mail.subject}\n{mail.text}\n{mail.html}"
    return [
        f"{where}: writes {hit} ({world.canaries[hit].kind}) to {reader}"
        for reader in readers
        for hit in leaks(world, reader, text)
        if world.canaries[hit].kind not in published
    ]

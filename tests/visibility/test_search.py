"""The search finds nothing that its reader may not know: each text of the world is searched for by each person.

A result would reveal it, even without the words: what somebody may not know finds nothing at all.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest

from accelerator.web import search as words_of_searches
from programmes.search import DOSSIERS, GROUPS, PROJECTS
from tests.visibility.building import build
from tests.visibility.expectations import may_know
from tests.visibility.searching import search_as, write_results
from tests.visibility.walk import PEOPLE, WALKERS, leaks
from tests.visibility.world import DOSSIERS as DOSSIERS_OF_THE_WORLD, Canary, World

pytestmark = [pytest.mark.django_db, pytest.mark.long]
FIGURE = re.compile(r"[\d.]+")
FREQUENT = (
    "zq zqtitle zqdraft zqconfirmed zqpublic zqanswer zqperson zqbody zqholder edition personne ea eb".split()
)
"""What many texts of the world begin with."""

SOONEST = {"recused_a", "partner_a", "anonymous"}
"""Those who search for every text in `make test`; the others do in `make test-all`."""
SEARCHERS = [
    pytest.param(person, marks=[] if person in SOONEST else [pytest.mark.thorough]) for person in PEOPLE
]


@pytest.fixture(scope="module")
def world(build_once: Callable[..., World]) -> World:
    return build_once(build)


@pytest.fixture(autouse=True)
def no_little_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """« a » is what distinguishes the texts of the first edition from those of the second."""
    monkeypatch.setattr(words_of_searches, "LITTLE", frozenset())


def list_unknown(world: World, person: str) -> list[Canary]:
    """The texts, not the figures, that this person may not know: each title; of each other kind, one among those with
    the same ties, which changes with the person."""
    groups: dict[Any, list[Canary]] = {}
    for canary in world.canaries.values():
        ties = world.knows(person, canary)
        if not FIGURE.fullmatch(canary.text) and not may_know(canary, ties, world.phase(canary.dossier)):
            alike = canary.text if is_title(canary) else (canary.kind, frozenset(ties))
            groups.setdefault(alike, []).append(canary)
    return [group[PEOPLE.index(person) % len(group)] for group in groups.values()]


def is_title(canary: Canary) -> bool:
    return canary.kind.endswith("title")


@pytest.mark.parametrize("person", SEARCHERS)
def test_a_search_for_hidden_words_finds_nothing(world: World, person: str) -> None:
    found = [
        f"a search for it shows {canary.text} ({canary.kind}): {write_results(groups)}"
        for canary in list_unknown(world, person)
        if (groups := search_as(world, person, canary.text))
    ]

    assert found == []


@pytest.mark.parametrize("person", WALKERS)
def test_results_show_what_their_reader_may_know(world: World, person: str) -> None:
    """Beginnings of many texts at once, as far as each group goes."""
    results = [
        write_results(search_as(world, person, typed, only)) for typed in FREQUENT for only in ("", *GROUPS)
    ]

    assert leaks(world, person, "\n".join(results)) == []


def test_the_world_has_something_to_find(world: World) -> None:
    """Else nothing could leak."""
    found = search_as(world, "organiser_a", "zqtitle", DOSSIERS)[0].results

    assert len(found) == len(DOSSIERS_OF_THE_WORLD.keys() - {"draft", "confirmed", "discreet"})
    assert search_as(world, "organiser_a", "zqperson", "people")
    assert search_as(world, "facilitator_a", "zqsession", PROJECTS)
    assert search_as(world, "partner_a", "zqpublic", PROJECTS)
    assert search_as(world, "reviewer_a", "zqtitle", DOSSIERS)

"""A search as one person of the world, and what it shows them."""

from typing import Any

from django.utils import timezone

from programmes.queries import RoleBook
from programmes.search import ResultGroup, SearchRequest, search
from tests.visibility.world import World


def search_as(world: World, person: str, typed: str, only: str = "") -> list[ResultGroup]:
    user: Any = world.people[person]
    return search(SearchRequest(user, RoleBook(user), typed, timezone.now()), only)


def write_results(groups: list[ResultGroup]) -> str:
    return "\n".join(f"{row.title} {row.details} {row.url}" for group in groups for row in group.results)

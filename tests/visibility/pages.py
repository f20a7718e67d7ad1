"""The pages that open to a person, as texts to compare: what chance alone changes is taken out."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.test import Client

from tests.visibility.addresses import address
from tests.visibility.bodies import read_body
from tests.visibility.walk import LIBRARY_PAGES, walked, walking
from tests.visibility.world import World

CHANCE = re.compile(
    r"\b[A-Za-z0-9]{64}\b|:\w{6}:[\w-]{43}\b|\d{4}-\d\d-\d\dT[\d:.]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
"""Tokens of forms, seals of links, instants and names of new rows: they differ each time a page is read."""
DRAWN = tuple("pdf poster badges attendance_sheet papers slips tents certificates signs _paper".split())
"""Pages rendered as PDF from what others show in HTML: they take longest."""


def find_pages(
    world: World, client: Client, person: str, names: Iterable[str] | None = None
) -> Iterator[tuple[str, str]]:
    """Address and text of each page of the first edition that opens to this person, or of those named."""
    with walking(world):
        for name, example, allowed in walked(world, person, names=names):
            left_out = name.startswith(LIBRARY_PAGES) or name.endswith(DRAWN)
            if left_out or example.edition != "a" or 200 not in allowed:
                continue
            url = address(name, example)
            response = client.get(url)
            client.cookies.pop("messages", None)  # of an answer that leads elsewhere
            if response.status_code == 200:
                yield url, read_page(response)


def read_page(response: Any) -> str:
    return CHANCE.sub("", read_body(response.getvalue()))

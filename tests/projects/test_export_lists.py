"""The page of exports costs the same for one file and for many."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.projects.test_exports import queued, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db


def test_the_list_takes_as_many_queries_for_many_files(world: factories.World, as_user: Any) -> None:
    client = as_user(world.organiser)
    page = reverse("projects:manage_exports", args=[world.edition.slug])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return len(captured)

    queued(world)
    one = queries()
    for _ in range(3):
        queued(world)

    assert queries() == one <= 12

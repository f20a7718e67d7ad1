"""A tab of the room asks the database the same questions however much stands in it."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coaching.canvas.actions.canvas import open_canvas
from coaching.canvas.enums import ItemKind
from coaching.models import CanvasItem
from tests import factories

pytestmark = pytest.mark.django_db
MOST = {"holder": 15, "mentor": 20, "organiser": 17}
"""Five are the canvas's own; the others say who one is, what each tab has left, and which cards the dossier makes."""


def count_queries(client, url):
    client.get(url)  # once for what is kept in memory
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught), [query["sql"][:160] for query in caught]


@pytest.mark.parametrize("name", ["room_timeline", "room_pitch"])
@pytest.mark.parametrize("who", ["holder", "mentor", "organiser"])
def test_a_tab_costs_as_much_full_as_with_one_row(client, request, place, name, who):
    client.force_login(request.getfixturevalue(who))
    canvas = open_canvas(participation=place, kind="timeline", at=factories.NOW)
    open_canvas(participation=place, kind="pitch", at=factories.NOW)

    def add(rows):
        for _row in range(rows):
            for kind in ItemKind:
                CanvasItem.objects.create(
                    canvas=canvas, kind=kind, label="Un mot", uid=uuid4(),
                    created_at=factories.NOW, saved_at=factories.NOW,
                )  # fmt: skip

    url = reverse(f"coaching:{name}", args=[place.project.slug])
    add(1)
    with_one, _told = count_queries(client, url)
    add(4)
    full, told = count_queries(client, url)

    assert full == with_one
    assert full <= MOST[who], "\n".join(told)

"""The bench measures what it announces: its pages and the paths of its crowds exist, and a missed aim is marked."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from bench import load
from bench.cost import HEADER, CostMiddleware
from bench.fill import fill
from bench.pages import PAGES, MeasuredPage
from bench.visits import list_misses
from programmes.models import Organisation
from projects.models import Application, Review, ReviewAssignment, Score
from tests import factories


@pytest.mark.thorough
@pytest.mark.django_db
def test_every_page_of_the_table_answers_on_a_small_volume() -> None:
    facts = fill(80, sheets=3, responses=3, drafts=2)

    assert Application.objects.filter(call__edition__slug="bench").count() == 80
    assert ReviewAssignment.objects.count() == 79 * 3
    assert Score.objects.count() == Review.objects.count() * 8
    for page in PAGES:
        client = Client(
            headers={"Authorization": f"Bearer {facts['token']}"} if page.who == "program" else {}
        )
        if page.who in facts["cookies"]:
            client.cookies["sessionid"] = facts["cookies"][page.who]
        [path, *_others] = page.list_paths(facts)
        answer = client.post(path, page.body(0, None, facts)) if page.body else client.get(path)
        assert answer.status_code == (302 if page.body and page.aim_ms == 20 else 200), page.name


@pytest.mark.django_db
def test_statements_are_counted_but_not_savepoints() -> None:
    def view(_request: Any) -> HttpResponse:
        list(Organisation.objects.all())
        factories.organisation("Une ligne")
        return HttpResponse()

    answer = CostMiddleware(view)(RequestFactory().get("/"))

    assert answer[HEADER].startswith("2;")


@pytest.mark.parametrize(
    ("columns", "misses"),
    [
        ({}, []),
        ({"median_ms": 56.0}, ["> 55 ms"]),
        ({"sql": 13}, ["> 12 SQL"]),
        ({"times_floor": 20.5}, ["> 20 × floor"]),
        ({"growth": 2.0}, ["grew × 2"]),
    ],
)
def test_a_missed_aim_is_marked(columns: dict[str, Any], misses: list[str]) -> None:
    row = {"median_ms": 20.0, "sql": 9, "times_floor": 10.0, "growth": 1.0, **columns}

    assert list_misses(MeasuredPage("ranking", "/"), row, smallest=10.0) == misses


def test_a_refusal_or_a_loss_takes_the_place_of_a_figure() -> None:
    crowd = load.Crowd("http://127.0.0.1")
    crowd.times["send"] += [10.0, 20.0]
    assert "error" not in crowd.report("dossiers sent", "send", 30)

    crowd.check({"receipts": 3}, 2)
    assert crowd.report("dossiers sent", "send", 30)["error"] == "1 wrong: receipts: 3, not 2"

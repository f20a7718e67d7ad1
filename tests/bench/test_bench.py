"""The bench measures what it says: rows come in whole, figures meet their aims or say so, statements are counted."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from bench import pages, report
from bench.board import fill_board_of
from bench.bulk import insert
from bench.counting import HEADER, StatementCountMiddleware
from bench.directory import fill_directory
from bench.followed import fill_followed
from bench.rooms import fill_rooms
from bench.surveyed import fill_responses
from bench.volume import Volume
from programmes.models import Organisation
from projects.models import Application, Review, ReviewAssignment, Score
from tests import factories


def row(**columns: Any) -> dict[str, Any]:
    known = {
        "page": "review form",
        "n": 100,
        "median_ms": 20.0,
        "p95_ms": 25.0,
        "queries": 9,
        "cpu_ms": 12.0,
        "bytes": 9000,
    }
    return {
        **known,
        "aim_ms": 30,
        "aim_queries": 12,
        "floor_ms": 2.0,
        "peers": {"Hypha 6.7.0": "review form"},
        **columns,
    }


@pytest.mark.django_db
def test_a_small_volume_is_filled_with_all_that_a_large_one_holds() -> None:
    volume = Volume(80, timezone.now())
    facts = volume.fill()
    fill_followed(volume, "thirteen", 13)
    fill_directory(volume, 3)
    fill_responses(volume, 3)
    rooms = fill_rooms(volume, "thirteen")
    board = fill_board_of(volume, "thirteen")
    cookies = {**facts["cookies"], **rooms["cookies"], **board["cookies"]}
    facts = {**facts, **rooms, **board, "cookies": cookies}

    assert Application.objects.filter(call__edition__slug="bench").count() == 80
    assert ReviewAssignment.objects.count() == 79 * 3
    assert Score.objects.count() == Review.objects.count() * 8
    assert facts["to_review"]
    assert {page.name for page in pages.plan(facts)} >= {
        "reviewer's list",
        "organiser's list",
        "ranking",
        "save a review",
    }


@pytest.mark.django_db
def test_rows_written_in_bulk_leave_the_sequence_where_the_next_one_goes() -> None:
    insert(Organisation, ({"id": number, "name": f"Organisme {number}"} for number in range(9001, 9004)))

    assert factories.organisation("Après").pk > 9003


@pytest.mark.django_db
def test_statements_are_counted_but_not_savepoints() -> None:
    def view(_request: Any) -> HttpResponse:
        list(Organisation.objects.all())
        factories.organisation("Une ligne")
        return HttpResponse()

    answer = StatementCountMiddleware(view)(RequestFactory().get("/"))

    assert answer[HEADER].startswith("2;")


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({}, "✓"),
        ({"median_ms": 31.0}, "✗ > 30 ms"),
        ({"queries": 13}, "✗ > 12 SQL"),
        ({"error": "RuntimeError: 500"}, "✗ failed"),
    ],
)
def test_a_missed_aim_is_marked(columns: dict[str, Any], said: str) -> None:
    assert report.verdict(row(**columns)) == said


def test_a_page_that_grows_with_the_volume_is_marked() -> None:
    flat = [row(median_ms=20.0), row(n=10_000, median_ms=24.0)]
    growing = [row(median_ms=20.0), row(n=10_000, median_ms=80.0)]

    assert not report.growth(flat).endswith("✗")
    assert report.growth(growing).endswith("✗")


def test_the_table_shows_the_peers_beside_ours() -> None:
    text = report.markdown([row(), row(n=10_000)], where="SQLite", day="2026-10-05")

    assert "20.0 / 25.0 · 9 SQL" in text
    assert "Hypha 117 / 91 / 87 (19 SQL)" in text

"""Error pages stand on their own: a site whose static files were never collected still says what happened."""

from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.views.debug import technical_404_response
from pytest_django import Settings

from accelerator.web import access
from accelerator.web.middleware import PlainNotFoundMiddleware
from accelerator.web.static_files import StaticFilesStorage
from tests.factories import user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_static_files")]


@pytest.fixture
def without_static_files(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release served before anybody collected its static files."""
    (tmp_path / "static").mkdir()
    settings.STATIC_ROOT = tmp_path / "static"
    bare = StaticFilesStorage(location=tmp_path / "static", base_url="/static/")
    monkeypatch.setattr(staticfiles_storage, "_wrapped", bare)
    for name in ("break_down", "suspect"):
        monkeypatch.setitem(access._table, name, frozenset({access.PUBLIC}))


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nowhere/", 404, "Cette page n’existe pas"),
        ("/manage/new/", 403, "Erreur 403"),
        ("/", 200, "Possibles"),
    ],
)
def test_pages_are_plain_without_a_manifest(as_user, address, status, words) -> None:
    answer = as_user(user("Alix Petit")).get(address)

    assert answer.status_code == status
    assert words in answer.text


@pytest.mark.urls("tests.support.faults")
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [("/break-down/", 500, "Une panne de notre côté"), ("/suspect/", 400, "ne comprend pas")],
)
def test_a_fault_is_reported_without_a_manifest(address, status, words) -> None:
    answer = Client(raise_request_exception=False).get(address)

    assert answer.status_code == status
    assert words in answer.text


def test_a_host_name_that_is_not_ours_is_reported_without_a_manifest() -> None:
    answer = Client(headers={"host": "elsewhere.test"}).get("/")

    assert answer.status_code == 400
    assert "Erreur 400" in answer.text


def test_a_page_of_ours_that_answers_404_is_not_taken_for_the_technical_one(
    settings: Settings, rf: RequestFactory
) -> None:
    settings.DEBUG = True
    ours = HttpResponse("<!DOCTYPE html><p>Ce dossier ne vous est plus ouvert", status=404)
    technical = technical_404_response(rf.get("/nowhere/"), Http404())

    assert PlainNotFoundMiddleware(lambda _: ours)(rf.get("/")) is ours
    response = PlainNotFoundMiddleware(lambda _: technical)(rf.get("/nowhere/"))
    assert "Cette page n’existe pas" in response.content.decode()

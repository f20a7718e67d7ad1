"""The public directory helps when it answers, and is left alone when it does not."""

import json
import socket
import threading
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache
from django.test import RequestFactory
from pytest_django import Settings

from accelerator.companies import directory as companies, invented
from accelerator.companies.directory import FAILURES_ALLOWED, Company, LookupUnavailable, find_company
from tests.support.directory import SIRET, Directory, directory


@pytest.fixture
def service(settings: Settings) -> Iterator[Directory]:
    with directory() as running:
        settings.COMPANY_LOOKUP_URL = running.url
        yield running


def forget() -> None:
    cache.delete(f"company:{SIRET}")


def test_the_directory_finds_the_establishment_and_not_only_the_head_office(service: Directory) -> None:
    assert find_company(SIRET) == Company(SIRET, "SCIERIE DES AULNES", "Lisieux", "Calvados", "10_49")
    assert service.queries == [SIRET]


def test_an_answer_is_cached(service: Directory) -> None:
    find_company(SIRET)
    service.says(matching_etablissements=[])

    assert find_company(SIRET) is not None
    assert service.queries == [SIRET]


def test_nothing_is_requested_when_the_directory_is_off(settings: Settings) -> None:
    settings.COMPANY_LOOKUP_URL = ""

    with pytest.raises(LookupUnavailable):
        find_company(SIRET)


def test_the_demo_has_a_directory_of_its_own(
    rf: RequestFactory, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEBUG, settings.COMPANY_LOOKUP_URL = True, "http://demo"
    monkeypatch.setattr(
        companies, "_fetch", lambda siret: json.loads(invented.search(rf.get("/", {"q": siret})).content)
    )

    assert find_company("00000090100017") == Company(
        "00000090100017", "ATELIERS DU PONT LEVANT", "Honfleur", "Calvados", "10_49"
    )
    assert find_company("73282932000074") is None, "somebody’s number"


def test_an_invalid_number_is_not_sent(service: Directory) -> None:
    for number in ("", "12345678901234", "00000000000000", "000 000 018 00010", "../../admin"):
        assert find_company(number) is None
    assert service.queries == []


def test_an_unknown_number_is_none(service: Directory) -> None:
    service.body = json.dumps({"results": []}).encode()

    assert find_company(SIRET) is None
    assert find_company(SIRET) is None
    assert service.queries == [SIRET]


def test_three_failures_pause_requests(service: Directory) -> None:
    service.status = 500
    for _attempt in range(FAILURES_ALLOWED + 3):
        with pytest.raises(LookupUnavailable):
            find_company(SIRET)

    assert len(service.queries) == FAILURES_ALLOWED
    service.status = 200
    with pytest.raises(LookupUnavailable):
        find_company(SIRET)


def test_a_success_between_failures_starts_the_count_again(service: Directory) -> None:
    for status in (500, 500, 200, 500, 500):
        service.status = status
        forget()
        if status == 200:
            assert find_company(SIRET)
        else:
            with pytest.raises(LookupUnavailable):
                find_company(SIRET)
    service.status = 200
    forget()

    assert find_company(SIRET)


@pytest.mark.parametrize(
    ("retry_after", "pause"),
    [("7", 7), ("0", 1), ("999999999", 60), ("99999", 600), ("Wed, 21 Oct 2026 07:28:00 GMT", 60), ("", 60)],
)
def test_a_retry_after_is_respected(
    service: Directory, monkeypatch: pytest.MonkeyPatch, retry_after: str, pause: int
) -> None:
    pauses: list[float] = []
    noting = mock.Mock(wraps=cache)
    noting.set.side_effect = lambda key, value, timeout: (
        pauses.append(timeout),
        cache.set(key, value, timeout),
    )
    monkeypatch.setattr("accelerator.companies.directory.cache", noting)
    service.status, service.headers = 429, {"Retry-After": retry_after}

    for _attempt in range(2):
        with pytest.raises(LookupUnavailable):
            find_company(SIRET)

    assert len(service.queries) == 1
    assert pauses == [pause]


def test_a_silent_server_times_out(service: Directory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(companies, "TIME_OUT_S", 0.3)
    service.waits = True

    with pytest.raises(LookupUnavailable):
        find_company(SIRET)


def test_a_server_that_answers_byte_by_byte_times_out(
    service: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(companies, "TIME_OUT_S", 0.3)
    service.drips = True

    with pytest.raises(LookupUnavailable):
        find_company(SIRET)


def test_a_name_that_nobody_resolves_takes_no_longer_than_the_others(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    over, asked, look_up = threading.Event(), [], socket.getaddrinfo

    def resolve(host: Any, *where: Any, **how: Any) -> Any:
        if host != "directory.test":  # the cache has a server too
            return look_up(host, *where, **how)
        asked.append(host)
        return over.wait(20)

    monkeypatch.setattr(companies, "TIME_OUT_S", 0.1)
    monkeypatch.setattr(companies, "_slots", threading.BoundedSemaphore(2))
    monkeypatch.setattr(companies, "breaker", mock.Mock(is_open=False))
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    settings.COMPANY_LOOKUP_URL = "http://directory.test"

    for _time in range(5):
        with pytest.raises(LookupUnavailable):
            find_company(SIRET)

    assert not over.is_set(), "nobody waited for the name"
    assert len(asked) == 2, "and no more threads wait for it than there are slots"
    over.set()


def test_a_server_that_is_not_there_is_unavailable(settings: Settings) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.COMPANY_LOOKUP_URL = f"http://127.0.0.1:{free.getsockname()[1]}"

    with pytest.raises(LookupUnavailable):
        find_company(SIRET)


def test_nonsense_never_breaks_anything(service: Directory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(companies, "FAILURES_ALLOWED", 99)
    for body in (
        b"",
        b"<html>",
        b"[]",
        b"null",
        b'{"results": null}',
        b'{"results": [null]}',
        b'{"results": [{"siege": "x"}]}',
        b'{"results": [{"siege": {"siret": "00000001800010"}, "matching_etablissements": [3]}]}',
        b"\xff\xfe",
        b'{"results": "' + b"x" * 600_000 + b'"}',
    ):
        service.body = body
        forget()
        before = len(service.queries)

        try:
            company = find_company(SIRET)
        except LookupUnavailable:
            company = None
        assert company is None or company.name == ""
        assert len(service.queries) == before + 1


def test_a_redirection_is_not_followed(service: Directory) -> None:
    service.status, service.headers = 302, {"Location": "http://127.0.0.1:1/"}

    with pytest.raises(LookupUnavailable):
        find_company(SIRET)
    assert len(service.queries) == 1


def test_words_of_the_directory_are_cleaned(service: Directory) -> None:
    service.says(nom_complet="SCIERIE\u202e\x00 DES\nAULNES" + "x" * 300, tranche_effectif_salarie="32")

    found = find_company(SIRET)

    assert found is not None
    assert found.name.startswith("SCIERIE DES AULNES")
    assert len(found.name) == 200
    assert found.head_count == ""


def test_no_request_is_made_during_a_pause(service: Directory) -> None:
    companies.breaker.pause(60)

    with pytest.raises(LookupUnavailable):
        find_company(SIRET)

    assert service.queries == []

"""The address of a visitor is found in front of the proxies that the site trusts, and what a visitor writes is not."""

from ipaddress import ip_network
from typing import Any

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from accelerator.web.checks import visitors_behind_a_proxy
from accelerator.web.visitor import VisitorAddress, find_visitor

INVENTED, VISITOR, FRONT, NGINX = "192.0.2.1", "203.0.113.7", "172.18.0.1", "172.18.0.5"
CHAIN = f"{INVENTED}, {VISITOR}, {FRONT}"
"""What reaches the site through two proxies when the visitor writes a header of their own."""


def visit(forwarded: str, remote: str = NGINX) -> VisitorAddress:
    return find_visitor(RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR=remote))


@pytest.fixture(autouse=True)
def _https(settings: Settings) -> None:
    settings.SITE_URL = "https://possibles.example.org"


@pytest.mark.parametrize("trusted", [2, [ip_network("172.18.0.0/16")]])
def test_the_visitor_stands_in_front_of_the_trusted_proxies(settings: Settings, trusted: Any) -> None:
    settings.TRUSTED_PROXIES = trusted

    assert str(visit(CHAIN)) == VISITOR
    assert str(visit(f"{VISITOR}, {FRONT}")) == VISITOR


def test_a_proxy_count_that_is_too_small_is_reported(settings: Settings) -> None:
    for trusted, found in ((0, NGINX), (1, FRONT)):
        settings.TRUSTED_PROXIES = trusted

        visitor = visit(f"{VISITOR}, {FRONT}")
        assert (str(visitor), visitor.is_proxy) == (found, True)


@pytest.mark.parametrize("trusted", [0, []])
@pytest.mark.parametrize("remote", [VISITOR, ""])
def test_without_a_trusted_proxy_the_forwarded_header_is_ignored(
    settings: Settings, trusted: Any, remote: str
) -> None:
    settings.TRUSTED_PROXIES = trusted

    assert str(visit(CHAIN, remote)) == remote


@pytest.mark.parametrize("remote", ["", "127.0.0.1"])
def test_a_proxy_may_speak_by_a_socket_of_the_machine(settings: Settings, remote: str) -> None:
    for trusted in (1, [ip_network("127.0.0.0/8")]):
        settings.TRUSTED_PROXIES = trusted

        assert str(visit(VISITOR, remote)) == VISITOR


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("203.0.113.7:51000", VISITOR),
        ("[2001:db8::1]:51000", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:203.0.113.7", VISITOR),
        ("unknown", NGINX),
    ],
)
def test_an_address_is_read_as_proxies_write_it(settings: Settings, written: str, found: str) -> None:
    settings.TRUSTED_PROXIES = 1

    assert str(visit(written)) == found


def test_the_check_before_a_release_warns_where_no_proxy_is_trusted(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 0
    assert [warning.id for warning in visitors_behind_a_proxy(None)] == ["possibles.W002"]

    settings.TRUSTED_PROXIES = 1
    assert list(visitors_behind_a_proxy(None)) == []

"""The guards of the whole suite do guard."""

import socket

import pytest
from django.core.cache import cache
from django.template import Context, Origin, Template

from programmes.models import Organisation
from tests import factories
from tests.support.guards import TEMPLATES, UnknownVariable

OURS = str(TEMPLATES / "programmes" / "home.html")


def render(source: str, where: str) -> str:
    return Template(source, origin=Origin(where)).render(Context())


def test_an_unknown_variable_fails_in_our_templates() -> None:
    with pytest.raises(UnknownVariable):
        render("{{ nobody_gives_this }}", OURS)


def test_a_variable_may_be_absent_when_the_template_says_so() -> None:
    assert render("{{ nothing|default:'rien' }}{% if nothing %}non{% endif %}", OURS) == "rien"


def test_templates_of_libraries_are_left_alone() -> None:
    assert render("{{ nobody_gives_this }}", "site-packages/library.html") == ""


@pytest.mark.django_db
def test_rows_without_an_order_come_in_any_order() -> None:
    for number in range(6):
        factories.organisation(name=f"Organisme {number}")

    in_any_order = {tuple(Organisation.objects.order_by().values_list("name")) for _ in range(40)}
    in_order = {tuple(Organisation.objects.values_list("name")) for _ in range(5)}

    assert len(in_any_order) > 1
    assert len(in_order) == 1


@pytest.mark.parametrize("address", ["192.0.2.1", "198.51.100.7"])
def test_no_test_leaves_this_machine(address: str) -> None:
    with socket.socket() as outside, pytest.raises(ConnectionRefusedError, match="tried to reach"):
        outside.connect((address, 80))


def test_no_test_looks_a_host_up() -> None:
    with pytest.raises(ConnectionRefusedError, match="tried to reach"):
        socket.getaddrinfo("possibles.example", 443)


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_keeps_in_the_cache_no_other_finds(turn: int) -> None:
    assert cache.get("who-was-here") is None

    cache.set("who-was-here", turn)

    assert cache.get("who-was-here") == turn

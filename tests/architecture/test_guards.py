"""The guards of the whole suite do guard, and the leaks of ``make leaks`` fit the code as it is."""

import ast
import socket
from pathlib import Path

import pytest
from django.core.cache import cache
from django.template import Context, Origin, Template

from programmes.models import Organisation
from scripts.leaks import LEAKS, Leak, judge, plant
from tests import factories
from tests.support.database import asks_for_second_database
from tests.support.guards import TEMPLATES, UnknownVariable
from tests.support.repository import ROOT

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
def test_tests_cannot_connect_to_other_machines(address: str) -> None:
    with socket.socket() as outside, pytest.raises(ConnectionRefusedError, match="tried to reach"):
        outside.connect((address, 80))


def test_no_test_looks_a_host_up() -> None:
    with pytest.raises(ConnectionRefusedError, match="tried to reach"):
        socket.getaddrinfo("possibles.example", 443)


@pytest.mark.parametrize("turn", [1, 2])
def test_the_cache_is_cleared_between_tests(turn: int) -> None:
    assert cache.get("who-was-here") is None

    cache.set("who-was-here", turn)

    assert cache.get("who-was-here") == turn


NAMES = [leak.subject for leak in LEAKS]


def test_there_are_fourteen_leaks_in_fourteen_subjects() -> None:
    assert len(set(NAMES)) == len(LEAKS) == 14


@pytest.mark.parametrize("leak", LEAKS, ids=NAMES)
def test_a_leak_is_planted_in_a_copy_and_is_code_that_runs(leak: Leak, tmp_path: Path) -> None:
    text = (ROOT / leak.file).read_text(encoding="utf-8")
    copy = tmp_path / leak.file
    copy.parent.mkdir(parents=True)
    copy.write_text(text, encoding="utf-8")

    assert plant(leak, tmp_path) == text

    assert (ROOT / leak.file).read_text(encoding="utf-8") == text
    assert copy.read_text(encoding="utf-8") == text.replace(leak.before, leak.after) != text
    if copy.suffix == ".py":
        ast.parse(copy.read_text(encoding="utf-8"))


def test_a_leak_that_the_code_has_no_place_for_any_more_ends_the_run(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("rows = every_row\n", encoding="utf-8")
    leak = Leak("posts", "drafts", "module.py", "rows = published", "rows = every_row", ())

    with pytest.raises(SystemExit, match="stands 0 times"):
        plant(leak, tmp_path)


@pytest.mark.parametrize(
    ("output", "verdict"),
    [
        ("1 passed\nexit 0", "missed"),
        ("E  projects:deliberation {}: shows 40.2 (score)\n1 failed\nexit 1", "found"),
        ("E  projects:team {}: 200, expected one of [403]\n1 failed\nexit 1", "found"),
        ("E  POST projects:team {}: writes zqnameqz (reviewer_name) to holder_a\n1 failed\nexit 1", "found"),
        ("E  NameError: name 'RoleName' is not defined\n1 error\nexit 1", "broken"),
        ("E  projects:team {}: 500\n1 failed\nexit 1", "broken"),
        ("INTERNALERROR> shows 40.2 (score)\nexit 3", "broken"),
    ],
)
def test_a_leak_is_found_by_what_a_test_reads_and_not_by_an_error(output: str, verdict: str) -> None:
    assert judge(output)[0] == verdict


def test_what_the_first_half_leaves_out_runs_in_the_second(request: pytest.FixtureRequest) -> None:
    assert not asks_for_second_database(request.node)  # of this folder, one database says what another would

    request.node.add_marker(pytest.mark.thorough)

    assert asks_for_second_database(request.node)

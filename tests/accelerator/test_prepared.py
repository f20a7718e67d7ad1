"""Prepared queries: few, compiled once, the same rows as an ordinary queryset."""

from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import django
import pytest
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accelerator import prepared
from accelerator.accounts.models import User
from accelerator.prepared import PreparedQuery
from coaching.home import coach
from coaching.home.holder import dossiers as holder_dossiers
from coaching.live import cursor
from coaching.models import Pairing
from coaching.room import access as room
from coaching.support.queries import ahead
from programmes import access, queries
from programmes.enums import RoleName
from programmes.models import Role
from projects.application import access as dossiers
from projects.application.enums import ApplicationState
from projects.conflicts import queries as conflicts
from projects.review.queries import queue, reviews
from tests import factories
from tests.support.letters import ClosedTable
from tests.support.live import run_session

pytestmark = pytest.mark.django_db

MOST = 12


@pytest.fixture
def world() -> factories.World:
    """Everybody has a dossier, a room or a count."""
    world = factories.edition_with(reviewers=1, mentors=1, applications=2, participations=1)
    factories.application(world.edition, state=ApplicationState.DRAFT, holder=world.holder)
    Pairing.objects.create(
        participation=world.participations[0],
        mentor=world.mentors[0],
        proposed_by=world.organiser,
        proposed_at=timezone.now(),
    )
    return world


def list_cases(world: factories.World) -> list[tuple[PreparedQuery[Any], dict[str, Any]]]:
    """Each prepared query, with the values of somebody for whom it finds rows."""
    at, dossier, project = timezone.now(), world.applications[0], world.participations[0].project
    mentor, reviewer = world.mentors[0].pk, world.reviewer.pk
    return [
        (access._editions, {"slug": world.edition.slug, "related": ("session",), "flagged": True}),
        (queries._user_roles, {"user": world.organiser.pk}),
        (
            dossiers._own_applications,
            {"user": world.holder.pk, "ref": dossier.reference, "frame": dossiers.FRAME},
        ),
        (room._coming, {"user": mentor, "slug": project.slug, "coaches": True, "organises": True}),
        (holder_dossiers._waiting, {"user": world.holder.pk, "at": at}),
        (coach._waiting, {"user": mentor, "at": at}),
        (queue._duties, {"user": reviewer}),
        (reviews._duties, {"user": reviewer, "ref": dossier.reference, "related": ("sheet",)}),
        (
            conflicts._hidden,
            {"user": reviewer, "call": world.edition.call.pk, "at": at, "round_is_open": True},
        ),
        (cursor._sources, follow_session(at)),
        (
            ahead._editions_of_actions,
            {"user": ClosedTable().anna.pk, "at": at, "today": timezone.localdate(at)},
        ),
    ]


def follow_session(at: datetime) -> dict[str, Any]:
    """The values of a phone that follows a session of its own."""
    live = run_session()
    today = timezone.localdate(at)
    return {"attendee": live.session.attendees.all()[0].pk, "code": live.code.code, "at": at, "today": today}


def describe(row: Any) -> Any:
    """The columns and annotations of a row."""
    if not isinstance(row, models.Model):
        return row
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


def list_roles(user: Any, *, ended: bool = False) -> "models.QuerySet[Role]":
    rows = Role.objects.filter(user=user, ended_at__isnull=not ended)
    return rows.select_related("user").order_by("pk")


@pytest.fixture
def roles() -> PreparedQuery[Role]:
    return PreparedQuery(list_roles, user=models.BigIntegerField())


def make_organiser() -> User:
    return factories.role(factories.edition(), RoleName.ORGANISER)


def test_this_version_of_django_is_one_that_was_tested() -> None:
    """After an upgrade: when all the other tests here pass with ``TESTED_WITH`` completed, it is."""
    assert {(5, 2)} == prepared.TESTED_WITH
    assert django.VERSION[:2] in prepared.TESTED_WITH


def test_few_queries_are_prepared_and_all_are_tested_here(world: factories.World) -> None:
    sources = [
        path
        for package in ("accelerator", "programmes", "projects", "coaching")
        for path in (Path(settings.ROOT) / package).rglob("*.py")
        if path.name != "prepared.py"
    ]
    number = sum(path.read_text(encoding="utf-8").count(" = PreparedQuery(") for path in sources)
    assert number == len(list_cases(world)) <= MOST


def test_another_version_of_django_finds_the_same_rows(
    world: factories.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for query, values in list_cases(world):
        compiled = query.fetch(**values)
        with monkeypatch.context() as patch:
            patch.setattr(django, "VERSION", (99, 0))
            patch.setattr(query, "compile", None)
            plain = query.fetch(**values)
        assert compiled
        assert sorted(map(repr, map(describe, compiled))) == sorted(map(repr, map(describe, plain)))


def test_no_statement_depends_on_the_clock_nor_on_the_language(
    world: factories.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_a_year = timezone.now() + timedelta(days=366)
    for query, values in list_cases(world):
        flags = {name: value for name, value in values.items() if name not in query.fields}
        now = query.compile(**flags)
        with monkeypatch.context() as patch, translation.override("en"):
            patch.setattr(timezone, "now", lambda: in_a_year)
            later = query.compile(**flags)
        assert (now.sql, repr(now.params)) == (later.sql, repr(later.params))


def test_each_person_gets_their_own_rows_in_one_query(roles: PreparedQuery[Role]) -> None:
    person, other = make_organiser(), make_organiser()
    for who in (person, other, person):
        with CaptureQueriesContext(connection) as executed:
            assert [role.user for role in roles.fetch(user=who.pk)] == [who]
        assert len(executed) == 1


def test_a_prepared_query_is_built_once_and_reads_the_database_each_time() -> None:
    built = []

    def build(user: Any) -> "models.QuerySet[Role]":
        built.append(user)
        return list_roles(user)

    roles = PreparedQuery(build, user=models.BigIntegerField())
    person = make_organiser()
    roles.fetch(user=person.pk)[0].name = "changed by a page"
    assert [role.name for role in roles.fetch(user=person.pk)] == [RoleName.ORGANISER]
    Role.objects.update(ended_at=timezone.now())
    assert roles.fetch(user=person.pk) == []
    assert len(built) == 1


def test_there_is_one_statement_for_each_flag(roles: PreparedQuery[Role]) -> None:
    person = make_organiser()
    assert len(roles.fetch(user=person.pk)) == 1
    assert roles.fetch(user=person.pk, ended=True) == []


def test_a_statement_that_no_row_can_match_is_not_executed() -> None:
    nobody = PreparedQuery(lambda user: list_roles(user).none(), user=models.BigIntegerField())
    with CaptureQueriesContext(connection) as executed:
        assert nobody.fetch(user=1) == []
    assert len(executed) == 0


def test_each_thread_uses_its_own_connection(roles: PreparedQuery[Role]) -> None:
    statement = roles.compile()
    found: list[bool] = []

    def look() -> None:
        compiler = prepared._bind(statement, {"user": 1}).query.get_compiler(using=DEFAULT_DB_ALIAS)
        found.append(compiler.connection is connections[DEFAULT_DB_ALIAS])

    thread = Thread(target=look)
    thread.start()
    thread.join()
    assert found == [True]

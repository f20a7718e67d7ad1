"""Prepared queries: compiled once, right for each who asks."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext

from accelerator.accounts.models import User
from accelerator.prepared import Prepared, _bind
from programmes.enums import RoleName
from programmes.models import Role
from tests import factories
from tests.support.guards import ChangingQuery

pytestmark = pytest.mark.django_db


def list_roles(user: Any, *, ended: bool = False) -> "models.QuerySet[Role]":
    rows = Role.objects.filter(user=user, ended_at__isnull=not ended)
    return rows.select_related("user").order_by("pk")


def make_roles() -> Prepared[Role]:
    return Prepared(list_roles, user=models.BigIntegerField())


def make_organiser() -> User:
    return factories.role(factories.edition(), RoleName.ORGANISER)


def test_each_who_asks_gets_their_own_rows_in_one_query() -> None:
    roles = make_roles()
    one, other = make_organiser(), make_organiser()
    for person in (one, other, one):
        with CaptureQueriesContext(connection) as asked:
            found = roles.ask(user=person.pk)
            assert [role.user for role in found] == [person]
        assert len(asked) == 1


def test_it_is_built_once_and_its_rows_are_new_each_time() -> None:
    made = []

    def make(user: Any) -> "models.QuerySet[Role]":
        made.append(user)
        return list_roles(user)

    roles = Prepared(make, user=models.BigIntegerField())
    person = make_organiser()
    first = roles.ask(user=person.pk)[0]
    built = len(made)
    second = roles.ask(user=person.pk)[0]
    first.name = "changed by a page"
    assert len(made) == built
    assert second == first
    assert second.name != first.name


def test_what_is_written_between_two_calls_is_read() -> None:
    roles = make_roles()
    person = make_organiser()
    assert len(roles.ask(user=person.pk)) == 1
    Role.objects.update(ended_at=timezone.now())
    assert roles.ask(user=person.pk) == []
    assert len(roles.ask(user=person.pk, ended=True)) == 1, "there is one query for each flag"


def test_instants_are_compared_and_reckoned_with_by_the_database() -> None:
    at = timezone.now()
    ended = Prepared(
        lambda at: Role.objects.filter(ended_at__lte=at - timedelta(hours=1)).order_by("pk"),
        at=models.DateTimeField(),
    )
    make_organiser()
    Role.objects.update(ended_at=at)
    assert ended.ask(at=at) == []
    assert len(ended.ask(at=at + timedelta(hours=2))) == 1


def test_a_union_of_values_and_rows_fetched_ahead() -> None:
    person = make_organiser()

    def list_twice(user: Any) -> "models.QuerySet[User, Any]":
        once = User.objects.filter(pk=user).order_by().values_list("pk")
        return once.union(once, all=True)

    twice = Prepared(list_twice, user=models.BigIntegerField())
    ahead = Prepared(
        lambda user: User.objects.filter(pk=user).prefetch_related("roles").order_by("pk"),
        user=models.BigIntegerField(),
    )
    assert twice.ask(user=person.pk) == [(person.pk,), (person.pk,)]
    found = ahead.ask(user=person.pk)[0]
    with CaptureQueriesContext(connection) as asked:
        assert len(found.roles.all()) == 1
    assert len(asked) == 0


def test_what_no_row_can_answer_asks_nothing() -> None:
    none = Prepared(lambda user: list_roles(user).filter(pk__in=[]), user=models.BigIntegerField())
    with CaptureQueriesContext(connection) as asked:
        assert none.ask(user=1) == []
    assert len(asked) == 0


def test_one_row_is_found_or_none() -> None:
    roles = make_roles()
    person = make_organiser()
    assert roles.find(user=person.pk) == Role.objects.get(user=person)
    assert roles.find(user=0) is None


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_within_a_transaction_alone() -> None:
    """Django asks it of a query that it compiles; one compiled before is asked too."""
    if not connection.features.has_select_for_update:
        pytest.skip("this database locks no row")
    locked = Prepared(
        lambda user: list_roles(user).select_for_update(of=("self",)), user=models.BigIntegerField()
    )
    person = make_organiser()
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        assert len(locked.ask(user=person.pk)) == 1
    assert "FOR UPDATE" in asked[0]["sql"]
    with pytest.raises(transaction.TransactionManagementError):
        locked.ask(user=person.pk)


def test_django_gives_a_queryset_nothing_that_is_not_carried_over() -> None:
    """Fails when Django changes: what is new here is read by ``_bind``, or proved to need no reading."""
    carried = {"_iterable_class", "_fields", "_known_related_objects", "_prefetch_related_lookups"}
    given_anew = {"model", "_db", "_query"}
    of_writing_or_of_one_reading = {
        "_hints", "_result_cache", "_sticky_filter", "_for_write", "_prefetch_done", "_deferred_filter",
        "_defer_next_filter",
    }  # fmt: skip
    assert set(vars(models.QuerySet(Role))) == carried | given_anew | of_writing_or_of_one_reading


def test_rows_know_what_the_queryset_said_they_belong_to() -> None:
    edition = factories.edition()
    person = factories.role(edition, RoleName.ORGANISER)
    of_edition = Prepared(
        lambda user: edition.roles.filter(user=user).order_by("pk"), user=models.BigIntegerField()
    )
    with CaptureQueriesContext(connection) as asked:
        (role,) = of_edition.ask(user=person.pk)
        assert role.edition is edition
    assert len(asked) == 1


def test_each_thread_asks_by_its_own_connection() -> None:
    roles = make_roles()
    roles.ask(user=1)
    found: list[bool] = []

    def look() -> None:
        compiler = _bind(roles._find({}), {"user": 1}).query.get_compiler(using=DEFAULT_DB_ALIAS)
        found.append(compiler.connection is connections[DEFAULT_DB_ALIAS])

    thread = Thread(target=look)
    thread.start()
    thread.join()
    assert found == [True]


@pytest.mark.parametrize(
    "change",
    [lambda: {"ended_at__lte": timezone.now()}, lambda: {"name": gettext("Oui")}],
    ids=["the instant", "the language"],
)
def test_a_query_that_would_grow_stale_fails_whatever_test_asks_it(change: Callable[[], Any]) -> None:
    stale = Prepared(lambda user: list_roles(user).filter(**change()), user=models.BigIntegerField())
    with pytest.raises(ChangingQuery):
        stale.ask(user=1)


def test_threads_that_run_while_a_query_is_built_read_the_right_clock() -> None:
    """What builds the query waits until the other thread has looked, both times."""
    before, seen, built = timezone.now(), list[Any](), list[Any]()

    def look() -> None:
        seen.append(timezone.now())

    def make(user: Any) -> "models.QuerySet[Role]":
        built.append(timezone.now())
        thread = Thread(target=look)
        thread.start()
        thread.join()
        return list_roles(user)

    Prepared(make, user=models.BigIntegerField()).ask(user=1)

    a_day_later = before + timedelta(days=1)
    assert [at > a_day_later for at in built] == [False, True]
    assert [at > a_day_later for at in seen] == [False, False]
    assert timezone.now() < a_day_later


def test_a_value_that_lacks_is_refused() -> None:
    with pytest.raises(TypeError, match="user"):
        make_roles().ask(ended=True)


def test_a_value_is_never_part_of_the_statement() -> None:
    by_name = Prepared(lambda name: Role.objects.filter(name=name).order_by("pk"), name=models.CharField())
    make_organiser()
    assert by_name.ask(name="' or '1'='1") == []
    assert by_name.ask(name="%s") == []
    assert connection.is_usable()

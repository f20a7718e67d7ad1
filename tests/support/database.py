"""The database that tests run on: migrated once, kept as a template until a migration changes, copied for each run.

Every process of a run would migrate its own otherwise. Imported by the conftest.py at the top, where pytest finds the
fixtures.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connections
from django.db.models.signals import post_migrate

TEMPLATES = Path(settings.ROOT) / "var" / "test-templates"
NOT_DURABLE = "-c synchronous_commit=off"
"""For PostgreSQL: a database that goes with its tests need not wait for the disk."""
ANY_DATABASE = tuple(
    f"tests/{folder}/" for folder in ("architecture", "bench", "coaching/demo", "visibility")
)
"""Of these, one database says what another would, or they are too long to be run twice."""
MADE_BY_MIGRATING = {"auth_permission", "django_content_type"}
LOCK = 7_041_126
"""Of the PostgreSQL server: one process makes the template, the others wait for it."""

__all__ = ["django_db_keepdb", "django_db_modify_db_settings", "django_db_setup"]


def fingerprint() -> str:
    """What the tables come from: the text of every migration, and Django's own version."""
    found = hashlib.sha256(django.get_version().encode())
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            found.update(f"{app.label} {path.name}".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def asks_for_second_database(item: pytest.Item) -> bool:
    """Whether a test did not run on the first one, or may find something else here."""
    if item.get_closest_marker("thorough") is not None:
        return True
    if item.nodeid.startswith(ANY_DATABASE):
        return False
    asked = {"db", "transactional_db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: Any,
) -> None:
    """SQLite is tested in a file, as it is used: in memory, threads share one connection and never really contend."""
    # read by each connection, those of programs that a test starts too
    os.environ.setdefault("PGOPTIONS", NOT_DURABLE)
    default = connections["default"]
    with django_db_blocker.unblock():
        if default.vendor == "sqlite":
            copy = tmp_path_factory.mktemp("database") / "test.sqlite3"
            default.settings_dict["TEST"]["NAME"] = str(copy)
            shutil.copyfile(sqlite_template(default), copy)
        else:
            default.settings_dict["TEST"]["TEMPLATE"] = postgresql_template(default)
        default.ops.sql_flush = partial(list_deletions, default)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """Django makes its rows of permissions and kinds of content again after each test that commits: here they stay."""
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")


def list_deletions(connection: Any, _style: Any, tables: list[str], **_options: Any) -> list[str]:
    """What empties the database after a test that commits: only tables with rows, where Django truncates all two
    hundred, which takes PostgreSQL longer than most tests. What migrating makes stays.
    """
    quote = connection.ops.quote_name
    tables = [table for table in tables if table not in MADE_BY_MIGRATING]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quote(table)})" for table in tables
            )
        )
        return [f"DELETE FROM {quote(table)}" for (table,) in cursor.fetchall()]


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """What was copied is kept, and Django finds that nothing is left to migrate."""
    return connections["default"].vendor == "sqlite" or bool(request.config.getvalue("reuse_db"))


def sqlite_template(connection: Any) -> Path:
    """File of the template, made if it is not there."""
    template = TEMPLATES / f"{fingerprint()}.sqlite3"
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    with (TEMPLATES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            for old in TEMPLATES.glob("*.sqlite3"):
                old.unlink()
            draft = TEMPLATES / "draft"
            migrate(connection, str(draft))
            draft.replace(template)
    return template


def postgresql_template(connection: Any) -> str:
    """Name of the template on this server, made if it is not there or if a migration changed since."""
    name, wanted = f"test_{connection.settings_dict['NAME']}_template", fingerprint()
    with locked(connection) as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
        )
        if cursor.fetchone() != (wanted,):
            migrate(connection, name)
            cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS '{wanted}'")
    return name


def migrate(connection: Any, name: str) -> None:
    """A new database of this name with all tables, in the place of an older one."""
    original = dict(connection.settings_dict)
    connection.settings_dict["TEST"] = {**original["TEST"], "NAME": name}
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    connection.settings_dict |= original
    settings.DATABASES[connection.alias]["NAME"] = original["NAME"]


@contextmanager
def locked(connection: Any) -> Iterator[Any]:
    """A cursor on the server's own database that holds the lock of the template."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield cursor
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

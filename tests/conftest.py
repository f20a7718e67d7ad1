"""What every test shares: the database it runs on, its own folders for files and mails, and signing in."""

import gc
import os
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import translation

from accelerator import caching
from accelerator.jobs import broker
from accelerator.pause import Pause
from tests.support.clock import SuiteClock
from tests.support.database import (
    asks_for_second_database,
    django_db_keepdb,
    django_db_modify_db_settings,
    django_db_setup,
)
from tests.support.guards import loopback_only, shuffled_querysets, strict_templates
from tests.support.shared import build_once, put_in_order, take_world_away
from tests.support.visitors import quick_sign_in

# A busy machine is no reason to fail: nothing is asserted on time. Each run draws other examples.
hypothesis.settings.register_profile(
    "suite", deadline=None, max_examples=40, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")

STACK_SLOTS = 100_000
"""Of eight bytes each."""

__all__ = ["build_once", "django_db_keepdb", "django_db_modify_db_settings", "django_db_setup"]


def pytest_configure(config: pytest.Config) -> None:
    """Each test has its own keys in the cache.

    Code is compiled once and stored under ``var/``, even where Python is set to store nothing beside it; what tests
    start does the same.
    """
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(Path(settings.ROOT) / "var" / "bytecode")
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for cache in settings.CACHES.values():
        cache["KEY_FUNCTION"] = KeysOfTheTest.make
    config.pluginmanager.register(SuiteClock())


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--second-database",
        action="store_true",
        help="leave out the tests that say the same beside any database",
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    yield
    if config.getoption("--second-database"):
        left_out = [item for item in items if not asks_for_second_database(item)]
        items[:] = [item for item in items if asks_for_second_database(item)]
        config.hook.pytest_deselected(items=left_out)
    put_in_order(items)  # once they are shuffled


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give each test a piece of Python's stack that holds all it calls.

    Pieces have 16 KB. Where pytest's own calls nearly fill one, CPython asks the system for the next at each call that
    crosses its end, and gives it back: two thousand times a test, a tenth of the processor time of the suite.
    """
    if isinstance(item, pytest.Function):
        item.function.__code__ = item.function.__code__.replace(co_stacksize=STACK_SLOTS)


def pytest_collection_finish() -> None:
    """What was imported stays until the end: looking through it for garbage would take an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    take_world_away(item)


@pytest.fixture(scope="session", autouse=True)
def _guards() -> Iterator[None]:
    """Unknown template variables fail, unordered rows are shuffled, nothing leaves this machine."""
    with strict_templates(), shuffled_querysets(), loopback_only(), quick_sign_in():
        yield


@pytest.fixture(scope="session")
def _files_of_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("files")


@pytest.fixture(autouse=True)
def _files_of_the_test(_files_of_all: Path) -> Iterator[None]:
    """Uploads, mails and witness files of a test go into a folder of its own, made when the first one comes."""
    own = _files_of_all / uuid.uuid4().hex
    with override_settings(
        MEDIA_ROOT=own / "media", EMAIL_FILE_PATH=str(own / "mails"), AUDIT_WITNESS_FOLDER=own / "audit"
    ):
        yield


class KeysOfTheTest:
    """What a test counts or remembers in the cache is its own: Redis is shared by all who run, keys come back."""

    test = ""

    @classmethod
    def make(cls, key: str, prefix: str, version: int) -> str:
        return f"{cls.test}:{prefix}:{version}:{key}"


@pytest.fixture(autouse=True)
def _cache_of_the_test() -> None:
    KeysOfTheTest.test = uuid.uuid4().hex


@pytest.fixture(autouse=True)
def _services_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker or a cache that failed in one test is asked again in the next."""
    monkeypatch.setattr(broker, "pause", Pause("the broker"))
    monkeypatch.setattr(caching, "pause", Pause("the cache"))


@pytest.fixture(autouse=True)
def _language_of_the_test() -> Iterator[None]:
    """A page asked for in English leaves its language to the thread: the next test does not inherit it."""
    yield
    translation.deactivate()


@pytest.fixture
def as_user() -> Callable[..., Client]:
    """``as_user(someone)``: a browser of their own, already signed in."""

    def sign_in(user: Any, **options: Any) -> Client:
        client = Client(**options)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in

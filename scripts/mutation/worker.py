"""Run tests on mutants: a pytest plugin, started by ``scripts/mutate.py`` with its orders in the environment.

The file MUTATE_ORDERS says what this process is for: a ``server`` loads the tests and the code once and
forks a child for each order; a process for ``one`` mutant imports the changed module from the start. The database is
made once, and each child has a copy of it. Nothing is written but under var/mutate/.
"""

import contextlib
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import coverage
import django.test.utils
import pytest
from pytest_django.plugin import blocking_manager_key

from scripts.mutation import codes

ROOT = Path(__file__).resolve().parents[2]
ORDERS: dict[str, Any] = json.loads(Path(os.environ["MUTATE_ORDERS"]).read_text(encoding="utf-8"))
FOLDER = Path(ORDERS["folder"])
TEMPLATE = Path(ORDERS["template"])
SURVIVED, KILLED, NOT_HERE = 0, 1, 9
real_setup = django.test.utils.setup_databases


class ChangedModule(importlib.abc.MetaPathFinder):
    """Finds one module with a text that is not the one on disk."""

    def __init__(self, path: Path, source: str) -> None:
        self.path, self.source = path, source

    def find_spec(
        self, fullname: str, path: Any, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        if module_name(self.path) != fullname:
            return None
        loader = ChangedLoader(fullname, str(self.path))
        loader.source = self.source
        return importlib.util.spec_from_file_location(fullname, self.path, loader=loader)


class ChangedLoader(importlib.machinery.SourceFileLoader):
    source = ""

    def get_code(self, fullname: str) -> Any:
        return compile(self.source, self.path, "exec")


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def copy_database(*args: Any, **kwargs: Any) -> list[Any]:
    """Stands for ``setup_databases``: the file made before, copied."""
    from django.db import connections

    default = connections["default"]
    default.close()
    name = FOLDER / f"{ORDERS['for']}.sqlite3"
    for suffix in ("-journal", "-wal", "-shm"):
        name.with_name(name.name + suffix).unlink(missing_ok=True)
    shutil.copyfile(TEMPLATE, name)
    default.settings_dict["NAME"] = str(name)
    return []


def make_template(session: pytest.Session) -> None:
    from django.db import connections

    if TEMPLATE.exists():
        return
    default, draft = connections["default"], TEMPLATE.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    default.settings_dict["TEST"]["NAME"] = str(draft)
    with session.config.stash[blocking_manager_key].unblock():
        real_setup(verbosity=0, interactive=False)
        connections.close_all()
    draft.rename(TEMPLATE)


if ORDERS["for"] == "one":
    sys.meta_path.insert(0, ChangedModule(ROOT / ORDERS["path"], ORDERS["source"]))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A process for one mutant runs the tests it was told, in that order."""
    if ORDERS["for"] == "one":
        by_id = {item.nodeid: item for item in items}
        items[:] = [by_id[node] for node in ORDERS["tests"] if node in by_id]


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    django.test.utils.setup_databases = copy_database
    if ORDERS["for"] == "one":
        return None
    make_template(session)
    Server(session).serve()
    return True


class Server:
    """Holds everything loaded; each order is carried out by a child, which is forgotten with all it did."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session
        self.items = {item.nodeid: item for item in session.items}
        load(ORDERS["sources"])
        gc.collect()
        self.functions = codes.index_functions(str(ROOT / path) for path in ORDERS["sources"])
        gc.freeze()

    def serve(self) -> None:
        with os.fdopen(ORDERS["read"]) as orders, os.fdopen(ORDERS["write"], "w") as answers:
            print(json.dumps(list(self.items)), file=answers, flush=True)
            for line in orders:
                answer = self.carry_out(json.loads(line))
                print(json.dumps(answer), file=answers, flush=True)

    def carry_out(self, order: dict[str, Any]) -> str:
        child = os.fork()
        if child == 0:
            os.setsid()
            code = KILLED
            try:
                code = self.measure(order) if order["do"] == "measure" else self.attempt(order)
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush()
                os._exit(code)
        try:
            return wait_for(child, order["limit"])
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            raise

    def attempt(self, order: dict[str, Any]) -> int:
        path = ROOT / order["path"]
        pairs = codes.differing_functions(path_text(path), order["source"], str(path))
        if pairs is None or not codes.put_in_place(pairs, self.functions):
            return NOT_HERE
        watcher = FirstFailure()
        self.session.config.pluginmanager.register(watcher)
        self.run(order["tests"])
        return SURVIVED

    def measure(self, order: dict[str, Any]) -> int:
        """Write which tests run which lines, how long each takes and which fail, to the file that is asked."""
        traced = coverage.Coverage(
            data_file=None, config_file=False, include=[str(ROOT / path) for path in ORDERS["sources"]]
        )
        notes = Notes(traced)
        self.session.config.pluginmanager.register(notes)
        traced.start()
        self.run(order["tests"])
        traced.stop()
        data = traced.get_data()
        lines = {
            path: data.contexts_by_lineno(str(ROOT / path))
            for path in ORDERS["sources"]
            if data.measured_files()
        }
        result = {"lines": lines, "seconds": notes.seconds, "failed": sorted(notes.failed)}
        Path(order["to"]).write_text(json.dumps(result))
        return 0

    def run(self, nodes: Sequence[str]) -> None:
        items = [self.items[node] for node in nodes]
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)


def path_text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def wait_for(child: int, limit: float) -> str:
    """``survived``, ``killed``, ``timed out`` or ``not here``; seconds."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            names = {SURVIVED: "survived", NOT_HERE: "not here"}
            return names.get(os.waitstatus_to_exitcode(status), "killed")
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "timed out"


def load(sources: Sequence[str]) -> None:
    """Import what is to be changed, and what every page needs."""
    from django.urls import get_resolver

    for path in sources:
        importlib.import_module(module_name(ROOT / path))
    resolver = get_resolver()
    resolver._populate()
    assert resolver.url_patterns


class FirstFailure:
    """Ends the process at the first test that fails."""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            sys.stdout.flush()
            os._exit(KILLED)


class Notes:
    """Tells the measure which test runs; what sets up a module counts for all tests of the module."""

    def __init__(self, traced: coverage.Coverage) -> None:
        self.traced = traced
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        self.node = self.context = ""

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.node = item.nodeid
        self.switch(self.node)
        yield

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Iterator[None]:
        before = self.context
        if fixturedef.scope in {"session", "package"}:
            self.switch("::")
        elif fixturedef.scope != "function" and before != "::":
            self.switch(self.node.split("::", maxsplit=1)[0] + "::")
        yield
        self.switch(before)

    def switch(self, context: str) -> None:
        self.context = context
        self.traced.switch_context(context)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.failed.add(report.nodeid)

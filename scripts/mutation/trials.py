"""Try mutants one after the other, in processes that hold the tests."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

from scripts.mutation.mutants import Mutant

PYTEST = [
    *(sys.executable, "-m", "pytest", "-p", "scripts.mutation.worker", "-q", "-x", "--hypothesis-seed=0"),
    *("-p", "no:randomly", "-p", "no:xdist", "-p", "no:cacheprovider"),
]
UNWANTED = {"DATABASE_URL", "REDIS_URL", "DEBUG", "SITE_URL", "PORT"}
PATIENCE = 5
"""A mutant may take so many times what its tests took, and GRACE seconds, before it is stopped."""
GRACE = 20.0
START = 120.0
"""Seconds that a process which imports everything may take on top."""
MEASURE = 3600.0


class Trials:
    """Tests of a package, loaded once, and what is known of them."""

    def __init__(
        self, folder: Path, root: Path, template: Path, sources: list[str], tests: list[str]
    ) -> None:
        self.folder, self.root, self.template = folder, root, template
        self.sources, self.tests = sources, tests
        self.lines: dict[str, dict[int, set[str]]] = {}
        """By file and line, the tests that run it within a function."""
        self.seconds: dict[str, float] = {}
        self.reason = ""

    def __enter__(self) -> Self:
        theirs, self.orders = os.pipe()
        self.answers, other = os.pipe()
        self.server = self.start("server", (theirs, other), read=theirs, write=other)
        os.close(theirs)
        os.close(other)
        self.reader, self.writer = os.fdopen(self.answers), os.fdopen(self.orders, "w")
        first = self.reader.readline()
        if not first:
            sys.exit(f"The tests cannot be loaded: see {self.folder / 'server.log'}")
        self.nodes: list[str] = json.loads(first)
        return self

    def __exit__(self, *_: object) -> None:
        self.writer.close()
        self.reader.close()
        try:
            self.server.wait(10)
        except subprocess.TimeoutExpired:
            self.server.kill()
        for leftover in ("server", "one"):
            shutil.rmtree(self.folder / leftover, ignore_errors=True)
            (self.folder / f"{leftover}.sqlite3").unlink(missing_ok=True)

    def start(self, purpose: str, pipes: tuple[int, ...] = (), **orders: Any) -> "subprocess.Popen[bytes]":
        orders |= {"for": purpose, "folder": str(self.folder), "template": str(self.template)}
        file = self.folder / f"{purpose}.json"
        file.write_text(json.dumps({**orders, "sources": self.sources}), encoding="utf-8")
        environment = {name: value for name, value in os.environ.items() if name not in UNWANTED}
        environment |= {
            "MUTATE_ORDERS": str(file),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(self.folder / purpose / "hypothesis"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        modules = sorted({node.split("::")[0] for node in orders.get("tests", [])}) or self.tests
        with (self.folder / f"{purpose}.log").open("wb") as log:
            return subprocess.Popen(
                [*PYTEST, f"--basetemp={self.folder / purpose}", *modules],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                cwd=self.root, env=environment, pass_fds=pipes, start_new_session=True,
            )  # fmt: skip

    def ask(self, **order: Any) -> str:
        self.writer.write(json.dumps(order) + "\n")
        self.writer.flush()
        answer = self.reader.readline()
        if not answer:
            sys.exit(f"The tests ended: see {self.folder / 'server.log'}")
        return str(json.loads(answer))

    def measure(self, key: str) -> None:
        """Learn which tests run which lines and how long each takes; known from last time when nothing changed.

        ``key`` stands for the content of all files. A test that fails without any mutant is left out, and said.
        """
        names = "~".join(self.tests).replace("/", "+")
        file = self.folder / "measures" / f"{names}.json"
        file.parent.mkdir(exist_ok=True)
        known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        if known.get("key") != key or known.get("sources") != self.sources:
            started = time.monotonic()
            sys.stdout.write(f"Running {len(self.nodes)} tests once, to see which lines they run … ")
            sys.stdout.flush()
            draft = self.folder / "measure.json"
            draft.unlink(missing_ok=True)
            self.ask(do="measure", tests=self.nodes, to=str(draft), limit=MEASURE)
            if not draft.exists():
                sys.exit(f"they could not be run: see {self.folder / 'server.log'}")
            known = {**json.loads(draft.read_text(encoding="utf-8")), "key": key, "sources": self.sources}
            file.write_text(json.dumps(known), encoding="utf-8")
            sys.stdout.write(f"{time.monotonic() - started:.0f} s\n")
        if known["failed"]:
            sys.stdout.write(f"These fail without a mutant and are left out: {', '.join(known['failed'])}\n")
        failed = set(known["failed"])
        self.seconds = {node: spent for node, spent in known["seconds"].items() if node not in failed}
        self.lines = {
            path: {int(line): self.expand(contexts) for line, contexts in lines.items()}
            for path, lines in known["lines"].items()
        }

    def expand(self, contexts: Iterable[str]) -> set[str]:
        """``module::`` stands for all tests of the module, ``::`` for all."""
        nodes = set(contexts)
        for context in [context for context in contexts if context.endswith("::")]:
            nodes |= {node for node in self.seconds if node.startswith(context) or context == "::"}
        return nodes & set(self.seconds)

    def choose_tests(self, mutant: Mutant) -> list[str]:
        """Tests that may see the change, the quickest first, those of one module together.

        What runs on import may be seen by any test; those that run a function of the module come first.
        """
        lines = self.lines.get(mutant.path, {})
        if mutant.in_function:
            nodes = {node for line in range(mutant.first, mutant.last + 1) for node in lines.get(line, ())}
            first = nodes
        else:
            nodes, first = set(self.seconds), set().union(*lines.values())
        quickest: dict[str, float] = {}
        for node in nodes:
            module = node.split("::")[0]
            quickest[module] = min(quickest.get(module, MEASURE), self.seconds[node])
        near = {node.split("::")[0] for node in first}

        def order(node: str) -> tuple[bool, float, str, float]:
            module = node.split("::")[0]
            return module not in near, quickest[module], module, self.seconds[node]

        return sorted(nodes, key=order)

    def check(self) -> None:
        """The tests must pass on a mutant that changes nothing, in both ways of trying one."""
        path = self.sources[0]
        nothing = Mutant(path, (self.root / path).read_text(encoding="utf-8"), 1, 1, False, "")
        quick = min(self.seconds, key=lambda node: self.seconds[node])
        order = {"path": nothing.path, "source": nothing.source, "tests": [quick]}
        here = self.ask(do="attempt", limit=GRACE + START, **order)
        apart = self.attempt_apart(nothing, [quick], GRACE + START)
        if (here, apart) != ("survived", "survived"):
            sys.exit(f"A mutant without a change was {here} and {apart}: see the logs in {self.folder}")

    def attempt(self, mutant: Mutant, end: float) -> str | None:
        """``killed``, ``survived`` or ``timed out``; None when the time is over before it is known."""
        left = end - time.monotonic()
        if left <= 0:
            return None
        tests = self.choose_tests(mutant)
        self.reason = f"{len(tests)} tests run it" if tests else "no test runs it"
        if not tests:
            return "survived"
        limit = GRACE + PATIENCE * sum(self.seconds[node] for node in tests)
        result = "not here"
        if mutant.in_function:
            order = {"path": mutant.path, "source": mutant.source, "tests": tests}
            result = self.ask(do="attempt", limit=min(limit, left), **order)
        if result == "not here":
            limit += START
            result = self.attempt_apart(mutant, tests, min(limit, left))
        return None if result == "timed out" and left < limit else result

    def attempt_apart(self, mutant: Mutant, tests: list[str], limit: float) -> str:
        """Try it in a process that imports the changed module from the start."""
        process = self.start("one", path=mutant.path, source=mutant.source, tests=tests)
        try:
            return "survived" if process.wait(limit) == 0 else "killed"
        except subprocess.TimeoutExpired:
            return "timed out"
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

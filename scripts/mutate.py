"""Break the code of a package in small ways, one at a time, and see whether its tests fail.

PACKAGE is a folder, a module without its ``.py`` or a pattern (``*/permissions*``). Mutants are tried in a random
order that SEED repeats, until MINUTES have gone: a short time gives a fair sample. Only the tests of the package run,
and of these only the ones that run the changed lines, quickest first, on SQLite, until one fails. AGAIN tries only
those that survived last time. As mutmut does, only bodies of functions are changed, which takes a fork for each
mutant; DECLARATIONS changes what runs on import too (tables of rights, fields of forms), in new processes: far slower.
A mutant whose tests run far longer than they should is stopped and counts as found.

No file of the repository is changed: a mutant lives in the memory of a process, and the tests run in a copy under
var/mutate/, so that one may go on working meanwhile.
"""

import argparse
import fcntl
import hashlib
import json
import random
import signal
import sys
import time
from collections import Counter
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.mutation.copying import copy_tree, list_tracked  # noqa: E402 (the path of the site comes first)
from scripts.mutation.mutants import Mutant, find_changes  # noqa: E402
from scripts.mutation.trials import Trials  # noqa: E402

FOLDER = ROOT / "var" / "mutate"
COPY = FOLDER / "tree"
ELSEWHERE = {
    "*permissions*": [
        "tests/visibility/test_rows.py",
        "tests/projects/members/test_permissions.py",
        "tests/projects/review/test_permissions.py",
    ],
    "projects/conflicts*": [
        "tests/projects/conflicts",
        "tests/projects/review/test_assignment.py",
        "tests/projects/review/test_lost_access.py",
        "tests/projects/review/test_review.py",
    ],
    "projects/review/solver*": [
        "tests/projects/review/test_aggregate.py",
        "tests/projects/review/test_solver.py",
    ],
    "coaching/surveys*": ["tests/coaching/surveys", "tests/coaching/live/test_debrief.py"],
    "coaching/session/planning*": [
        "tests/coaching/session/test_clashes.py",
        "tests/coaching/session/test_load.py",
        "tests/coaching/session/test_session.py",
    ],
}
"""Tests of packages that the layout of tests/ does not show, by pattern."""


def sources_of(package: str) -> list[str]:
    names = list_tracked(package, f"{package}.py")
    return [
        name
        for name in names
        if name.endswith(".py") and not fnmatch(name, "tests/*") and "/migrations/" not in name
    ]


def tests_of(package: str, sources: list[str]) -> list[str]:
    """Folders and modules of tests, from the table or by the same name under tests/."""
    for pattern, tests in ELSEWHERE.items():
        if fnmatch(package, pattern):
            return tests
    starts = [package] if (ROOT / package).is_dir() else [name.removesuffix(".py") for name in sources]
    return sorted({found for start in starts for found in mirror_of(Path(start))})


def mirror_of(start: Path) -> list[str]:
    while start.name:
        if (ROOT / "tests" / start).is_dir():
            return [str("tests" / start)]
        modules = sorted((ROOT / "tests" / start.parent).glob(f"test_{start.name}*.py"))
        if modules:
            return [str(module.relative_to(ROOT)) for module in modules]
        start = start.parent
    return ["tests"]


def digest(names: list[str]) -> str:
    held = hashlib.sha256()
    for name in names:
        held.update(name.encode() + b"\0" + (ROOT / name).read_bytes())
    return held.hexdigest()[:16]


def rate(counts: Counter[str]) -> str:
    tried = sum(counts.values())
    found = tried - counts["survived"]
    return f"{100 * found / tried:.0f} %" if tried else "none tried"


def run(package: str, minutes: float, seed: int, again: bool, declarations: bool) -> int:
    sources = sources_of(package)
    if not sources:
        sys.exit(f"No module fits {package}")
    tests = tests_of(package, sources)
    copy_tree(COPY)
    changes = [change for name in sources for change in find_changes(COPY / name, COPY)]
    random.Random(seed).shuffle(changes)
    memory = FOLDER / "survivors" / (package.replace("/", "~").replace("*", "+") + ".json")
    if again:
        known = set(json.loads(memory.read_text(encoding="utf-8")))
        changes = [change for change in changes if (mutant := change()) and mutant.key in known]
    say(f"{package}: {len(changes)} changes of {len(sources)} modules, tests in {', '.join(tests)}")

    template = FOLDER / f"template-{digest(list_tracked('*/migrations/*.py'))}.sqlite3"
    counts: Counter[str] = Counter()
    left = len(changes)
    survivors: list[Mutant] = []
    seen: set[str] = set()
    with Trials(FOLDER, COPY, template, sources, tests) as trials:
        trials.measure(digest([*list_tracked("*.py", "templates/*"), "pyproject.toml"]))
        trials.check()
        end = time.monotonic() + 60 * minutes
        try:
            for change in changes:
                mutant = change()
                left -= 1
                if mutant is None or mutant.key in seen or not (mutant.in_function or declarations):
                    continue
                seen.add(mutant.key)
                result = trials.attempt(mutant, end)
                if result is None:
                    left += 1
                    break
                counts[result] += 1
                if result == "survived":
                    survivors.append(mutant)
                    say(f"\nsurvived ({trials.reason}):\n{mutant.diff}")
        except KeyboardInterrupt:
            say("\nStopped.")
    if not again or not left:
        memory.parent.mkdir(exist_ok=True)
        memory.write_text(json.dumps([mutant.key for mutant in survivors]), encoding="utf-8")
    words = ", ".join(f"{counts[name]} {name}" for name in ("killed", "survived", "timed out"))
    say(
        f"\n{package}: {words}; {sum(counts.values())} of {len(changes)} tried (seed {seed}): {rate(counts)} found"
    )
    return 0


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package")
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--declarations", action="store_true")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, interrupt)
    FOLDER.mkdir(parents=True, exist_ok=True)
    lock = (FOLDER / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit("Another run is going on.")
    package: str = arguments.package.strip("/").removesuffix(".py")
    sys.exit(run(package, arguments.minutes, arguments.seed, arguments.again, arguments.declarations))

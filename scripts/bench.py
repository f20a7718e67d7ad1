"""Measure pages and jobs: `make bench`, `make bench N=1000`.

For each volume: a fresh database filled in bulk, gunicorn with two workers on it; each page is asked for over HTTP, on
each volume in turn. Then the jobs, on the last volume. Writes ``var/bench/latest.json`` and ``var/bench/latest.md``;
stops and removes all it made. `--demo` times `make demo` in a clean clone instead.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import clean_clone, databases, load, measures, pages, report, server, throughput, visits  # noqa: E402

VOLUMES = [100, 1000, 10_000]
REMINDERS = 10_000
STORMED = [
    (pages.FLOOR, "/bench/floor/", None),
    ("public call page", "/editions/{edition}/call/", 600.0),
    ("public call page, not shared", "/editions/{edition}/call/?fresh=1", 400.0),
    ("public edition page, not shared", "/editions/{edition}/?fresh=1", 400.0),
    ("public home, not shared", "/?fresh=1", 400.0),
]
"""Name, address, requests a second aimed at. With a query, a page is drawn from its rows for each visitor."""
FIGURES = ROOT / "var" / "bench"


def main() -> int:
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="possibles-bench-") as folder:
        if options.demo:
            rows = [{**clean_clone.measure(), "aim": 120.0, "sense": "≤"}]
        else:
            rows = measure(options, Path(folder))
    keep(rows, "demo" if options.demo else "latest")
    return 1 if any("error" in row for row in rows) else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "volumes", nargs="*", type=int, metavar="N", help="applications (100, 1 000 and 10 000)"
    )
    parser.add_argument("--no-jobs", action="store_true", help="pages only")
    parser.add_argument("--sqlite", action="store_true", help="on SQLite, whatever is running")
    parser.add_argument("--demo", action="store_true", help="time `make demo` in a clean clone instead")
    return parser.parse_args()


def measure(options: argparse.Namespace, folder: Path) -> list[dict[str, Any]]:
    if options.sqlite:
        os.environ["DATABASE_URL"] = "sqlite:"
    volumes = sorted(options.volumes or VOLUMES)
    prepare(folder)
    with ExitStack() as stack:
        filled = [
            fill(stack, number, folder, 0 if options.no_jobs or number != volumes[-1] else REMINDERS)
            for number in volumes
        ]
        rows = measure_pages(filled)
        if not options.no_jobs:
            rows += measure_jobs(filled[-1])
    if not options.no_jobs:
        rows += measure_crowd(folder)
    return rows


@dataclass(frozen=True)
class Filled:
    """A volume that is there to be measured: the environment of its processes, and what one must know of it."""

    number: int
    env: dict[str, str]
    facts: dict[str, Any]


def measure_crowd(folder: Path) -> list[dict[str, Any]]:
    """A crowd at once, as `make load` measures it."""
    with databases.fresh(f"possibles_bench_{os.getpid()}_crowd", folder) as database:
        rows = load.measure(database, folder)
    for row in rows:
        say(line(row))
    return rows


def prepare(folder: Path) -> None:
    """Static files as in production, and the fonts of the documents, in a folder of the bench's own."""
    say("collecting static files")
    (folder / "fonts").symlink_to(ROOT / "var" / "fonts")
    env = server.environment(f"sqlite:///{folder / 'none.sqlite3'}", folder)
    server.run("manage.py", "collectstatic", "--noinput", "--verbosity", "0", env=env)


def fill(stack: ExitStack, number: int, folder: Path, reminders: int) -> Filled:
    """A fresh database of this volume, as long as ``stack`` lasts."""
    name = f"possibles_bench_{os.getpid()}_{number}"
    database = stack.enter_context(databases.fresh(name, folder))
    env, facts_file = server.environment(database, folder), folder / f"facts-{number}.json"
    started = time.monotonic()
    server.run("-m", "bench.seed", str(number), str(facts_file), "--reminders", str(reminders), env=env)
    say(f"N={number}: filled {databases.describe(database)} in {time.monotonic() - started:.0f} s")
    return Filled(number, env, json.loads(facts_file.read_text(encoding="utf-8")))


def measure_pages(filled: list[Filled]) -> list[dict[str, Any]]:
    """Every volume has its own server; they are asked in turn, then stormed one after the other."""
    rows: list[dict[str, Any]] = []
    with ExitStack() as stack:
        bases = [stack.enter_context(server.gunicorn(item.env)) for item in filled]
        sides = [
            visits.side(volume.number, base, volume.facts) for volume, base in zip(filled, bases, strict=True)
        ]
        for row in visits.measure_all(sides):
            say(line(row))
            rows.append(row)
        for volume, base in zip(filled, bases, strict=True):
            for name, path, aim in STORMED:
                rows.append(storm(base, volume.facts, volume.number, name, path, aim))
                say(line(rows[-1]))
    return rows


def measure_jobs(filled: Filled) -> list[dict[str, Any]]:
    rows = [{**row, "n": filled.number} for row in measures.measure_all(filled.env, REMINDERS)]
    for row in rows:
        say(line(row))
    return rows


def storm(
    base: str, facts: dict[str, Any], number: int, name: str, path: str, aim: float | None
) -> dict[str, Any]:
    """A page under eight connections. The floor, asked in the same minute, tells what the machine bears just now."""
    row: dict[str, Any] = {"page": f"{name}, 8 connections", "n": number}
    if aim:
        row |= {"aim": aim, "sense": "≥", "peer": "public page, 8 connections"}
    return {**row, **throughput.measure(base + path.format(edition=facts["edition"]))}


def line(row: dict[str, Any]) -> str:
    if "error" in row:
        told = row["error"]
    elif "unit" in row:
        told = f"{row['value']:g} {row['unit']}"
    else:
        told = f"{row['median_ms']:7.1f} / {row['p95_ms']:7.1f} ms {row['cpu_ms']:6.1f} CPU"
        told += f" {row['queries']:3d} SQL {row['bytes']:7d} B"
    return f"  {row['page']:44} {row['n']:6} {told}  {report.verdict(row)}"


def keep(rows: list[dict[str, Any]], name: str) -> None:
    """Side effect: the figures in ``var/bench``, as JSON and as Markdown."""
    FIGURES.mkdir(parents=True, exist_ok=True)
    columns = ("page", "n", "median_ms", "p95_ms", "queries", "bytes", "floor_ms")
    complete = [{**dict.fromkeys(columns), **row} for row in rows]
    (FIGURES / f"{name}.json").write_text(
        json.dumps(complete, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    database, load = databases.describe(databases.server() or ""), os.getloadavg()[1]
    where = f"{database}, {os.cpu_count()} cores (load {load:.1f}), Python {platform.python_version()}"
    text = report.markdown(rows, where=where, day=datetime.now(UTC).date().isoformat())
    (FIGURES / f"{name}.md").write_text(text, encoding="utf-8")
    say(f"\nwritten: var/bench/{name}.json, var/bench/{name}.md")


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

"""Measure pages and jobs, or a crowd: `make bench`, `make bench N=1000`, `make load`, `make load ONLY=mix`.

    python -m bench [N…] [--no-jobs]    fresh databases of 100, 1 000 and 10 000 applications, or N…
    python -m bench [N…] --only WORD…   only the pages that have one of these words in their name
    python -m bench load [SCENARIO]     people at once on a fresh database: see bench/load.py
    python -m bench juries [median]     the ranking against what dossiers are worth: see bench/juries.py
    python -m bench assignments [N…]    who reads what in large calls: see bench/assignments.py

Needs DATABASE_URL, a PostgreSQL where databases may be made; all that is made is removed. Figures go to var/bench too.
Ends with 1 when something failed.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import django

from bench import assignments, juries, server
from bench.pages import FLOOR, PAGES, MeasuredPage
from bench.visits import Row, Volume, measure_crowded, measure_page

VOLUMES, DRAFTS = [100, 1000, 10_000], 10_000


@contextmanager
def fill(number: int, folder: Path, drafts: int) -> Iterator[Volume]:
    """A fresh database of this volume."""
    with server.make_database(str(number)) as database:
        env, facts = server.make_environment(database, folder), folder / f"{number}.json"
        started = time.monotonic()
        server.run_code(f"from bench import fill; fill.main({number}, '{facts}', {drafts})", env=env)
        say(f"N={number}: filled in {time.monotonic() - started:.0f} s")
        yield Volume(number, env, json.loads(facts.read_text(encoding="utf-8")))


def measure_jobs(volume: Volume) -> Iterator[Row]:
    """Each in a process of its own; mails go to a server that stores nothing."""
    address = f"127.0.0.1:{server.find_port()}"
    env = {**volume.env, "EMAIL_URL": f"smtp://{address}"}
    names = server.run_code("from bench import jobs; print('|'.join(row[0] for row in jobs.JOBS))", env=env)
    with server.start("aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", address, address=address):
        for number, name in enumerate(names.split("|")):
            row: Row = {"page": name, "n": volume.number}
            try:
                printed = server.run_code(f"from bench import jobs; jobs.main({number})", env=env)
                yield row | json.loads(printed)
            except subprocess.CalledProcessError as error:
                yield row | {"error": f"ended with {error.returncode}"}


def measure(numbers: list[int], folder: Path, *, jobs: bool, only: list[str]) -> Iterator[Row]:
    """``only``: words of which a page has one in its name; all pages, and what crowds ask for, without."""
    pages = [page for page in PAGES if not only or any(word in page.name for word in only)]
    with ExitStack() as stack:
        drafts = {number: DRAFTS if jobs and number == numbers[-1] else 0 for number in numbers}
        volumes = [stack.enter_context(fill(number, folder, drafts[number])) for number in numbers]
        for volume in volumes:
            volume.base = stack.enter_context(server.serve(volume.env))
        for page in [MeasuredPage("floor: a bare view, one query", FLOOR), *pages]:
            yield from measure_page(page, volumes)
        for volume in [] if only else volumes:
            yield from measure_crowded(volume)
        if jobs:
            yield from measure_jobs(volumes[-1])


def measure_load(scenario: str, folder: Path) -> Iterator[Row]:
    """This very process fills the database and reads afterwards what is in it."""
    with server.make_database("load") as database:
        env = server.make_environment(database, folder)
        os.environ.update(env)
        django.setup()
        from bench import load

        yield from load.measure(scenario, env)


def format_row(row: Row) -> str:
    missed = ["failed"] if "error" in row else row["missed"]
    if "error" in row:
        figures = row["error"]
    elif "unit" in row:
        figures = f"{row['value']:g} {row['unit']}" + (f" ({row['client']})" if "client" in row else "")
    else:
        figures = f"{row['median_ms']:6.1f} / {row['p95_ms']:6.1f} ms {row['times_floor']:5.1f} × floor"
        figures += f" {row['cpu_ms']:6.1f} CPU {row['sql']:3d} SQL {row['bytes']:7d} B"
    return f"  {row['page']:46} {row['n']:6} {figures}  {'✗ ' + ', '.join(missed) if missed else '✓'}"


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> int:
    style = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m bench", formatter_class=style)
    parser.add_argument(
        "what", nargs="*", metavar="N… | load [SCENARIO] | juries [median] | assignments [N…]"
    )
    parser.add_argument("--no-jobs", action="store_true", help="pages only")
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="pages with such a name only")
    options = parser.parse_args()
    if options.what[:1] == ["juries"]:
        juries.main(by_median="median" in options.what)
        return 0
    if options.what[:1] == ["assignments"]:
        assignments.main(options.what[1:])
        return 0
    is_load = options.what[:1] == ["load"]
    with tempfile.TemporaryDirectory(prefix="possibles-bench-") as name:
        folder = Path(name)
        (folder / "fonts").symlink_to(server.ROOT / "var" / "fonts")
        env = server.make_environment(f"sqlite:///{folder / 'none.sqlite3'}", folder)
        server.run("collectstatic", "--noinput", "--verbosity", "0", env=env)
        if is_load:
            measured = measure_load("".join(options.what[1:]), folder)
        else:
            numbers = sorted(int(number) for number in options.what) or VOLUMES
            jobs = not (options.no_jobs or options.only)
            measured = measure(numbers, folder, jobs=jobs, only=options.only)
        rows = []
        for row in measured:
            rows.append(row)
            say(format_row(row))
    path = server.ROOT / "var" / "bench" / ("load.json" if is_load else "latest.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if any("error" in row or (is_load and row["missed"]) for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())

"""Each page asked for on every volume in turn, thirty times after five to warm up, the bare view before each of them.

A slow minute of the machine is slow for all: what counts are the multiple of the bare view and the growth.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from bench.pages import CROWDED, FLOOR, PAGE_TIMES, SAVE_TIMES, MeasuredPage

REQUESTS, WARM_UPS, VISITORS, SECONDS = 30, 5, 8, 6
TOLERATED_GROWTH, SMALL_MS = 1.3, 2.0
"""From the smallest volume to the largest; a growth of less than two milliseconds is noise."""
CSRF = "b" * 32
Row = dict[str, Any]


@dataclass
class Volume:
    """A filled database, the environment of its processes, and the address of the site on it."""

    number: int
    env: dict[str, str]
    facts: dict[str, Any]
    base: str = ""

    def open_browser(self, who: str) -> httpx.Client:
        """Signed in as this person; a program reads by its token."""
        session = {"sessionid": self.facts["cookies"][who]} if who in self.facts["cookies"] else {}
        token = {"Authorization": f"Bearer {self.facts['token']}"} if who == "program" else {}
        headers = {"X-CSRFToken": CSRF, "Accept-Encoding": "identity", "Accept-Language": "fr", **token}
        cookies = {"csrftoken": CSRF, **session}
        return httpx.Client(base_url=self.base, cookies=cookies, headers=headers, timeout=60)


class Visits:
    """One page asked for again and again on one volume."""

    def __init__(self, page: MeasuredPage, volume: Volume) -> None:
        self.page, self.facts, self.number = page, volume.facts, volume.number
        self.browser, self.anybody = volume.open_browser(page.who), volume.open_browser("")
        self.paths, self.version, self.error = page.list_paths(volume.facts), None, ""
        self.times: list[float] = []
        self.floors: list[float] = []
        self.answers: list[httpx.Response] = []

    def visit(self) -> None:
        """The bare view, then the page. Nothing once it failed."""
        if self.error:
            return
        path = self.paths[len(self.answers) % len(self.paths)]
        body = self.page.body(len(self.answers), self.version, self.facts) if self.page.body else None
        try:
            began = time.perf_counter()
            self.anybody.get(FLOOR).raise_for_status()
            started = time.perf_counter()
            answer = self.browser.post(path, data=body) if body else self.browser.get(path)
            self.times.append((time.perf_counter() - started) * 1000)
            self.floors.append((started - began) * 1000)
        except httpx.HTTPError as error:
            self.error = f"{type(error).__name__}: {error}"
            return
        self.answers.append(answer)
        if answer.status_code not in ((200, 302) if body else (200,)):
            self.error = f"{path}: {answer.status_code}"
        elif body and answer.status_code == 200:
            self.version = answer.json().get("version")

    def count(self) -> Row:
        """The figures of the requests after those that warm up."""
        times, answers = sorted(self.times[WARM_UPS:]), self.answers[WARM_UPS:]
        median, floor = statistics.median(times), statistics.median(self.floors[WARM_UPS:])
        costs = [[float(part) for part in answer.headers["X-Cost"].split(";")] for answer in answers]
        return {
            "median_ms": round(median, 1),
            "p95_ms": round(times[round(0.95 * len(times)) - 1], 1),
            "floor_ms": round(floor, 1),
            "times_floor": round(median / floor, 1),
            "cpu_ms": round(statistics.median(cost[1] for cost in costs), 1),
            "sql": int(max(cost[0] for cost in costs)),
            "bytes": int(statistics.median(len(answer.content) for answer in answers)),
        }


def measure_page(page: MeasuredPage, volumes: list[Volume]) -> Iterator[Row]:
    """A row for each volume; a page that fails says so in its row."""
    visits = [Visits(page, volume) for volume in volumes]
    for _turn in range(WARM_UPS + REQUESTS):
        for each in visits:
            each.visit()
    smallest = 0.0
    for each in visits:
        row: Row = {"page": page.name, "n": each.number}
        if each.error:
            yield {**row, "error": each.error}
            continue
        row |= each.count()
        smallest = smallest or row["median_ms"]
        row["growth"] = round(row["median_ms"] / smallest, 1)
        yield {**row, "missed": list_misses(page, row, smallest)}


def list_misses(page: MeasuredPage, row: Row, smallest: float) -> list[str]:
    most = SAVE_TIMES if page.body else PAGE_TIMES
    grown = row["growth"] > TOLERATED_GROWTH and row["median_ms"] - smallest > SMALL_MS
    misses = {
        f"> {page.aim_ms:g} ms": row["median_ms"] > page.aim_ms,
        f"> {page.aim_sql} SQL": row["sql"] > page.aim_sql,
        f"> {most:g} × floor": row["times_floor"] > most,
        f"grew × {row['growth']:g}": grown,
    }
    return [text for text, is_missed in misses.items() if is_missed]


def measure_crowded(volume: Volume) -> Iterator[Row]:
    """How many 200 a second eight visitors get who come again and again."""
    for name, path, aim in CROWDED:
        value = round(asyncio.run(count_answers(volume.base, path)) / SECONDS)
        row = {"page": f"{name}, {VISITORS} connections", "n": volume.number, "value": value, "unit": "req/s"}
        yield {**row, "missed": [f"< {aim}"] if value < aim else []}


async def count_answers(base: str, path: str) -> int:
    """By bare sockets: what the visitors cost is not the server's to have."""
    site, stop_at = urlsplit(base), time.perf_counter() + SECONDS
    head = f"GET {path} HTTP/1.1\r\nHost: {site.netloc}\r\nAccept-Language: fr\r\nConnection: close\r\n\r\n"

    async def visit() -> int:
        count = 0
        while time.perf_counter() < stop_at:
            reader, writer = await asyncio.open_connection(site.hostname, site.port)
            writer.write(head.encode())
            count += (await reader.read()).startswith(b"HTTP/1.1 200")
            writer.close()
        return count

    return sum(await asyncio.gather(*(visit() for _visitor in range(VISITORS))))

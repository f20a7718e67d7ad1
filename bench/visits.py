"""Each page asked for, on every volume in turn: what an answer took, and what it cost the server."""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from bench.counting import HEADER
from bench.pages import FLOOR, PROGRAM, MeasuredPage, plan

REQUESTS, WARM_UPS = 30, 5


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def client(base: str, facts: dict[str, Any], who: str) -> httpx.Client:
    """A browser of this person: their session, and a token for forms."""
    token = "b" * 32
    cookies = {"csrftoken": token} | ({"sessionid": facts["cookies"][who]} if who in facts["cookies"] else {})
    by_token = {"Authorization": f"Bearer {facts['token']}"} if who == PROGRAM else {}
    headers = {
        **by_token,
        "X-CSRFToken": token,
        "Accept-Encoding": "identity",
        "Accept-Language": "fr",
        "Referer": f"{base}/",
    }
    return httpx.Client(base_url=base, cookies=cookies, headers=headers, timeout=60)


@dataclass
class TimedVisit:
    """One page asked for again and again on one volume: what each answer took, and what it cost the server."""

    page: MeasuredPage
    browser: httpx.Client
    version: Any = ""  # of the field, as a page that saves by itself follows it
    times: list[float] = field(default_factory=list)
    answers: list[httpx.Response] = field(default_factory=list)

    def ask(self) -> None:
        """Once more. Raises RuntimeError on an unexpected status."""
        page, turn = self.page, len(self.answers)
        path = page.paths[turn % len(page.paths)]
        started = time.perf_counter()
        posted = page.body(turn, self.version) if page.body else None
        answer = self.browser.post(path, data=posted) if page.body else self.browser.get(path)
        self.times.append((time.perf_counter() - started) * 1000)
        self.answers.append(answer)
        if answer.status_code not in page.expected:
            raise RuntimeError(f"{path}: {answer.status_code}")
        if page.body and "json" in answer.headers.get("content-type", ""):
            self.version = answer.json().get("version", "")

    def figures(self) -> dict[str, Any]:
        """Of the requests after those that warm up."""
        times, answers = self.times[WARM_UPS:], self.answers[WARM_UPS:]
        costs = [[float(part) for part in answer.headers[HEADER].split(";")] for answer in answers]
        return {
            "median_ms": round(statistics.median(times), 1),
            "p95_ms": round(percentile(times, 0.95), 1),
            "queries": int(max(cost[0] for cost in costs)),
            "sql_ms": round(statistics.median(cost[1] for cost in costs), 1),
            "cpu_ms": round(statistics.median(cost[2] for cost in costs), 1),
            "bytes": int(statistics.median(len(answer.content) for answer in answers)),
        }


@dataclass
class Side:
    """One volume: its pages, and a browser of each person."""

    number: int
    plan: list[MeasuredPage]
    browsers: dict[str, httpx.Client]


def side(number: int, base: str, facts: dict[str, Any]) -> Side:
    browsers = {who: client(base, facts, who) for who in ("", PROGRAM, *facts["cookies"])}
    return Side(number, plan(facts), browsers)


def measure_all(sides: list[Side]) -> Iterator[dict[str, Any]]:
    """Rows of the table, page by page; a page that fails says so in its row and loses nobody else's.

    A page is asked for on each volume in turn, thirty times after five to warm up: a slow minute of the machine is
    slow for all of them, and the growth from one volume to the next is the page's own.
    """
    floors: dict[int, float] = {}
    for pages in zip(*(candidate.plan for candidate in sides), strict=True):
        visits = {
            side.number: TimedVisit(page, side.browsers[page.who])
            for side, page in zip(sides, pages, strict=True)
        }
        problems: dict[int, str] = {}
        for _turn in range(WARM_UPS + REQUESTS):
            for number, visit in visits.items():
                if number not in problems:
                    try:
                        visit.ask()
                    except (RuntimeError, httpx.HTTPError, KeyError, ValueError) as problem:
                        problems[number] = f"{type(problem).__name__}: {problem}"
        for number, visit in visits.items():
            told: dict[str, Any] = {"error": problems[number]} if number in problems else visit.figures()
            if visit.page.name == FLOOR and "median_ms" in told:
                floors[number] = told["median_ms"]
            yield {
                "page": visit.page.name,
                "n": number,
                **told,
                "floor_ms": floors.get(number),
                "aim_ms": visit.page.aim_ms,
                "aim_queries": visit.page.aim_queries,
                "peers": visit.page.peers,
            }

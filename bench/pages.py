"""The pages that are timed: what they are called, who asks for them, what we aim at, which peers' page they answer."""

import statistics
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from bench.counting import HEADER

REQUESTS, WARM_UPS = 30, 5
FLOOR = "floor: a bare view, one query"


@dataclass(frozen=True)
class Page:
    """``paths`` are cycled through; with ``body``, a POST whose form is made for the n-th request and version."""

    name: str
    paths: list[str]
    who: str = ""
    aim_ms: float | None = None
    aim_queries: int | None = None
    body: Any = None
    peers: dict[str, str] = field(default_factory=dict)
    expected: tuple[int, ...] = (200,)


def plan(facts: dict[str, Any]) -> list[Page]:
    """The pages of the reference table, and some that are as often open."""
    public, managed = f"/editions/{facts['edition']}/", f"/manage/{facts['edition']}/"
    reviews = [f"/review/{ref}/" for ref in facts["to_review"]]
    draft, first = f"/my/applications/{facts['draft']}/", facts["criteria"][0]
    pretalx, hypha = "pretalx 2026.2.1", "Hypha 6.7.0"
    return [
        Page(FLOOR, ["/bench/floor/"]),
        Page("public home", ["/"], aim_ms=8, aim_queries=4, peers={hypha: "public home"}),
        # « not shared »: what the first visitor of fifteen seconds waits for
        Page("public home, not shared", ["/?fresh=1"], aim_ms=8, aim_queries=4, peers={hypha: "public home"}),
        Page("public edition page, not shared", [f"{public}?fresh=1"], aim_ms=8, aim_queries=4),
        Page(
            "public call page",
            [f"{public}call/"],
            aim_ms=8,
            aim_queries=4,
            peers={pretalx: "public call page"},
        ),
        Page(
            "public call page, not shared",
            [f"{public}call/?fresh=1"],
            aim_ms=8,
            aim_queries=4,
            peers={pretalx: "public call page"},
        ),
        Page(
            "reviewer's list",
            ["/review/"],
            "reviewer",
            55,
            12,
            peers={pretalx: "review list, reviewer", hypha: "submissions list, reviewer"},
        ),
        Page(
            "organiser's list",
            [f"{managed}applications/"],
            "organiser",
            55,
            12,
            peers={pretalx: "submissions list, organiser", hypha: "submissions list, staff"},
        ),
        Page(
            "organiser's list, searched",  # a page is full at every volume, as without a search
            [f"{managed}applications/?q=structure"],
            "organiser",
            55,
            12,
        ),
        Page(
            "organiser's list, searched by three words",
            [f"{managed}applications/?q=atelier+structure+7"],
            "organiser",
            55,
            12,
        ),
        Page(
            "organiser's list, last page",
            [f"{managed}applications/?page={facts['pages']}"],
            "organiser",
            55,
            12,
        ),
        Page(
            "one dossier, organiser",
            [f"{managed}applications/{facts['dossier']}/"],
            "organiser",
            55,
            12,
            peers={hypha: "submission detail, staff"},
        ),
        Page(
            "ranking", [f"{managed}ranking/"], "organiser", 55, 12, peers={pretalx: "review list, organiser"}
        ),
        Page("deliberation", [f"{managed}deliberation/"], "organiser", 55, 12),
        Page("assignment board", [f"{managed}assignment/"], "organiser", 55, 12),
        Page("dashboard, organiser", [managed], "organiser", 40, 12),
        Page(
            "dashboard, reviewer",
            ["/review/"],
            "reviewer",
            40,
            12,
            peers={pretalx: "dashboard, reviewer", hypha: "dashboard, reviewer"},
        ),
        Page("dashboard, holder", ["/my/"], "holder", 40, 12),
        Page(
            "review form", reviews, "reviewer", 30, 12, peers={pretalx: "review form", hypha: "review form"}
        ),
        Page(
            "save a review",
            reviews,
            "reviewer",
            20,
            12,
            lambda n, _version: graded(facts["criteria"], n),
            expected=(302, 303),
            peers={pretalx: "POST a review", hypha: "POST a review"},
        ),
        Page(
            "autosave of one criterion",
            [f"{path}answers/level-{first}/" for path in reviews[:1]],
            "reviewer",
            20,
            12,
            lambda n, version: {"value": str(n % 5), "base_version": version},
        ),
        Page(
            "application form page",
            [f"{draft}form/2/"],
            "holder",
            25,
            10,
            peers={pretalx: "public form, step 1"},
        ),
        Page(
            "autosave of one field",
            [f"{draft}answers/work_problem/"],
            "holder",
            15,
            8,
            lambda n, version: {
                "value": f"Un problème de travail, dit pour la {n}e fois.",
                "base_version": version or 1,
            },
        ),
    ]


def graded(criteria: list[int], turn: int) -> dict[str, str]:
    """A filled grid, different each time."""
    levels = {f"level-{pk}": str((turn + pk) % 5) for pk in criteria}
    return {**levels, "committee_comment": f"Un avis, version {turn}.", "keep": "1"}


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def client(base: str, facts: dict[str, Any], who: str) -> httpx.Client:
    """A browser of this person: their session, and a token for forms."""
    token = "b" * 32
    cookies = {"csrftoken": token} | ({"sessionid": facts["cookies"][who]} if who else {})
    headers = {
        "X-CSRFToken": token,
        "Accept-Encoding": "identity",
        "Accept-Language": "fr",
        "Referer": f"{base}/",
    }
    return httpx.Client(base_url=base, cookies=cookies, headers=headers, timeout=60)


def measure(page: Page, browser: httpx.Client) -> dict[str, Any]:
    """Thirty sequential requests after five to warm up. Raises RuntimeError on an unexpected status."""
    times: list[float] = []
    answers: list[httpx.Response] = []
    version: Any = ""  # of the field, as a page that saves by itself follows it
    for turn in range(WARM_UPS + REQUESTS):
        path = page.paths[turn % len(page.paths)]
        started = time.perf_counter()
        answer = browser.post(path, data=page.body(turn, version)) if page.body else browser.get(path)
        times.append((time.perf_counter() - started) * 1000)
        answers.append(answer)
        if answer.status_code not in page.expected:
            raise RuntimeError(f"{path}: {answer.status_code}")
        if page.body and "json" in answer.headers.get("content-type", ""):
            version = answer.json().get("version", "")
    costs = [[float(part) for part in answer.headers[HEADER].split(";")] for answer in answers[WARM_UPS:]]
    return {
        "median_ms": round(statistics.median(times[WARM_UPS:]), 1),
        "p95_ms": round(percentile(times[WARM_UPS:], 0.95), 1),
        "queries": int(max(cost[0] for cost in costs)),
        "sql_ms": round(statistics.median(cost[1] for cost in costs), 1),
        "cpu_ms": round(statistics.median(cost[2] for cost in costs), 1),
        "bytes": int(statistics.median(len(answer.content) for answer in answers[WARM_UPS:])),
    }


def measure_all(base: str, facts: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """Rows of the table; a page that fails says so in its row and loses nobody else's."""
    browsers = {who: client(base, facts, who) for who in ("", *facts["cookies"])}
    rows, floor = [], None
    for page in plan(facts):
        row: dict[str, Any] = {"page": page.name, "n": number}
        try:
            row |= measure(page, browsers[page.who])
        except (RuntimeError, httpx.HTTPError, KeyError) as problem:
            row |= {"error": f"{type(problem).__name__}: {problem}"}
        floor = row.get("median_ms") if page.name == FLOOR else floor
        row |= {
            "floor_ms": floor,
            "aim_ms": page.aim_ms,
            "aim_queries": page.aim_queries,
            "peers": page.peers,
        }
        rows.append(row)
    return rows

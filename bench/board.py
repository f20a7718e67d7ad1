"""The partners' board: sixty projects, twelve bodies; and thirty screens that follow while six people answer.

DATABASE_URL=… python -m bench.board fill facts.json    that board, its followers and writers signed in
"""

import asyncio
import http
import json
import statistics
import sys
import time
import urllib.parse
from pathlib import Path
from typing import Any

import django

from bench import server
from bench.mix import CSRF, EVERY_S, FullRoom, find_p95
from bench.people import ORGANISER, PARTNER, sign_in
from bench.volume import Volume

PROJECTS, BODIES = 60, 12
FOLLOWERS, WRITERS = 30, 6
LASTS_S, WRITES_EVERY_S = 30.0, 5.0


def fill_board_of(volume: Volume, slug: str) -> dict[str, Any]:
    """Sixty needs of the projects of this edition, answered by twelve bodies. Returns what the pages need."""
    from programmes.models import Edition, Organisation, Role
    from projects.models import Participation
    from tests.support.partners import fill_board

    edition = Edition.objects.get(slug=slug)
    places = list(Participation.objects.filter(edition=edition).select_related("project").order_by("pk"))
    bodies = [
        Organisation.objects.create(name=f"Organisme {number} du territoire") for number in range(BODIES)
    ]
    fill_board(places[:PROJECTS], bodies)
    told = {"user_id": PARTNER, "name": "partner", "organisation": bodies[0], "started_at": volume.at}
    Role.objects.create(edition=edition, **told)
    cookies = {"board organiser": sign_in(ORGANISER), "board partner": sign_in(PARTNER)}
    return {"board": slug, "cookies": cookies}


def fill(facts: Path) -> None:
    """Side effects: the database filled; a JSON file with the edition, the needs and the cookies."""
    from django.conf import settings

    from programmes.enums import RoleName
    from tests import factories
    from tests.support.partners import fill_board

    edition = factories.edition()
    places = [factories.participation(edition) for _number in range(PROJECTS)]
    bodies = [factories.organisation(f"Organisme {number} du territoire") for number in range(BODIES)]
    needs = fill_board(places, bodies)

    def seat_partner(number: int) -> str:
        """The cookie of somebody who came for a body."""
        person = factories.role(edition, RoleName.PARTNER, through=bodies[number % BODIES])
        return f"{settings.SESSION_COOKIE_NAME}={sign_in(person.pk)}"

    told = {
        "edition": edition.slug,
        "needs": [str(need.uid) for need in needs],
        "followers": [seat_partner(number) for number in range(FOLLOWERS)],
        "writers": [seat_partner(number) for number in range(WRITERS)],
    }
    facts.write_text(json.dumps(told), encoding="utf-8")


class Meeting(FullRoom):
    """Screens of partners that follow, and six people who answer a need each five seconds."""

    async def follow(self, number: int, cookie: str) -> None:
        since, sign = 0, ""
        hour = self.begins + EVERY_S * number / FOLLOWERS
        while hour < self.ends:
            if hour > time.perf_counter():
                await self.wait_for(hour)
            asked = urllib.parse.urlencode({"since": since, "sign": sign})
            status, _head, body = await self.ask(
                f"/support/{self.facts['edition']}/board/feed/?{asked}", f"Cookie: {cookie}\r\n"
            )
            self.asked["feed"].append((time.perf_counter() - hour) * 1000)
            if status == http.HTTPStatus.OK:
                told = json.loads(body)
                since, sign = told["tick"], told["sign"]
            elif status != http.HTTPStatus.NO_CONTENT:
                self.problems.append(f"feed: {status}")
            hour += EVERY_S

    async def answer(self, number: int, cookie: str) -> None:
        headers = (
            f"Cookie: {cookie}; csrftoken={CSRF}\r\nX-CSRFToken: {CSRF}\r\n"
            f"Referer: http://127.0.0.1:{self.port}\r\n"
        )
        turn, hour = 0, self.begins + WRITES_EVERY_S * number / WRITERS
        while hour < self.ends:
            if hour > time.perf_counter():
                await self.wait_for(hour)
            need = self.facts["needs"][(number * 10 + turn) % PROJECTS]
            form = urllib.parse.urlencode({"kind": ("lead", "join")[turn % 2], "seen": 1})
            status, _head, _body = await self.ask(
                f"/support/{self.facts['edition']}/board/{need}/quick/", headers, form
            )
            if status != http.HTTPStatus.FOUND:
                self.problems.append(f"stance: {status}")
            self.wrote.append((time.perf_counter() - hour) * 1000)
            turn, hour = turn + 1, hour + WRITES_EVERY_S

    async def hold(self) -> None:
        self.begins = time.perf_counter() + 0.5
        self.ends = self.begins + LASTS_S
        crowd = [self.follow(number, cookie) for number, cookie in enumerate(self.facts["followers"])]
        crowd += [self.answer(number, cookie) for number, cookie in enumerate(self.facts["writers"])]
        await asyncio.gather(*crowd)


def measure(database: str, folder: Path) -> dict[str, Any]:
    """The figures, on a fresh ``database``. Side effects: fills it; gunicorn while it lasts."""
    env, facts = server.environment(database, folder), folder / "board.json"
    server.run("-m", "bench.board", "fill", str(facts), env=env)
    with server.gunicorn(env) as base:
        meeting = Meeting(int(base.rpartition(":")[2]), json.loads(facts.read_text(encoding="utf-8")))
        asyncio.run(meeting.ask("/"))  # the first connection of a worker
        before = server.measure_cpu()
        asyncio.run(meeting.hold())
        spent, answered = server.measure_cpu() - before, len(meeting.asked["feed"]) + len(meeting.wrote)
    return {
        "feed_p50_ms": round(statistics.median(meeting.asked["feed"]), 1),
        "feed_p95_ms": find_p95(meeting.asked["feed"]),
        "write_p95_ms": find_p95(meeting.wrote),
        "generator_lag_p95_ms": find_p95(meeting.lag),
        "cpu_ms_per_request": round(spent * 1000 / answered, 1),
        "asked": answered,
        "problems": meeting.problems[:5],
    }


if __name__ == "__main__":
    django.setup()
    fill(Path(sys.argv[2]))

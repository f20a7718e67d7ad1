"""The Grand Mix under a room: sixty screens that ask every two seconds, ten people who write.

DATABASE_URL=… python -m bench.mix fill facts.json    a session of thirteen projects, a round that runs, ten phones
DATABASE_URL=… python -m bench.mix check              how many ideas are kept, and how many differ
"""

import asyncio
import http
import json
import statistics
import subprocess
import sys
import time
import urllib.parse
import uuid
from pathlib import Path
from typing import Any

import django

from bench import server

SCREENS, WRITERS = 60, 10
EVERY_S, LASTS_S, WRITES_EVERY_S = 2.0, 30.0, 4.0
CSRF = "b" * 32


def fill(facts: Path) -> None:
    """Side effects: the database filled; a JSON file with the code, its key, cookies and projects."""
    from django.utils import timezone

    from coaching.attendance.actions import door
    from coaching.attendance.actions.attendees import add_observer
    from coaching.attendance.codes import make_key
    from coaching.attendance.visits import COOKIE
    from coaching.ideas.actions.rounds import open_round, plan_rounds
    from coaching.models import Attendee
    from tests.support.live import run_session

    live, at = run_session(participations=13), timezone.now()
    [current] = plan_rounds(session=live.session, count=1, minutes=60, actor=None, at=at)
    open_round(mix_round=current, actor=None, at=at)
    people = list(live.session.attendees.filter(kind="holder")[:WRITERS])
    others = [add_observer(session=live.session, name=f"Debout {number}", at=at) for number in range(SCREENS)]
    places = [place.pk for place in live.world.participations]

    def sign_in(person: Attendee) -> str:
        return f"{COOKIE.name}={COOKIE.sign([person.pk, door.take_name(attendee=person)])}"

    told = {
        "phones": [sign_in(person) for person in others],
        "code": live.code.code,
        "key": make_key(live.code.code),
        "writers": [
            {
                "cookie": sign_in(person),
                "targets": [place for place in places if place != person.participation_id],
            }
            for person in people
        ],
    }
    facts.write_text(json.dumps(told), encoding="utf-8")


def check() -> None:
    """Prints what is kept, as JSON."""
    from coaching.models import Contribution

    texts = list(Contribution.objects.values_list("text", flat=True))
    sys.stdout.write(json.dumps({"kept": len(texts), "different": len(set(texts))}))


class FullRoom:
    """What screens and phones saw: when each text was sent, when each screen had it, how long answers took.

    Questions are asked at hours of their own, whatever the answers do: one that waits counts from the hour at which it
    should have been asked. How late this process itself was to ask is told apart (``lag``).
    """

    def __init__(self, port: int, facts: dict[str, Any]) -> None:
        self.port, self.facts = port, facts
        self.asked: dict[str, list[float]] = {"feed": [], "now": []}
        self.lag: list[float] = []
        self.wrote: list[float] = []
        self.sent: dict[str, float] = {}
        self.seen: dict[str, list[float]] = {}
        self.problems: list[str] = []
        self.begins = self.ends = 0.0

    async def ask(self, path: str, headers: str = "", body: str | None = None) -> tuple[int, str, bytes]:
        """Status, head and body of an answer, over a connection of its own as sync workers have them."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        length = f"Content-Length: {len(body)}\r\n" if body is not None else ""
        kind = "Content-Type: application/x-www-form-urlencoded\r\n" if body is not None else ""
        verb = "GET" if body is None else "POST"
        told = f"{verb} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n"
        writer.write(f"{told}{kind}{length}{headers}\r\n{body or ''}".encode())
        answer = await reader.read(-1)
        writer.close()
        head, _gap, rest = answer.partition(b"\r\n\r\n")
        return int(head[9:12] or b"0"), head.decode("latin-1"), rest

    async def wait_for(self, hour: float) -> None:
        await asyncio.sleep(max(0.0, hour - time.perf_counter()))
        self.lag.append((time.perf_counter() - hour) * 1000)

    async def watch(self, number: int) -> None:
        """A screen of the wall."""
        tick, hour = 0, self.begins + EVERY_S * number / SCREENS
        while hour < self.ends + 2 * EVERY_S:
            if hour > time.perf_counter():
                await self.wait_for(hour)
            status, _head, body = await self.ask(
                f"/live/{self.facts['code']}/wall/feed/?k={self.facts['key']}&since={tick}"
            )
            now = time.perf_counter()
            self.asked["feed"].append((now - hour) * 1000)
            if status == http.HTTPStatus.OK:
                told = json.loads(body)
                tick = told["tick"]
                for idea in told["ideas"]:
                    self.seen.setdefault(idea["text"], []).append(now)
            elif status != http.HTTPStatus.NO_CONTENT:
                self.problems.append(f"feed: {status}")
            hour += EVERY_S

    async def stand(self, number: int, cookie: str) -> None:
        """A phone on « Maintenant »."""
        etag, hour = "", self.begins + EVERY_S * (number + 0.5) / SCREENS
        while hour < self.ends:
            if hour > time.perf_counter():
                await self.wait_for(hour)
            known = f"If-None-Match: {etag}\r\n" if etag else ""
            headers = f"Cookie: {cookie}\r\nX-Requested-With: fetch\r\n{known}"
            status, head, _body = await self.ask(f"/live/{self.facts['code']}/now/", headers)
            self.asked["now"].append((time.perf_counter() - hour) * 1000)
            if status == http.HTTPStatus.OK:
                etag = next(line[6:] for line in head.split("\r\n") if line.lower().startswith("etag: "))
            elif status != http.HTTPStatus.NOT_MODIFIED:
                self.problems.append(f"now: {status}")
            hour += EVERY_S

    async def write(self, number: int, who: dict[str, Any]) -> None:
        address = f"http://127.0.0.1:{self.port}"
        headers = (
            f"Cookie: {who['cookie']}; csrftoken={CSRF}\r\nX-CSRFToken: {CSRF}\r\n"
            f"X-Requested-With: fetch\r\nReferer: {address}\r\n"
        )
        place, hour = 0, self.begins + WRITES_EVERY_S * number / WRITERS
        while hour < self.ends:
            if hour > time.perf_counter():
                await self.wait_for(hour)
            text = f"Une idée de la personne {number}, la {place}e."
            target = who["targets"][place % len(who["targets"])]
            form = {
                "uid": str(uuid.uuid4()),
                "participation": target,
                "blocker": "",
                "kind": "idea",
                "text": text,
            }
            self.sent[text] = hour
            # every third is sent twice, as a phone does that did not hear the answer
            for _time in range(2 if place % 3 == 0 else 1):
                status, _head, body = await self.ask(
                    f"/live/{self.facts['code']}/idea/", headers, urllib.parse.urlencode(form)
                )
                if status != http.HTTPStatus.OK:
                    self.problems.append(f"idea: {status} {body[:200]!r}")
            self.wrote.append((time.perf_counter() - hour) * 1000)
            place, hour = place + 1, hour + WRITES_EVERY_S

    async def run(self, *, standing: bool) -> None:
        """Screens and writers; ``standing``: sixty phones on « Maintenant » more."""
        self.begins = time.perf_counter() + 0.5
        self.ends = self.begins + LASTS_S
        crowd = [self.watch(number) for number in range(SCREENS)]
        crowd += [self.write(number, who) for number, who in enumerate(self.facts["writers"])]
        if standing:
            crowd += [self.stand(number, cookie) for number, cookie in enumerate(self.facts["phones"])]
        await asyncio.gather(*crowd)


def find_p95(took: list[float]) -> float:
    return round(statistics.quantiles(took, n=20)[18], 1)


def measure(database: str, folder: Path) -> dict[str, Any]:
    """The figures, on a fresh ``database``. Side effects: fills it; gunicorn while it lasts."""
    env, facts = server.environment(database, folder), folder / "mix.json"
    server.run("-m", "bench.mix", "fill", str(facts), env=env)
    with server.gunicorn(env) as base:
        port = int(base.rpartition(":")[2])
        told_of = json.loads(facts.read_text(encoding="utf-8"))
        asyncio.run(FullRoom(port, told_of).ask("/live/"))  # the first connection of a worker
        before = server.measure_cpu()
        room = FullRoom(port, told_of)
        asyncio.run(room.run(standing=False))
        spent, answered = server.measure_cpu() - before, len(room.asked["feed"]) + len(room.wrote)
        standing = FullRoom(port, {**told_of, "writers": []})
        asyncio.run(standing.run(standing=True))
    command = [sys.executable, "-m", "bench.mix", "check"]
    told = subprocess.run(command, cwd=server.ROOT, env=env, check=True, capture_output=True, text=True)
    kept = json.loads(told.stdout)
    late = [max(room.seen[text]) - begun for text, begun in room.sent.items() if text in room.seen]
    unseen = sum(len(room.seen.get(text, [])) < SCREENS for text in room.sent)
    return {
        "feed_p50_ms": round(statistics.median(room.asked["feed"]), 1),
        "feed_p95_ms": find_p95(room.asked["feed"]),
        "write_p95_ms": find_p95(room.wrote),
        "now_p50_ms": round(statistics.median(standing.asked["now"]), 1),
        "now_p95_ms": find_p95(standing.asked["now"]),
        "generator_lag_p95_ms": find_p95([*room.lag, *standing.lag]),
        "cpu_ms_per_request": round(spent * 1000 / answered, 1),
        "everywhere_p95_s": round(statistics.quantiles(late, n=20)[18], 2),
        "everywhere_max_s": round(max(late), 2),
        "sent": len(room.sent),
        "lost": len(room.sent) - kept["different"],
        "doubled": kept["kept"] - kept["different"],
        "not_everywhere": unseen,
        "problems": [*room.problems, *standing.problems][:5],
    }


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "fill":
        fill(Path(sys.argv[2]))
    else:
        check()

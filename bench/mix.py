"""The Grand Mix under a room: sixty screens that ask every two seconds, ten people who write.

DATABASE_URL=… python -m bench.mix fill facts.json    a session of thirteen projects, a round that runs, ten phones
DATABASE_URL=… python -m bench.mix check              how many ideas are kept, and how many differ
"""

import asyncio
import json
import statistics
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import django
import httpx

from bench import server

SCREENS, WRITERS = 60, 10
EVERY_S, LASTS_S, WRITES_EVERY_S = 2.0, 40.0, 4.0
CSRF = "b" * 32


def fill(facts: Path) -> None:
    """Side effects: the database filled; a JSON file with the code, its key, cookies and projects."""
    from django.utils import timezone

    from coaching.attendance.actions import door
    from coaching.attendance.codes import make_key
    from coaching.attendance.visits import COOKIE
    from coaching.ideas.actions.rounds import open_round, plan_rounds
    from tests.support.live import run_session

    live, at = run_session(participations=13), timezone.now()
    [current] = plan_rounds(session=live.session, count=1, minutes=60, actor=None, at=at)
    open_round(mix_round=current, actor=None, at=at)
    people = list(live.session.attendees.filter(kind="holder")[:WRITERS])
    places = [place.pk for place in live.world.participations]
    told = {
        "code": live.code.code,
        "key": make_key(live.code.code),
        "writers": [
            {
                "cookie": f"{COOKIE.name}={COOKIE.sign([person.pk, door.take_name(attendee=person)])}",
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


class Room:
    """What screens and phones saw: when each text was sent, when each screen had it, how long answers took."""

    def __init__(self, base: str, facts: dict[str, Any]) -> None:
        self.base, self.facts = base, facts
        self.asked: list[float] = []
        self.wrote: list[float] = []
        self.sent: dict[str, float] = {}
        self.seen: dict[str, list[float]] = {}
        self.problems: list[str] = []
        self.ends = 0.0

    async def watch(self, number: int) -> None:
        address = f"/live/{self.facts['code']}/wall/feed/"
        tick = 0
        await asyncio.sleep(EVERY_S * number / SCREENS)
        async with httpx.AsyncClient(base_url=self.base, timeout=30) as client:
            while time.perf_counter() < self.ends + 2 * EVERY_S:
                begun = time.perf_counter()
                answer = await client.get(address, params={"k": self.facts["key"], "since": tick})
                now = time.perf_counter()
                self.asked.append((now - begun) * 1000)
                if answer.status_code == httpx.codes.OK:
                    told = answer.json()
                    tick = told["tick"]
                    for idea in told["ideas"]:
                        self.seen.setdefault(idea["text"], []).append(now)
                elif answer.status_code != httpx.codes.NO_CONTENT:
                    self.problems.append(f"feed: {answer.status_code}")
                await asyncio.sleep(max(0.0, EVERY_S - (time.perf_counter() - begun)))

    async def write(self, number: int, who: dict[str, Any]) -> None:
        headers = {
            "Cookie": f"{who['cookie']}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "X-Requested-With": "fetch",
            "Referer": self.base,
        }
        await asyncio.sleep(WRITES_EVERY_S * number / WRITERS)
        async with httpx.AsyncClient(base_url=self.base, timeout=30, headers=headers) as client:
            place = 0
            while time.perf_counter() < self.ends:
                begun, text = time.perf_counter(), f"Une idée de la personne {number}, la {place}e."
                target = who["targets"][place % len(who["targets"])]
                form = {
                    "uid": str(uuid.uuid4()), "participation": target, "blocker": "", "kind": "idea", "text": text,
                }  # fmt: skip
                self.sent[text] = begun
                # every third is sent twice, as a phone does that did not hear the answer
                for _time in range(2 if place % 3 == 0 else 1):
                    answer = await client.post(f"/live/{self.facts['code']}/idea/", data=form)
                    if answer.status_code != httpx.codes.OK:
                        self.problems.append(f"idea: {answer.status_code} {answer.text[:200]}")
                self.wrote.append((time.perf_counter() - begun) * 1000)
                place += 1
                await asyncio.sleep(max(0.0, WRITES_EVERY_S - (time.perf_counter() - begun)))

    async def run(self) -> None:
        self.ends = time.perf_counter() + LASTS_S
        writers = (self.write(number, who) for number, who in enumerate(self.facts["writers"]))
        await asyncio.gather(*(self.watch(number) for number in range(SCREENS)), *writers)


def measure(database: str, folder: Path) -> dict[str, Any]:
    """The figures, on a fresh ``database``. Side effects: fills it; gunicorn while it lasts."""
    env, facts = server.environment(database, folder), folder / "mix.json"
    server.run("-m", "bench.mix", "fill", str(facts), env=env)
    with server.gunicorn(env) as base:
        room = Room(base, json.loads(facts.read_text(encoding="utf-8")))
        asyncio.run(room.run())
    command = [sys.executable, "-m", "bench.mix", "check"]
    told = subprocess.run(command, cwd=server.ROOT, env=env, check=True, capture_output=True, text=True)
    kept = json.loads(told.stdout)
    late = [max(room.seen[text]) - begun for text, begun in room.sent.items() if text in room.seen]
    unseen = sum(len(room.seen.get(text, [])) < SCREENS for text in room.sent)
    return {
        "feed_p50_ms": round(statistics.median(room.asked), 1),
        "feed_p95_ms": round(statistics.quantiles(room.asked, n=20)[18], 1),
        "write_p95_ms": round(statistics.quantiles(room.wrote, n=20)[18], 1),
        "everywhere_p95_s": round(statistics.quantiles(late, n=20)[18], 2),
        "everywhere_max_s": round(max(late), 2),
        "sent": len(room.sent),
        "lost": len(room.sent) - kept["different"],
        "doubled": kept["kept"] - kept["different"],
        "not_everywhere": unseen,
        "problems": room.problems[:5],
    }


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "fill":
        fill(Path(sys.argv[2]))
    else:
        check()

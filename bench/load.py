"""A crowd on the server: a hundred people whose form saves itself, then five hundred dossiers as a call closes, then
five hundred responses to a survey.
"""

import asyncio
import json
import random
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psutil

from bench import server
from bench.crowd import WRITTEN

PACE_S, WRITING_S = 3.0, 60.0
SENDING_S = 30.0
RESPONDING_S = 50.0
MARGIN_S = 4
"""The call closes so many seconds after the last dossier is due: they are sent in its last minute."""
CSRF = "b" * 32
PATIENCE_S = 60
WARMING = 20
"""So many ask for a page first: a server that people write on has been asked before."""
EVERY_FIFTH = 5
"""Who clicks twice."""


@dataclass
class Answers:
    """What the crowd was answered: milliseconds of each request, and what was not as it should."""

    times: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    server_s: float = 0.0

    async def answer(
        self, base: str, address: str, form: dict[str, str], who: dict[str, str], due: float
    ) -> tuple[int, str]:
        """Post, and note how long it took since ``due``; status 0 when nothing was answered."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await post(base, address, form, who)
        except (OSError, TimeoutError, ValueError) as error:
            self.problems.append(f"{address}: {type(error).__name__}")
            return 0, ""
        finally:
            self.times.append((time.perf_counter() - due) * 1000)

    def p95(self) -> float:
        return round(statistics.quantiles(self.times, n=20)[18], 1) if len(self.times) > 1 else 0.0

    def median(self) -> float:
        return round(statistics.median(self.times), 1) if self.times else 0.0


def measure(database: str, folder: Path) -> list[dict[str, Any]]:
    """Rows of the table of figures, on a fresh ``database``. Side effects: fills it; gunicorn while it lasts."""
    env, facts_file = server.environment(database, folder), folder / "crowd.json"
    server.run("-m", "bench.crowd", "fill", str(facts_file), env=env)
    facts = json.loads(facts_file.read_text(encoding="utf-8"))
    with server.gunicorn(env) as base:
        asyncio.run(warm_up(base, facts["writers"][:WARMING]))
        spent = [server_seconds()]
        wrote, texts = asyncio.run(write(base, facts["writers"]))
        spent.append(server_seconds())
        server.run("-m", "bench.crowd", "close", str(int(SENDING_S) + MARGIN_S), env=env)
        sent, lasted = asyncio.run(send(base, facts["senders"], facts["rules"]))
        spent.append(server_seconds())
        answered, took = asyncio.run(respond(base, facts["links"]))
        spent.append(server_seconds())
    wrote.server_s, sent.server_s, answered.server_s = (after - before for before, after in pairwise(spent))
    kept = ask("check", facts_file, env)
    lost = [
        f"{reference} {key}: not what was saved last"
        for reference, answers in texts.items()
        for key, text in answers.items()
        if kept["kept"][reference].get(key) != text
    ]
    number = len(facts["senders"])
    counts = {name: kept[name] for name in ("submitted", "versions", "receipts", "entries")}
    doubled = [f"{name}: {found} for {number} dossiers" for name, found in counts.items() if found != number]
    asked = len(facts["links"])
    told = {name: kept[name] for name in ("responses", "words", "thanks", "answers")}
    mislaid = [f"{name}: {found} for {asked} respondents" for name, found in told.items() if found != asked]
    return [
        row(f"{len(facts['writers'])} people autosaving, p95", wrote, wrote.p95(), "ms", 150.0, lost),
        row(f"{number} dossiers sent, until the last is accepted", sent, lasted, "s", SENDING_S, doubled),
        row(f"{asked} survey responses sent, until the last is accepted", answered, took, "s", 60.0, mislaid),
    ]


async def warm_up(base: str, people: list[dict[str, str]]) -> None:
    """Empty answers to a question of theirs, refused or not: both workers have met the address."""
    addresses = [f"/my/applications/{who['reference']}/answers/{WRITTEN[-1]}/" for who in people]
    calls = (post(base, address, {}, who) for address, who in zip(addresses, people, strict=True))
    await asyncio.gather(*calls)


async def respond(base: str, links: list[str]) -> tuple[Answers, float]:
    """Everybody sends their answers to a survey by their own link within fifty seconds, some twice."""
    told, draw = Answers(), random.Random(500)
    dues = sorted(RESPONDING_S * draw.random() for _link in links)
    started = time.perf_counter() + 0.5

    async def answer_link(number: int, link: str) -> None:
        due = started + dues[number]
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        form = {"q_state": "continued", "q_usefulness": "4", "q_quote": "no"}
        form["q_evolution"] = f"Réponse {number}. " + "Nous partons du travail. " * 20
        clicks = 2 if number % EVERY_FIFTH == 0 else 1
        calls = (told.answer(base, link, form, {"session": ""}, due) for _click in range(clicks))
        found = [status for status, _body in await asyncio.gather(*calls)]
        # a link that was used tells a second click that it was, and no more
        if HTTPStatus.FOUND not in found or {*found} - {HTTPStatus.FOUND, HTTPStatus.FORBIDDEN}:
            told.problems.append(f"respondent {number}: {found}")

    await asyncio.gather(*(answer_link(number, link) for number, link in enumerate(links)))
    return told, round(time.perf_counter() - started, 1)


def server_seconds() -> float:
    """Processor time that gunicorn took so far, its two workers together."""
    found = 0.0
    for process in psutil.Process().children(recursive=True):
        if any("gunicorn" in word for word in process.cmdline()):
            times = process.cpu_times()
            found += times.user + times.system
    return found


def ask(what: str, facts: Path, env: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.crowd", what, str(facts)]
    told = subprocess.run(command, cwd=server.ROOT, env=env, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return found


def row(page: str, told: Answers, value: float, unit: str, aim: float, more: list[str]) -> dict[str, Any]:
    problems = told.problems + more
    each = round(told.server_s * 1000 / max(1, len(told.times)), 1)
    client = f"median {told.median()} ms, p95 {told.p95()} ms, {len(told.times)} requests, server {each} ms of CPU each"
    figures = {"value": value, "unit": unit, "client": client}
    failed = {"error": f"{len(problems)} wrong: {'; '.join(problems[:3])}"} if problems else {}
    return {"page": page, "n": 600, "aim": aim, "sense": "≤", "job": True, **figures, **failed}


async def post(base: str, address: str, form: dict[str, str], who: dict[str, str]) -> tuple[int, str]:
    """Status and body. A bare socket: what the crowd costs is not the server's to have."""
    parts, body = urlsplit(base), urlencode(form).encode()
    lines = (
        f"POST {address} HTTP/1.1",
        f"Host: {parts.netloc}",
        f"Cookie: sessionid={who['session']}; csrftoken={CSRF}",
        f"X-CSRFToken: {CSRF}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        head, _blank, told = (await reader.read()).partition(b"\r\n\r\n")
    finally:
        writer.close()
    return int(head.split(None, 2)[1]), told.decode()


async def write(base: str, writers: list[dict[str, str]]) -> tuple[Answers, dict[str, dict[str, str]]]:
    """Each person changes one long answer every three seconds, for a minute; returns their last texts, too."""
    told, texts = Answers(), {writer["reference"]: dict[str, str]() for writer in writers}
    started = time.perf_counter() + 0.5

    async def type_answers(number: int, who: dict[str, str]) -> None:
        versions = dict.fromkeys(WRITTEN, 0)
        due = started + PACE_S * number / len(writers)
        for turn in range(int(WRITING_S / PACE_S)):
            key = WRITTEN[turn // 4 % len(WRITTEN)]
            text = f"{who['reference']} {turn}" + " Ce que l’outil change au travail, et pour qui." * (
                4 + turn % 10
            )
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            address = f"/my/applications/{who['reference']}/answers/{key}/"
            # from the instant at which it was due: waiting for one's turn counts
            form = {"value": text, "base_version": str(versions[key])}
            status, body = await told.answer(base, address, form, who, due)
            if status == HTTPStatus.OK:
                versions[key], texts[who["reference"]][key] = json.loads(body)["version"], text
            else:
                told.problems.append(f"{who['reference']} {key}: {status}")
            due += PACE_S

    await asyncio.gather(*(type_answers(number, who) for number, who in enumerate(writers)))
    return told, texts


async def send(base: str, senders: list[dict[str, str]], rules: int) -> tuple[Answers, float]:
    """Everybody sends within thirty seconds, more and more of them towards the end; some click twice.

    Returns the seconds until the last of them was answered.
    """
    told, draw = Answers(), random.Random(500)
    # the latest leave two seconds to be answered
    dues = sorted((SENDING_S - 2) * draw.random() ** 0.8 for _sender in senders)
    started = time.perf_counter() + 0.5

    async def send_dossier(number: int, who: dict[str, str]) -> None:
        due = started + dues[number]
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        form = {"rules": "on", "rules_version": str(rules)}
        address = f"/my/applications/{who['reference']}/submit/"
        clicks = 2 if number % EVERY_FIFTH == 0 else 1
        calls = (told.answer(base, address, form, who, due) for _click in range(clicks))
        for status, _body in await asyncio.gather(*calls):
            if status != HTTPStatus.FOUND:
                told.problems.append(f"{who['reference']}: {status}")

    await asyncio.gather(*(send_dossier(number, who) for number, who in enumerate(senders)))
    return told, round(time.perf_counter() - started, 1)

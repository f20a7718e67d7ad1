"""People at once: applicants as a call closes, screens and phones of a session or a meeting, the partners' board.

Each asks at hours of their own, whatever the answers do, and an answer counts from the hour at which it was due. What
was refused, lost or doubled is printed in the place of a figure.
"""

import asyncio
import itertools
import random
import statistics
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterator
from datetime import timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.models import Answer
from accelerator.questionnaires.siret import is_valid
from bench import server
from bench.fill import add_hours, sign_in
from bench.visits import CSRF, Row
from coaching.attendance.actions import codes
from coaching.attendance.codes import make_key
from coaching.attendance.visits import COOKIE
from coaching.broadcasts.actions import send_broadcast
from coaching.ideas.actions.contributions import open_round, plan_rounds
from coaching.models import Attendee, Contribution
from programmes.enums import RoleName
from programmes.models import Call
from projects.models import Application, ApplicationVersion
from tests import factories
from tests.support.dossiers import complete_draft, draft, the_call
from tests.support.live import run_session
from tests.support.meetings import committee_with, start_meeting, take
from tests.support.partners import fill_board

WRITERS, SENDERS, SCREENS, FOLLOWERS, PHONES = 100, 500, 60, 30, 200
WRITTEN = ("work_problem", "solution", "impact", "involvement", "brakes_levers", "expectations")
LASTS_S, SCREEN_EVERY_S, PHONE_EVERY_S = 30.0, 2.0, 5.0
ROOM_EVERY_S, TAKEN_EVERY_S = 1.5, 5.0


class Crowd:
    """People who ask one site; what it took each of them, by kind, and what was not as it should."""

    def __init__(self, base: str) -> None:
        self.base, self.times, self.problems = base, defaultdict[str, list[float]](list), list[str]()
        self.begins = self.lasted = self.cpu_s = 0.0

    async def ask(
        self, kind: str, due: float, path: str, cookie: str = "", *, expect: set[int], **more: Any
    ) -> httpx.Response:
        """Wait until ``due`` seconds have gone, then ask; with ``data``, a POST. Another status is a problem."""
        await asyncio.sleep(max(0.0, self.begins + due - time.perf_counter()))
        method, extra = "POST" if "data" in more else "GET", more.pop("headers", {})
        headers = {"Cookie": f"{cookie}; csrftoken={CSRF}", "X-CSRFToken": CSRF, **extra}
        answer = await self.client.request(method, path, headers=headers, **more)
        self.times[kind].append((time.perf_counter() - self.begins - due) * 1000)
        if answer.status_code not in expect:
            self.problems.append(f"{path}: {answer.status_code}")
        return answer

    def meet(self, people: list[Coroutine[Any, Any, None]]) -> None:
        """All of them at once, to their end. Side effect: processor time and seconds are noted."""

        async def gather() -> None:
            jar = CookieJar(DefaultCookiePolicy(allowed_domains=[]))  # cookies are each person's own
            limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
            options = {"cookies": jar, "limits": limits, "timeout": 60}
            async with httpx.AsyncClient(base_url=self.base, **options) as self.client:
                self.begins = time.perf_counter() + 0.5
                results = await asyncio.gather(*people, return_exceptions=True)
            self.problems += [repr(error) for error in results if isinstance(error, BaseException)]
            self.lasted = time.perf_counter() - self.begins

        before = server.measure_cpu()
        asyncio.run(gather())
        self.cpu_s = server.measure_cpu() - before

    def report(self, page: str, kind: str, aim: float, *, seconds: float | None = None) -> Row:
        """The row of one kind of request: its p95 in milliseconds, or these ``seconds``."""
        times, count = self.times[kind], sum(map(len, self.times.values()))
        row: Row = {"page": page, "n": len(times)}
        if self.problems:
            return {**row, "error": f"{len(self.problems)} wrong: {'; '.join(self.problems[:3])}"}
        p95 = statistics.quantiles(times, n=20)[18]
        value, unit = (p95, "ms, p95") if seconds is None else (seconds, "s")
        client = f"median {statistics.median(times):.1f} ms, p95 {p95:.1f} ms"
        client += f", {self.cpu_s * 1000 / count:.1f} ms of CPU each"
        missed = [f"> {aim:g}"] if value > aim else []
        return {**row, "value": round(value, 1), "unit": unit, "client": client, "missed": missed}

    def check(self, counts: dict[str, int], wanted: int) -> None:
        wrong = {name: found for name, found in counts.items() if found != wanted}
        self.problems += [f"{name}: {found}, not {wanted}" for name, found in wrong.items()]


def list_sirets() -> Iterator[str]:
    """One of each company."""
    for siren in itertools.count(100_000_000):
        yield from itertools.islice(filter(is_valid, (f"{siren}{branch:05d}" for branch in range(10, 20))), 1)


def measure_crowd(base: str) -> Iterator[Row]:
    """A hundred people whose form saves itself every three seconds, then five hundred dossiers."""
    at, edition, sirets = timezone.now(), the_call(slug="crowd", code="CROWD"), list_sirets()
    writers = [draft(edition, at=at, title=f"Atelier {number}") for number in range(WRITERS)]
    names = [{"title": f"Écran {n}", "structure_name": f"S{n}"} for n in range(SENDERS)]
    senders = [complete_draft(edition, factories.user(), at=at, siret=next(sirets), **name) for name in names]
    yield save_answers(Crowd(base), sign_in_leads(writers))
    cookies = sign_in_leads(senders)
    Call.objects.filter(edition=edition).update(closes_at=timezone.now() + timedelta(seconds=LASTS_S + 4))
    yield send_dossiers(Crowd(base), cookies, edition.call.rules_version)


def sign_in_leads(applications: list[Application]) -> dict[str, str]:
    """Their cookies, by reference."""
    return {row.reference: f"sessionid={sign_in(row.project.members.get().user)}" for row in applications}


def save_answers(crowd: Crowd, cookies: dict[str, str]) -> Row:
    texts: dict[tuple[str, str], str] = {}

    async def write(place: int, reference: str) -> None:
        versions = dict.fromkeys(WRITTEN, 0)
        for turn in range(20):
            key = WRITTEN[turn // 4 % len(WRITTEN)]
            text = f"{reference} {turn}" + " Ce que l’outil change au travail, et pour qui." * (4 + turn % 10)
            form, due = {"value": text, "base_version": versions[key]}, 3 * (turn + place / WRITERS)
            path = reverse("projects:application_answer", args=[reference, key])
            answer = await crowd.ask("save", due, path, cookies[reference], data=form, expect={200})
            versions[key], texts[reference, key] = answer.json()["version"], text

    crowd.meet([write(place, reference) for place, reference in enumerate(cookies)])
    rows = Answer.objects.filter(sheet__application__reference__in=cookies, question__key__in=WRITTEN)
    saved = dict.fromkeys(rows.values_list("sheet__application__reference", "question__key", "value"))
    lost = [place for place, text in texts.items() if (*place, text) not in saved]
    crowd.problems += [f"{place}: not what was saved last" for place in lost]
    return crowd.report(f"{len(cookies)} people autosaving", "save", 150)


def send_dossiers(crowd: Crowd, cookies: dict[str, str], rules: int) -> Row:
    """More and more of them towards the end; every fifth clicks twice."""
    draw, form = random.Random(500), {"rules": "on", "rules_version": rules}

    async def send(place: int, reference: str) -> None:
        due, clicks = (LASTS_S - 2) * draw.random() ** 0.8, range(1 + (place % 5 == 0))
        path = reverse("projects:application_review_and_submit", args=[reference])
        cookie = cookies[reference]
        calls = (crowd.ask("send", due, path, cookie, data=form, expect={302}) for _click in clicks)
        await asyncio.gather(*calls)

    crowd.meet([send(place, reference) for place, reference in enumerate(cookies)])
    sent = Application.objects.filter(reference__in=cookies, state="submitted")
    keys, receipt = [str(row.pk) for row in sent], "projects/application/receipt"
    counts = {
        "submitted": len(keys),
        "versions": ApplicationVersion.objects.filter(application__in=sent).count(),
        "receipts": OutgoingMail.objects.filter(template=receipt).count(),
        "entries": AuditEntry.objects.filter(verb="submit", subject_id__in=keys).count(),
    }
    crowd.check(counts, len(cookies))
    page = f"{len(cookies)} dossiers sent, until the last"
    return crowd.report(page, "send", LASTS_S, seconds=crowd.lasted)


async def watch(crowd: Crowd, place: float, path: str, cookie: str, mark: Callable[[Any], str]) -> None:
    """A screen that asks for news every two seconds; ``mark`` reads from one answer what the next question says."""
    since = ""
    for turn in range(int(LASTS_S / SCREEN_EVERY_S) + 2):
        due = SCREEN_EVERY_S * (turn + place)
        answer = await crowd.ask("feed", due, f"{path}{since}", cookie, expect={200, 204})
        since = mark(answer.json()) if answer.status_code == 200 else since


def measure_mix(base: str) -> Iterator[Row]:
    """The ideas of a session: sixty screens, ten people who write every four seconds."""
    live, at, crowd = run_session(participations=13), timezone.now(), Crowd(base)
    [current] = plan_rounds(session=live.session, count=1, minutes=60, actor=None, at=at)
    open_round(mix_round=current, actor=None, at=at)
    code, places = live.code.code, [place.pk for place in live.world.participations]
    wall = f"{reverse('coaching:mix_feed', args=[code])}?k={make_key(code)}&since="
    sent: dict[str, float] = {}
    seen = defaultdict[str, list[float]](list)

    def sign(person: Attendee) -> str:
        return f"{COOKIE.name}={COOKIE.sign([person.pk, codes.take_name(attendee=person)])}"

    def note(news: Any) -> str:
        for idea in news["ideas"]:
            seen[idea["text"]].append(time.perf_counter())
        return str(news["tick"])

    async def write(place: int, own: int, cookie: str) -> None:
        for turn in range(7):
            text, due = f"Une idée de la personne {place}, la {turn}e.", 4 * (turn + place / 10)
            target = [pk for pk in places if pk != own][turn]
            form = {"uid": str(uuid.uuid4()), "participation": target, "kind": "idea", "text": text}
            sent[text] = due
            # every third is sent twice, as by a phone that did not hear the answer
            for _time in range(1 + (turn % 3 == 0)):
                fetch = {"X-Requested-With": "fetch"}
                path = reverse("coaching:mix_idea", args=[code])
                await crowd.ask("write", due, path, cookie, data=form, headers=fetch, expect={200})

    people = live.session.attendees.filter(kind="holder")[:10]
    writers = [write(place, person.participation_id, sign(person)) for place, person in enumerate(people)]
    crowd.meet([watch(crowd, place / SCREENS, wall, "", note) for place in range(SCREENS)] + writers)
    texts = list(Contribution.objects.filter(participation__in=places).values_list("text", flat=True))
    crowd.check({"ideas": len(texts), "different": len(set(texts))}, len(sent))
    crowd.problems += [f"{text} not everywhere" for text in sent if len(seen[text]) < SCREENS]
    latest = max((max(hours) - crowd.begins - sent[text] for text, hours in seen.items()), default=0.0)
    yield crowd.report("60 screens of the wall", "feed", 100)
    yield crowd.report("ideas, until the last screen has them", "write", 2.5, seconds=latest)


def measure_board(base: str) -> Iterator[Row]:
    """Sixty projects, twelve bodies: thirty screens that follow, six people who answer every five seconds."""
    edition, crowd = factories.edition(slug="board"), Crowd(base)
    bodies = [factories.organisation() for _body in range(12)]
    needs = fill_board([factories.participation(edition) for _place in range(60)], bodies)
    seats = [factories.role(edition, RoleName.PARTNER, through=bodies[n % 12]) for n in range(FOLLOWERS + 6)]
    feed = f"{reverse('coaching:support_feed', args=['board'])}?since="

    async def answer(place: int, cookie: str) -> None:
        for turn in range(6):
            need, due = needs[(place * 10 + turn) % 60], 5 * (turn + place / 6)
            path = reverse("coaching:support_quick_stance", args=["board", need.uid])
            form = {"kind": ("lead", "join")[turn % 2], "seen": 1}
            await crowd.ask("answer", due, path, cookie, data=form, expect={302})

    def note(news: Any) -> str:
        return f"{news['tick']}&sign={news['sign']}"

    cookies = [f"sessionid={sign_in(user)}" for user in seats]
    people = [answer(place, cookie) for place, cookie in enumerate(cookies[:6])]
    people += [watch(crowd, n / FOLLOWERS, feed, cookie, note) for n, cookie in enumerate(cookies[6:])]
    crowd.meet(people)
    yield crowd.report("30 screens of the partners' board", "feed", 100)
    yield crowd.report("answers to needs", "answer", 100)


def measure_now(base: str) -> Iterator[Row]:
    """« Maintenant » on two hundred phones; a message to everybody on the way, which each of them then draws."""
    live, crowd = run_session(participations=60, mentors=20), Crowd(base)
    add_hours(live)
    path, fetch = reverse("coaching:live_now", args=[live.code.code]), {"X-Requested-With": "fetch"}
    for number in range(PHONES - live.session.attendees.count()):
        live.session.attendees.create(name=f"Personne {number}", kind="observer", added_at=timezone.now())

    def sign(person: Attendee) -> str:
        return f"{COOKIE.name}={COOKIE.sign([person.pk, codes.take_name(attendee=person)])}"

    async def follow(place: int, cookie: str) -> None:
        tag, drawn = "", 0
        for turn in range(int(LASTS_S / PHONE_EVERY_S) + 2):
            due, tagged = PHONE_EVERY_S * (turn + place / PHONES), {**fetch, "If-None-Match": tag}
            answer = (
                await crowd.ask("poll", due, f"{path}?probe", headers=tagged, expect={304, 204})
                if tag
                else None
            )
            if answer is None or answer.status_code == 204:
                answer = await crowd.ask("draw", due, path, cookie, headers=fetch, expect={200})
                drawn += "Midi" in answer.text
            tag = answer.headers["ETag"]
        # twice when it was sent while the page was drawn: the cursor is read first, so that nothing is missed
        crowd.problems += [] if drawn else [f"phone {place} never had the message"]

    async def send() -> None:
        await asyncio.sleep(LASTS_S / 2)
        words = {"text": "Midi", "actor": live.world.organiser, "at": timezone.now()}
        await asyncio.to_thread(send_broadcast, session=live.session, **words)

    cookies = [sign(person) for person in live.session.attendees.all()[:PHONES]]
    crowd.meet([send(), *(follow(place, cookie) for place, cookie in enumerate(cookies))])
    yield crowd.report(f"{PHONES} phones that follow « Maintenant »", "poll", 200)
    yield crowd.report("the same, drawn again", "draw", 200)


def measure_room(base: str) -> Iterator[Row]:
    """Thirty members who follow the meeting of a committee; its chair takes another dossier every five seconds."""
    world, crowd = committee_with(*range(90, 60, -3), reviewers=FOLLOWERS), Crowd(base)
    meeting, slug = start_meeting(world), world.edition.slug
    page = reverse("projects:meeting", args=[slug])
    changes, fetch = reverse("projects:meeting_changes", args=[slug]), {"X-Requested-With": "fetch"}
    taken: dict[str, float] = {}
    seen: dict[str, list[float]] = defaultdict(list)

    async def follow(place: int, cookie: str) -> None:
        tag = ""
        for turn in range(int(LASTS_S / ROOM_EVERY_S) + 2):
            due, tagged = ROOM_EVERY_S * (turn + place / FOLLOWERS), {**fetch, "If-None-Match": tag}
            if tag:
                answer = await crowd.ask("poll", due, changes, headers=tagged, expect={200, 304})
                if answer.status_code == 304:
                    continue
            answer = await crowd.ask("draw", due, page, cookie, headers=tagged, expect={200, 304})
            tag = answer.headers["ETag"]
            for reference in [reference for reference in taken if reference in answer.text]:
                seen[reference].append(time.perf_counter())

    async def lead() -> None:
        for application in world.applications[: int(LASTS_S / TAKEN_EVERY_S)]:
            await asyncio.sleep(TAKEN_EVERY_S)
            taken[application.reference] = time.perf_counter()
            await asyncio.to_thread(take, meeting, application)

    cookies = [f"sessionid={sign_in(user)}" for user in world.reviewers]
    crowd.meet([lead(), *(follow(place, cookie) for place, cookie in enumerate(cookies))])
    missed = {reference for reference in list(taken)[:-1] if len(seen[reference]) < FOLLOWERS}
    crowd.problems += [f"{reference} not on every screen" for reference in missed]
    latest = max(sorted(seen[reference])[FOLLOWERS - 1] - taken[reference] for reference in list(taken)[:-1])
    yield crowd.report(f"{FOLLOWERS} members who follow a meeting", "poll", 100)
    yield crowd.report("the same, drawn again", "draw", 100)
    yield crowd.report("a dossier taken, until the last screen has it", "draw", 2, seconds=latest)


SCENARIOS = {
    "room": measure_room,
    "now": measure_now,
    "crowd": measure_crowd,
    "mix": measure_mix,
    "board": measure_board,
}


def measure(scenario: str, env: dict[str, str]) -> Iterator[Row]:
    """This scenario, or all of them. Side effects: the database filled; gunicorn while it lasts."""
    call_command("migrate", verbosity=0)
    for name in [scenario] if scenario else SCENARIOS:
        with server.serve(env) as base:
            yield from SCENARIOS[name](base)

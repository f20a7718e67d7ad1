"""Jobs that are timed, each in a process that knows Django.

    DATABASE_URL=… python -m bench.jobs reminders|edition|posters|assignment|pairing|projects|ask-mails

Prints one JSON object.
"""

import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django

from bench import server

MAILS = 4000
PATIENCE_S = 600


@contextmanager
def count_cost() -> Iterator[dict[str, Any]]:
    """Seconds, processor seconds and statements of the block, but savepoints."""
    from django.db import connection

    from bench.counting import HOUSEKEEPING

    found: dict[str, Any] = {"queries": 0}

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        found["queries"] += not HOUSEKEEPING.match(sql)
        return execute(sql, params, many, context)

    started, began = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        yield found
    found["cpu_s"] = round(time.process_time() - began, 2)
    found["value"] = round(time.perf_counter() - started, 2)
    found["unit"] = "s"


def reminders() -> dict[str, Any]:
    """Plan the reminders that are due: one for each draft."""
    from django.utils import timezone

    from accelerator.outbox import reminders as rules
    from accelerator.outbox.models import OutgoingMail

    with count_cost() as found:
        rules.plan(timezone.now())
    return {**found, "number": OutgoingMail.objects.count()}


def edition() -> dict[str, Any]:
    """Gather, draw and write the synthesis of an edition of thirteen."""
    from django.utils import timezone

    from coaching.models import SynthesisReport
    from coaching.synthesis.actions import building
    from coaching.synthesis.actions import reports as report
    from programmes.models import Edition

    times = []
    for _turn in range(3):
        asked = report.request_report(
            edition=Edition.objects.get(slug="thirteen"),
            participation=None,
            language="fr",
            actor=None,
            at=timezone.now(),
        )
        with count_cost() as found:
            building.build_queued(report_id=asked.pk, at=timezone.now())
        times.append(found)
        state = SynthesisReport.objects.get(pk=asked.pk).state
        if state != "ready":
            raise RuntimeError(f"the synthesis is {state}")
    return min(times, key=lambda candidate: float(candidate["value"]))


def assignment() -> dict[str, Any]:
    """Give 1 000 dossiers three reviewers each, out of a hundred of thirty bodies."""
    from projects.review.solver.assignment import propose
    from projects.review.solver.problem import AssignmentProblem, Dossier, Reviewer

    draw = random.Random(1)
    people = tuple(Reviewer(id=number, body=number % 30) for number in range(100))
    dossiers = tuple(Dossier(id=number, body=draw.randrange(200)) for number in range(1000))
    excluded = frozenset((draw.randrange(1000), draw.randrange(100)) for _ in range(500))
    with count_cost() as found:
        proposal = propose(AssignmentProblem(dossiers, people, wanted=3, excluded=excluded))
    return {**found, "number": len(proposal.pairs)}


def pairing() -> dict[str, Any]:
    """Propose a mentor for each of 200 projects, out of 60 people; ``lost`` are points beyond another method's."""
    from bench.pairing import draw_problem, find_least_cost
    from coaching.pairing.solver import propose

    problem = draw_problem()
    with count_cost() as found:
        proposal = propose(problem)
    lost = proposal.cost - find_least_cost(problem)
    return {**found, "number": len(proposal.matches), "lost": lost}


def turns(size: tuple[int, int, int, int, int], *, repair: bool = False) -> Callable[[], dict[str, Any]]:
    """Plan the individual turns of a session of this size, or repair its plan once a room is lost.

    ``aim``: rooms that mentors use, or turns moved; ``bound``: the least that any plan could.
    """

    def plan() -> dict[str, Any]:
        from bench.turns import draw_problem, lose_room
        from coaching.session.planning.optimum import plan_turns

        problem = draw_problem(*size)
        if repair:
            problem = lose_room(problem, plan_turns(problem, seconds=5))
        with count_cost() as found:
            planned = plan_turns(problem, seconds=4.5)
        facts = {"aim": planned.aim, "bound": planned.bound, "left": len(planned.left)}
        return {**found, "number": len(planned.places), **facts}

    return plan


def posters() -> dict[str, Any]:
    """Print the posters of an edition of thirteen, all tabs of each, as its organiser asks for them."""
    from django.test import Client
    from django.urls import reverse

    from accelerator.accounts.models import User
    from bench.people import ORGANISER

    client, times = Client(headers={"host": "localhost"}), []
    client.force_login(User.objects.get(pk=ORGANISER), backend="django.contrib.auth.backends.ModelBackend")
    for _turn in range(3):
        with count_cost() as found:
            answer = client.get(reverse("coaching:session_posters", args=["thirteen"]))
        if answer.status_code != 200 or not answer.content.startswith(b"%PDF"):
            raise RuntimeError(f"the posters answered {answer.status_code}")
        times.append({**found, "number": 13})
    return min(times, key=lambda candidate: float(candidate["value"]))


def rotation() -> dict[str, Any]:
    """Share out 30 people over 13 tables in 4 rounds; ``aim``: meetings twice, ``bound``: the least of any plan.

    ``chance``: what drawing lots makes on average.
    """
    from coaching.ideas.planning.rotation import Guest, plan_rotation

    with count_cost() as found:
        plan = plan_rotation([Guest(key) for key in range(30)], 13, 4)
    facts = {"aim": plan.repeats, "bound": plan.lower_bound, "chance": round(plan.by_chance, 1)}
    return {**found, "number": 30, **facts}


def projects() -> dict[str, Any]:
    """Ask for the synthesis of each of a thousand projects, of ten editions, and wait for the workers, whose parent is
    ``BENCH_WORKERS``. ``cpu_ms``: of processor, each; ``grown_mb``: what the workers hold more at the end than at the
    tenth.
    """
    from django.utils import timezone

    from bench.followed import HUNDREDS
    from coaching.models import SynthesisReport
    from coaching.synthesis.actions import reports as report
    from programmes.models import Edition

    pool = server.find_children(int(os.environ["BENCH_WORKERS"]))
    started, spent_before = time.perf_counter(), server.measure_cpu_of(pool)
    asked = [
        row.pk
        for edition in Edition.objects.filter(slug__in=HUNDREDS)
        for row in report.request_all(edition=edition, language="fr", actor=None, at=timezone.now())
    ]
    rows, held = SynthesisReport.objects.filter(pk__in=asked), 0.0
    while waiting := rows.filter(state__in=["queued", "building"]).count():
        if time.perf_counter() - started > PATIENCE_S:
            raise TimeoutError(f"{waiting} syntheses are not ready in time")
        if not held and waiting <= 0.9 * len(asked):
            held = server.measure_memory_of(pool)
        time.sleep(0.2)
    return {
        "value": round(time.perf_counter() - started, 1),
        "unit": "s",
        "number": len(asked),
        "failed": rows.filter(state="failed").count(),
        "cpu_ms": round((server.measure_cpu_of(pool) - spent_before) * 1000 / len(asked), 1),
        "grown_mb": round(server.measure_memory_of(pool) - held),
    }


def export(kind: str) -> Callable[[], dict[str, Any]]:
    """Build the table of all the dossiers, with every column; ``peak_mb`` is the most that this process ever held."""

    def build() -> dict[str, Any]:
        from django.utils import timezone

        from accelerator.accounts.models import User
        from bench.people import ORGANISER
        from programmes.models import Edition
        from projects.exchange.actions import exports
        from projects.exchange.exports.columns import groups_for
        from projects.models import ExportJob

        bench = Edition.objects.select_related("call").get(slug="bench")
        columns = [column.key for group in groups_for(bench, logistics=False) for column in group.columns]
        asked = ExportJob.objects.create(
            edition=bench,
            kind=kind,
            options={"columns": columns},
            requested_by=User.objects.get(pk=ORGANISER),
            requested_at=timezone.now(),
            due_at=timezone.now(),
        )
        with count_cost() as found:
            worked = time.process_time()
            exports.build_queued(job_id=asked.pk, at=timezone.now())
            worked = time.process_time() - worked
        asked.refresh_from_db()
        if asked.state != ExportJob.State.READY:
            raise RuntimeError(f"the export is {asked.state}: {asked.error}")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {**found, "number": asked.total, "cpu_s": round(worked, 2), "peak_mb": round(peak)}

    return build


def ask_mails() -> dict[str, Any]:
    """Keep so many mails due, and call the postmen as the beat does."""
    from accelerator.outbox.models import OutgoingMail
    from accelerator.outbox.tasks import sweep

    kept = OutgoingMail.objects.order_by("pk").values_list("pk", flat=True)[:MAILS]
    OutgoingMail.objects.exclude(pk__in=list(kept)).delete()
    sweep()
    return {"number": OutgoingMail.objects.count()}


JOBS = {
    "reminders": reminders,
    "edition": edition,
    "assignment": assignment,
    "pairing": pairing,
    "turns-13": turns((13, 7, 6, 2, 6)),
    "turns-60": turns((60, 20, 12, 3, 8)),
    "turns-repair": turns((60, 20, 12, 3, 8), repair=True),
    "rotation": rotation,
    "posters": posters,
    "projects": projects,
    "ask-mails": ask_mails,
    "export-xlsx": export("xlsx"),
    "export-csv": export("csv"),
}

if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(JOBS[sys.argv[1]]()) + "\n")

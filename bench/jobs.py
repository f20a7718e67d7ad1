"""The table of jobs that are timed, each in a process of its own, on the largest volume."""

import json
import resource
import sys
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.outbox import delivery, reminders
from bench.cost import measure_cost
from coaching.ideas.planning.rotation import Guest, plan_rotation, share_hosting
from coaching.models import SynthesisReport
from coaching.pairing.solver import PairingProposal, propose
from coaching.session.planning.optimum import plan_turns as plan
from coaching.synthesis.actions import building, reports
from programmes.models import Edition
from projects.exchange.actions import exports
from projects.exchange.exports.columns import groups_for
from projects.models import ExportJob
from tests.support import turns


def send_mails() -> int:
    """Those that were planned, by one postman, to the server of EMAIL_URL."""
    return sum(delivery.deliver_batch(at=timezone.now()) for _batch in range(40))


def build_syntheses(request: Callable[..., list[SynthesisReport]], **options: Any) -> int:
    """Gather, lay out and write those that are requested of thirteen projects. Raises RuntimeError."""
    at, edition = timezone.now(), Edition.objects.get(slug="thirteen")
    queued = request(edition=edition, language="fr", actor=None, at=at, **options)
    queued = queued if isinstance(queued, list) else [queued]
    for report in queued:
        building.build_queued(report_id=report.pk, at=at)
        report.refresh_from_db()
        if report.state != "ready":
            raise RuntimeError(f"the synthesis is {report.state}")
    return len(queued)


def export(kind: str) -> int:
    """The table of all dossiers, every column. Raises RuntimeError."""
    edition, at = Edition.objects.select_related("call").get(slug="bench"), timezone.now()
    organiser = User.objects.get(roles__edition=edition, roles__name="organiser")
    columns = [column.key for group in groups_for(edition, logistics=False) for column in group.columns]
    fields = {"requested_by": organiser, "requested_at": at, "due_at": at}
    job = ExportJob.objects.create(edition=edition, kind=kind, options={"columns": columns}, **fields)
    exports.build_queued(job_id=job.pk, at=at)
    job.refresh_from_db()
    if job.state != ExportJob.State.READY:
        raise RuntimeError(f"the export is {job.state}: {job.error}")
    return int(job.total)


def correct_jury() -> int:
    """A hundred jurors, three of whom read each dossier."""
    import numpy as np  # 17 MB, which the exports are not to count

    from bench import juries
    from projects.review.solver.correction import correct_scores

    random = np.random.default_rng(1)
    pairs = juries.assign(random, 1000, 100, 3)
    marks = juries.judge(random, pairs, random.standard_normal(1000), random.standard_normal(100))
    return len(correct_scores(marks, places=300, rounding=juries.ROUNDING).dossiers)


def pair_mentors() -> PairingProposal:
    from tests.support import pairing  # its reference solver takes 30 MB, which the exports are not to count

    return propose(pairing.draw_problem())


def seat_teams(projects: int, visitors: int) -> list[Guest]:
    """Projects of two people who receive in turn, and people who visit them all along."""
    hosting = share_hosting([[2 * project, 2 * project + 1] for project in range(projects)], 3)
    teams = [Guest(key, own=key // 2, hosts=rounds, project=key // 2) for key, rounds in hosting.items()]
    return [*teams, *(Guest(2 * projects + visitor) for visitor in range(visitors))]


Job = tuple[str, Callable[[], Any], str, float]
JOBS: list[Job] = [
    ("reminders planned", lambda: reminders.plan(timezone.now()), "s", 10),
    ("mails to a local server, one postman", send_mails, "a second", 200),
    ("synthesis of an edition", lambda: build_syntheses(reports.request_report, participation=None), "s", 2),
    ("synthesis of a project", lambda: build_syntheses(reports.request_all), "s each", 0.12),
    ("export of all dossiers, XLSX", lambda: export("xlsx"), "s", 6),
    ("export of all dossiers, CSV", lambda: export("csv"), "s", 6),
    ("pairing, 200 projects to 60 mentors", pair_mentors, "s", 2),
    ("turns, 13 projects over 2 days", lambda: plan(turns.draw_problem(13, 7, 6, 2, 6)), "s", 5),
    ("turns, 60 projects over 3 days", lambda: plan(turns.draw_problem(60, 20, 12, 3, 8)), "s", 30),
    ("rotation, 60 projects of 2 people, 3 rounds", lambda: plan_rotation(seat_teams(60, 24), 60, 3), "s", 5),
    ("corrected scores and chances, 1 000 dossiers", correct_jury, "s", 1),
    ("rotation, 30 people, 4 rounds", lambda: plan_rotation([*map(Guest, range(30))], 13, 4), "s", 2),
]
"""Name, job, unit, aim: at most, but for a rate."""
LARGEST_MB = 200


def main(number: int) -> None:
    """Prints the row of one job as JSON; the memory is the most that its process ever took."""
    name, job, unit, aim = JOBS[number]
    with measure_cost() as cost:
        result = job()
    count, seconds = result if isinstance(result, int) else 1, cost["value"]
    value = {"s": seconds, "s each": seconds / count, "a second": count / seconds}[unit]
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    is_missed = value < aim if unit == "a second" else value > aim
    missed = [f"aim {aim:g}"] if is_missed else []
    missed += [f"> {LARGEST_MB} MB"] if peak > LARGEST_MB and name.startswith("export") else []
    client = f"{count} done, {cost['queries']} SQL, {cost['cpu_s']:.1f} s CPU, peak {peak} MB"
    row = {"page": name, **cost, "value": round(value, 3), "unit": unit, "client": client, "missed": missed}
    sys.stdout.write(json.dumps({**row, "peak_mb": peak}) + "\n")

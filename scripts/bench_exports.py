"""Measure exports: a large edition as XLSX and CSV, its time, its SQL statements, and the peak memory of the process.

    python scripts/bench_exports.py [applications]

Runs on the database of DATABASE_URL, which it fills: use ``scripts/with_postgres.py`` for one made for the occasion.
Each file is built in a process of its own, as a worker would, so that its peak memory is its own.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ANSWERS = 20
SENTENCE = (
    "Les équipes décident ensemble de l’ordre des commandes, et l’atelier sait enfin pourquoi il change. "
)


def main() -> None:
    """Fill, measure, print a table in Markdown and the same in JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")
    os.environ.setdefault("SECRET_KEY", "bench" * 10)
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="possibles-bench-") as folder:
        os.environ.setdefault("POSSIBLES_VAR", folder)
        import django

        django.setup()
        if sys.argv[1:2] == ["--build"]:
            print(json.dumps(build(int(sys.argv[2]))))  # noqa: T201
            return
        number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
        report(measure(number), number)


def report(rows: list[dict[str, Any]], number: int) -> None:
    lines = ["| export | seconds | of which CPU | SQL | peak MB | file MB |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {number} applications × {ANSWERS} answers, {row['kind']} | {row['seconds']:.1f} | {row['cpu_seconds']:.1f} "
        f"| {row['queries']} | {row['peak_mb']:.0f} | {row['file_mb']:.1f} |"
        for row in rows
    ]
    print("\n".join(lines))  # noqa: T201
    print(json.dumps(rows))  # noqa: T201


def measure(number: int) -> list[dict[str, Any]]:
    """One row a kind of table. Side effects: fills the database with an edition of ``number`` applications."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    jobs = seed(number)
    connection.close()
    command = [sys.executable, __file__, "--build"]
    rows = []
    for job in jobs:
        done = subprocess.run(
            [*command, str(job)], check=True, stdout=subprocess.PIPE, text=True, env=os.environ
        )
        rows.append(json.loads(done.stdout))
    return rows


def build(job_id: int) -> dict[str, Any]:
    """Build one file in this process, and say what it took."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from projects.actions import exports
    from projects.models import ExportJob

    with CaptureQueriesContext(connection) as queries:
        started, worked = time.perf_counter(), time.process_time()
        exports.build_queued(job_id=job_id, at=timezone.now())
        seconds, worked = time.perf_counter() - started, time.process_time() - worked
    job = ExportJob.objects.get(pk=job_id)
    if job.state != ExportJob.State.READY:
        sys.exit(f"the export is {job.state}: {job.error}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "kind": job.kind,
        "seconds": seconds,
        "cpu_seconds": worked,
        "queries": len(queries),
        "peak_mb": peak,
        "file_mb": job.size / 1e6,
    }


def seed(number: int) -> list[int]:
    """An edition of ``number`` applications with twenty answers each; one queued export of each kind of table."""
    from datetime import timedelta

    from django.db import transaction
    from django.utils import timezone

    from accelerator.accounts.models import User
    from accelerator.questionnaires.builder import publish
    from accelerator.questionnaires.enums import AnswerAudience, QuestionKind
    from accelerator.questionnaires.models import Answer, AnswerSheet
    from programmes.defaults.application_form import SPEC
    from programmes.enums import RoleName
    from programmes.models import Call, Edition, Programme, Role
    from projects.exports.columns import ANSWER, REVIEWS, SUGGESTED
    from projects.models import Application, ExportJob, Project

    at = timezone.now()
    with transaction.atomic():
        form = publish(SPEC, name="Candidature", at=at)
        programme = Programme.objects.create(slug="bench", name="Bench")
        edition = Edition.objects.create(
            programme=programme, slug="bench", name="Bench", code="BE", theme_fr="…"
        )
        call = Call.objects.create(
            edition=edition,
            form=form,
            published_at=at - timedelta(days=3),
            opens_at=at - timedelta(days=2),
            closes_at=at + timedelta(days=2),
        )
        organiser = User.objects.create_user("bench@exemple.test", name="Bench")
        Role.objects.create(edition=edition, user=organiser, name=RoleName.ORGANISER, started_at=at)
        asked = [
            one
            for one in form.questions.order_by("section__position", "position")
            if one.kind not in {QuestionKind.FILE, QuestionKind.STATEMENT}
            and one.audience != AnswerAudience.LOGISTICS
        ][:ANSWERS]
        for first in range(0, number, 1000):
            numbers = range(first, min(first + 1000, number))
            projects = Project.objects.bulk_create(
                Project(edition=edition, slug=f"bench-{one}", title=f"Projet {one}", created_at=at)
                for one in numbers
            )
            sheets = AnswerSheet.objects.bulk_create(
                AnswerSheet(revision=form, created_at=at) for _ in numbers
            )
            Application.objects.bulk_create(
                Application(
                    project=project,
                    call=call,
                    sheet=sheet,
                    reference=f"BE-{one:05d}",
                    state="submitted",
                    created_at=at,
                    submitted_at=at + timedelta(seconds=one),
                    title=f"Projet {one}",
                    structure_name=f"Structure {one}",
                    profile="internal_project",
                    department="Calvados",
                    search_text=f"projet {one} structure calvados",
                )
                for one, project, sheet in zip(numbers, projects, sheets, strict=True)
            )
            Answer.objects.bulk_create(
                [
                    Answer(sheet=sheet, question=question, value=_value(question), saved_at=at)
                    for sheet in sheets
                    for question in asked
                ],
                batch_size=5000,
            )
    columns = [*SUGGESTED, *(f"{ANSWER}{one.key}" for one in asked), *REVIEWS]
    return [
        ExportJob.objects.create(
            edition=edition, kind=kind, options={"columns": columns}, requested_by=organiser, requested_at=at
        ).pk
        for kind in ("xlsx", "csv")
    ]


def _value(question: Any) -> Any:
    choices = question.options.get("choices")
    if choices:
        return choices[0]["value"]
    if question.kind == "yes_no":
        return True
    if question.kind == "siret":
        return "00000001800010"
    if question.kind == "email":
        return "personne@exemple.test"
    return SENTENCE * 4 if question.kind == "long_text" else "Une réponse courte"


if __name__ == "__main__":
    main()

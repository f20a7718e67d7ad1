"""A crowd of applicants: writes their drafts and their sessions, and tells afterwards what became of what they sent.

DATABASE_URL=… python -m bench.crowd fill facts.json     a call, drafts begun by some, complete dossiers of others
DATABASE_URL=… python -m bench.crowd close 30            that call closes in so many seconds
DATABASE_URL=… python -m bench.crowd check facts.json    prints what is kept, as one JSON object
"""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

import django
from django.utils import timezone

WRITERS, SENDERS = 100, 500
WRITTEN = ("work_problem", "solution", "impact", "involvement", "brakes_levers", "expectations")
"""The long answers that the writers keep changing."""
COMPLETE: dict[str, Any] = {
    "profile": "internal_project",
    "head_count": "10_49",
    "town": "Lisieux",
    "department": "Calvados",
    "holder_function": "Responsable de l’atelier",
    "summary": "Un écran partagé pour que l’équipe décide de l’ordre des commandes. " * 5,
    "work_problem": "Les priorités changent sans que l’atelier sache pourquoi. " * 15,
    "solution": "Un tableau que chacun peut modifier depuis l’atelier. " * 15,
    "stage": "trial",
    "employees": "Douze opérateurs et opératrices de sciage. " * 8,
    "impact": "Des réunions plus courtes, un encadrement qui écoute. " * 12,
    "involvement": "Les représentants du personnel ont choisi les essais. " * 10,
    "brakes_levers": "La peur d’être surveillé ; l’envie de décider. " * 8,
    "expectations": "Apprendre à conduire la discussion. " * 12,
    "both_days": True,
}


def sirets() -> Iterator[str]:
    """Numbers that can be a SIRET, all of different companies."""
    from accelerator.questionnaires.siret import is_valid

    for siren in count(100_000_000):
        found = (f"{siren}{branch:05d}" for branch in range(10, 20))
        yield from islice((number for number in found if is_valid(number)), 1)


def fill(facts: Path) -> None:
    """Side effects: the database filled, and a JSON file: references, sessions, the version of the rules."""
    from bench.surveyed import fill_respondents
    from bench.volume import Volume

    volume = Volume(applications=WRITERS + SENDERS, at=timezone.now() - timedelta(days=1))
    volume.people()
    edition = volume.edition("crowd", "CROWD")
    numbers = sirets()
    people = [_applicant(volume, edition, number, next(numbers)) for number in range(WRITERS + SENDERS)]
    told = {
        "writers": people[:WRITERS],
        "senders": people[WRITERS:],
        "rules": volume.call.rules_version,
        "links": fill_respondents(volume),
    }
    facts.write_text(json.dumps(told), encoding="utf-8")


def _applicant(volume: Any, edition: Any, number: int, siret: str) -> dict[str, str]:
    """One person with a draft; it lacks nothing but the rules when they are to send it."""
    from accelerator.accounts.models import User
    from accelerator.questionnaires.models import Answer, AnswerSheet
    from bench.people import sign_in
    from programmes.models import Role
    from projects.models import Application, Project, ProjectMember

    at, reference = volume.at, f"CROWD-{number:05d}"
    user = User.objects.create_user(f"applicant{number}@bench.test", name=f"Personne {number}")
    project = Project.objects.create(edition=edition, slug=reference.lower(), created_at=at)
    ProjectMember.objects.create(project=project, user=user, leads=True, joined_at=at)
    Role.objects.create(edition=edition, user=user, name="holder", started_at=at)
    sheet = AnswerSheet.objects.create(revision=volume.form, created_at=at)
    application = Application(
        project=project, call=volume.call, sheet=sheet, reference=reference, created_at=at
    )
    application.save()
    answers: dict[str, Any] = {
        "title": f"Atelier {number} : {_words(volume, 4)}",
        "holder_email": user.email,
    }
    if number >= WRITERS:
        named = {
            "siret": siret,
            "structure_name": f"Structure {_words(volume, 2)} {number}",
            "holder_name": user.name,
        }
        answers |= COMPLETE | named
    Answer.objects.bulk_create(
        Answer(sheet=sheet, question=question, value=answers[question.key], saved_at=at)
        for question in volume.form.questions.filter(key__in=answers)
    )
    return {"reference": reference, "session": sign_in(user.pk)}


def _words(volume: Any, number: int) -> str:
    from bench.vocabulary import COMMON

    return " ".join(volume.draw.sample(COMMON, number))


def close(seconds: int) -> None:
    """Side effect: the call closes in ``seconds``."""
    from programmes.models import Call

    Call.objects.filter(edition__slug="crowd").update(closes_at=timezone.now() + timedelta(seconds=seconds))


def check(facts: Path) -> None:
    """Prints the texts kept for the writers, and how often each sender's dossier, receipt and entry exist."""
    from django.db.models import Count

    from accelerator.audit.models import AuditEntry
    from accelerator.outbox.models import OutgoingMail
    from accelerator.questionnaires.models import Answer
    from bench.surveyed import count_responses
    from projects.models import Application

    told = json.loads(facts.read_text(encoding="utf-8"))
    writers, senders = ([value["reference"] for value in told[name]] for name in ("writers", "senders"))
    rows = Answer.objects.filter(sheet__application__reference__in=writers, question__key__in=WRITTEN)
    kept: dict[str, dict[str, Any]] = {reference: {} for reference in writers}
    for reference, key, value in rows.values_list("sheet__application__reference", "question__key", "value"):
        kept[reference][key] = value
    sent = Application.objects.filter(reference__in=senders, state="submitted").annotate(
        times=Count("versions")
    )
    entries = AuditEntry.objects.filter(verb="submit", subject_id__in=[str(row.pk) for row in sent])
    found = {
        "kept": kept,
        **count_responses(),
        "submitted": sent.count(),
        "versions": sum(row.times for row in sent),
        "receipts": OutgoingMail.objects.filter(template="projects/application/receipt").count(),
        "entries": entries.count(),
    }
    print(json.dumps(found))  # noqa: T201


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "fill":
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        fill(Path(sys.argv[2]))
    elif sys.argv[1] == "close":
        close(int(sys.argv[2]))
    else:
        check(Path(sys.argv[2]))

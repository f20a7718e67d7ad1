"""Dossiers made through the actions, on the default form, with invented answers."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.questionnaires import builder, kinds
from accelerator.questionnaires.actions import save_answer
from accelerator.questionnaires.models import Answer, Revision
from accelerator.questionnaires.sheets import recount, touch
from programmes.defaults import SPEC
from programmes.models import Edition
from projects.application.actions.answers import refresh_columns
from projects.application.actions.submission import start_application, submit_application
from projects.models import Application, ProjectMember
from tests.factories import NOW, edition, user

ANSWERS: dict[str, Any] = {
    "siret": "00000001800010",
    "structure_name": "Scierie des Aulnes",
    "profile": "internal_project",
    "head_count": "10_49",
    "town": "Lisieux",
    "department": "Calvados",
    "holder_name": "Maëlle Ravenel",
    "holder_function": "Responsable de l’atelier",
    "holder_email": "maelle.ravenel@exemple.test",
    "title": "L’écran d’atelier des salarié·es",
    "summary": "Un écran partagé pour que l’équipe décide de l’ordre des commandes.",
    "work_problem": "Les priorités changent sans que l’atelier sache pourquoi.",
    "solution": "Un tableau que chacun peut modifier depuis l’atelier.",
    "stage": "trial",
    "employees": "Douze opérateurs et opératrices de sciage.",
    "impact": "Des réunions plus courtes, un encadrement qui écoute.",
    "involvement": "Les représentants du personnel ont choisi les essais.",
    "brakes_levers": "La peur d’être surveillé ; l’envie de décider.",
    "expectations": "Apprendre à conduire la discussion.",
    "both_days": "yes",
}


def full_form() -> Revision:
    return builder.publish(SPEC, name="Candidature", at=NOW)


def draft(edition: Edition, holder: User | None = None, *, at: datetime, **answers: Any) -> Application:
    """A draft with these answers only."""
    holder = holder or user("Maëlle Ravenel")
    application = start_application(call=edition.call, user=holder, at=at)
    fill(application, holder, at=at, **answers)
    return application


def fill(application: Application, actor: User, *, at: datetime, **answers: Any) -> None:
    """As if each answer had been saved, but in one go where nobody answered yet: most tests need a whole dossier."""
    sheet = application.sheet
    fresh = {
        question.key: question
        for question in sheet.revision.questions.filter(key__in=answers).exclude(answers__sheet=sheet)
    }
    Answer.objects.bulk_create(
        Answer(sheet=sheet, question=question, value=value, version=1, saved_at=at, saved_by=actor)
        for key, question in fresh.items()
        if (value := kinds.clean(question, answers[key])) is not None
    )
    touch(sheet, at)
    recount(sheet)
    sheet.saved_at = at
    for key in answers.keys() - fresh.keys():
        save_answer(sheet=sheet, key=key, raw=answers[key], base_version=None, actor=actor, at=at)
    refresh_columns(application)


def complete_draft(
    edition: Edition, holder: User | None = None, *, at: datetime, **answers: Any
) -> Application:
    """A draft that lacks nothing but the rules."""
    return draft(edition, holder, at=at, **{**ANSWERS, **answers})


def sent(edition: Edition, holder: User | None = None, *, at: datetime, **answers: Any) -> Application:
    """A dossier submitted at ``at``."""
    made = complete_draft(edition, holder, at=at, **answers)
    submit_application(application=made, actor=lead(made), at=at, rules_version=edition.call.rules_version)
    made.refresh_from_db()
    return made


def lead(application: Application) -> User:
    return application.project.members.get(leads=True).user


def member(application: Application, rights: str, *, at: datetime, who: User | None = None) -> User:
    """One more person on the project."""
    who = who or user()
    ProjectMember.objects.create(project=application.project, user=who, rights=rights, joined_at=at)
    return who


def the_call(**fields: Any):
    return edition(form=full_form(), **fields)


def url(name: str, application: Application, **more: Any) -> str:
    return reverse(f"projects:{name}", kwargs={"ref": application.reference, **more})


def send_again(application: Application, at: Any = None, **more: Any) -> bool:
    return submit_application(
        application=application,
        actor=lead(application),
        at=at or timezone.now(),
        **{"rules_version": 1, **more},
    )

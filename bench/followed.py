"""What the jobs work on: editions that followed their projects, a call full of drafts."""

from datetime import timedelta
from typing import Any

from bench.people import FORMER_HOLDER
from bench.vocabulary import sentence
from bench.volume import DEPARTMENTS, Volume

HUNDREDS = ("hundred", *(f"hundred-{number}" for number in range(2, 11)))
"""Editions whose projects make a thousand."""


def fill_followed(volume: Volume, slug: str, size: int) -> None:
    """An edition whose ``size`` projects answered their synthesis."""
    from accelerator.questionnaires.builder import publish
    from accelerator.questionnaires.models import Answer, AnswerSheet
    from coaching.models import Survey, SurveyInvitation
    from coaching.surveys.defaults import READY
    from coaching.surveys.enums import SurveyKind
    from projects.models import Application, Participation, Project, ProjectMember

    at = volume.at
    edition = volume.edition(slug, slug.upper(), announced_at=at)
    form = publish(READY[SurveyKind.SYNTHESIS], name=f"Synthèse {slug}", at=at)
    survey = Survey.objects.create(
        edition=edition,
        kind="synthesis",
        form=form,
        opens_at=at - timedelta(days=9),
        closes_at=at + timedelta(days=9),
        sent_out_at=at,
    )
    questions = list(form.questions.all())
    for number in range(size):
        title = f"{sentence(volume.draw, 50)[:-1]} {slug} {number}"
        project = Project.objects.create(
            edition=edition,
            title=title,
            slug=f"{slug}-{number}",
            created_at=at,
            organisation_id=1,
            summary=sentence(volume.draw, 300),
        )
        ProjectMember.objects.create(project=project, user_id=FORMER_HOLDER, leads=True, joined_at=at)
        sheets = [
            AnswerSheet.objects.create(revision=item, created_at=at, answered=9)
            for item in (volume.form, form)
        ]
        Application.objects.create(
            project=project,
            call=volume.call,
            sheet=sheets[0],
            reference=f"{slug.upper()}-{number:04d}",
            title=title,
            state="confirmed",
            created_at=at,
            submitted_at=at,
            structure_name=f"Structure {number}",
            profile="internal_project",
            department=DEPARTMENTS[number % 5],
        )
        place = Participation.objects.create(
            project=project, edition=edition, state="confirmed", offered_at=at, answered_at=at
        )
        Answer.objects.bulk_create(
            Answer(sheet=sheets[1], question=question, value=survey_answer(volume, question), saved_at=at)
            for question in questions
        )
        SurveyInvitation.objects.create(
            survey=survey,
            participation=place,
            sheet=sheets[1],
            email="p3@bench.test",
            nonce=f"{number:032d}",
            state="sent",
            shared_with_partners=True,
            created_at=at,
            sent_at=at,
        )


def survey_answer(volume: Volume, question: Any) -> Any:
    choices = [choice["value"] for choice in question.options.get("choices", [])]
    if question.kind == "multiple":
        return volume.draw.sample(choices, k=2)
    return volume.draw.choice(choices) if choices else volume.answers(question.key, question.kind)


def drafts(volume: Volume, size: int) -> None:
    """A call that closes in six days, with as many drafts begun a month ago: one reminder each."""
    from accelerator.accounts.models import User
    from accelerator.questionnaires.models import AnswerSheet
    from bench.bulk import numbers
    from projects.models import Application, Project, ProjectMember

    edition, begun = volume.edition("drafts", "DRAFTS"), volume.at - timedelta(days=28)
    user, sheet, project = (next(numbers(model)) for model in (User, AnswerSheet, Project))
    volume.insert(
        User,
        (
            {"id": user + n, "email": f"brouillon{n}@bench.test", "name": f"Porteur {n}", "password": "!"}
            for n in range(size)
        ),
    )
    volume.insert(
        AnswerSheet,
        (
            {"id": sheet + n, "revision_id": volume.form.pk, "created_at": begun, "answered": 4}
            for n in range(size)
        ),
    )
    volume.insert(
        Project,
        (
            {"id": project + n, "edition_id": edition.pk, "slug": f"brouillon-{n}", "created_at": begun}
            for n in range(size)
        ),
    )
    volume.insert(
        ProjectMember,
        (
            {"project_id": project + n, "user_id": user + n, "leads": True, "joined_at": begun}
            for n in range(size)
        ),
    )
    volume.insert(
        Application,
        (
            {
                "project_id": project + n,
                "call_id": volume.call.pk,
                "sheet_id": sheet + n,
                "reference": f"DRAFTS-{n:05d}",
                "state": "draft",
                "created_at": begun,
            }
            for n in range(size)
        ),
    )

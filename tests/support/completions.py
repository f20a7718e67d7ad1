"""What the tests of completion share: a dossier that was sent, asked about again, and answered."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires import queries
from projects.completion import actions as completion
from projects.completion.actions import RequestedAnswer
from projects.models import AnswerProblem, Application, CompletionRequest
from tests.factories import World, edition_with
from tests.support.dossiers import full_form, lead, sent


def world_with_one() -> tuple[World, Application]:
    world = edition_with(form=full_form())
    return world, sent(world.edition, at=timezone.now())


def send_request(world: World, dossier: Application, *keys: str, **more: Any) -> CompletionRequest:
    at = more.pop("at", timezone.now())
    return completion.request_completion(
        application=dossier,
        requested=[
            RequestedAnswer(key, AnswerProblem.INCOMPLETE, f"Précisez {key}.") for key in keys or ("summary",)
        ],
        message="Merci de préciser.",
        due_at=more.pop("due_at", at + timedelta(days=7)),
        actor=world.organiser,
        at=at,
    )


def own(dossier: Application, name: str = "completion", **kwargs: str) -> str:
    return reverse(f"projects:{name}", kwargs={"ref": dossier.reference, **kwargs})


def fresh(dossier: Application) -> Application:
    return Application.objects.select_related("sheet", "call__edition", "project").get(pk=dossier.pk)


def mails(template: str) -> int:
    return OutgoingMail.objects.filter(template=f"projects/completion/{template}").count()


def autosave(browser: Client, dossier: Application, key: str, value: str) -> Any:
    version = queries.answers(CompletionRequest.objects.latest("pk").sheet)
    known = {answer.question.key: answer.version for answer in version.values()}
    return browser.post(
        own(dossier, "completion_answer", key=key), {"value": value, "base_version": known.get(key, 0)}
    )


def answered(world: World, dossier: Application) -> CompletionRequest:
    request = send_request(world, dossier)
    completion.answer_completion(request=request, reply="", actor=lead(dossier), at=timezone.now())
    return request

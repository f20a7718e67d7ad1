"""A page of the form is sent after the form was published anew, or while it is: what was on it is kept."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accelerator.questionnaires import drafting, queries, sniffing
from accelerator.questionnaires.models import Revision
from programmes.actions.call_form import start_form
from programmes.enums import FormStart
from programmes.models import Call
from projects.application.actions.call import publish_form
from projects.models import Application
from tests.factories import World, edition_with
from tests.support.dossiers import draft, full_form, lead
from tests.support.pdfs import PDF
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return edition_with(form=full_form())


@pytest.fixture
def dossier(world: World) -> Application:
    return draft(world.edition, at=timezone.now(), title="Premier titre")


def drafted(world: World) -> Revision:
    return start_form(
        call=world.edition.call, start=FormStart.CURRENT, actor=world.organiser, at=timezone.now()
    )


def publish(world: World) -> None:
    call = Call.objects.select_related("edition").get(pk=world.edition.call.pk)
    publish_form(call=call, actor=world.organiser, at=timezone.now())


def step_of(dossier: Application, key: str) -> int:
    pages = drafting.pages(dossier.sheet.revision)
    return next(
        number for number, page in enumerate(pages, 1) if key in {question.key for question in page.questions}
    )


def send(browser: Client, dossier: Application, step: int, **fields: Any) -> Any:
    return browser.post(f"/my/applications/{dossier.reference}/form/{step}/", fields)


def saved_answers(dossier: Application) -> dict[str, Any]:
    return queries.values(Application.objects.select_related("sheet").get(pk=dossier.pk).sheet)


def test_a_question_that_moved_to_another_page_is_answered_all_the_same(
    as_user: AsUser, world: World, dossier: Application
) -> None:
    step = step_of(dossier, "title")
    new = drafted(world)
    order = drafting.order_of(new)
    moved = new.questions.get(key="title").pk
    rest = [(page, [value for value in requested if value != moved]) for page, requested in order]
    drafting.arrange(revision=new, order=[*rest[:-1], (rest[-1][0], [*rest[-1][1], moved])])
    publish(world)

    answer = send(as_user(lead(dossier)), dossier, step, q_title="Nouveau titre", v_title="1", go="next")

    assert answer.status_code == 302
    assert saved_answers(dossier)["title"] == "Nouveau titre"


def test_a_page_that_is_gone_is_sent_to_the_form_that_is_left(
    as_user: AsUser, world: World, dossier: Application
) -> None:
    last = len(drafting.pages(dossier.sheet.revision))
    new = drafted(world)
    drafting.remove_page(section=new.sections.order_by("position").last())
    publish(world)

    answer = send(as_user(lead(dossier)), dossier, last, q_title="Nouveau titre", v_title="1", go="next")

    assert answer.status_code == 302
    assert saved_answers(dossier)["title"] == "Nouveau titre"


def test_a_form_published_while_a_file_is_looked_at_keeps_the_file_and_the_words(
    as_user: AsUser, world: World, dossier: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = drafted(world)
    drafting.remove_question(question=new.questions.get(key="summary"))
    scan, scans = sniffing.check, []

    def published_meanwhile(*args: Any, **kwargs: Any) -> Any:
        if not scans:
            publish(world)
        scans.append(args)
        return scan(*args, **kwargs)

    monkeypatch.setattr("accelerator.questionnaires.kinds.texts.check", published_meanwhile)
    answer = send(
        as_user(lead(dossier)),
        dossier,
        step_of(dossier, "attachments"),
        q_attachments=SimpleUploadedFile("plan.pdf", PDF),
        q_title="Nouveau titre",
        v_title="1",
        go="next",
    )

    assert answer.status_code == 302
    values = saved_answers(dossier)
    assert values["title"] == "Nouveau titre"
    fresh = Application.objects.select_related("sheet").get(pk=dossier.pk)
    file = fresh.sheet.attachments.get()
    assert values["attachments"] == [str(file.pk)]
    assert file.question.revision_id == fresh.sheet.revision_id == new.pk
    assert len(scans) == 2

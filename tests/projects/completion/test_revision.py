"""A dossier whose holder was changing it when something was asked about it again: neither undoes the other."""

from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accelerator.questionnaires import queries
from accelerator.questionnaires.actions import save_answer
from accelerator.questionnaires.models import AnswerSheet
from accelerator.questionnaires.sheets import attach_file
from programmes.actions.late_access import offer_late_access, take_up_late_access
from programmes.models import Call
from projects.application.actions.submission import submit_application
from projects.application.actions.versions import start_revision
from projects.completion.actions import CompletionRefused, answer_completion
from projects.models import Application, CompletionRequest
from tests.factories import World, edition_with
from tests.support.completions import send_request
from tests.support.dossiers import full_form, lead, sent
from tests.support.pdfs import small_pdf
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def closed_at(world: World, at: datetime) -> None:
    Call.objects.filter(pk=world.edition.call.pk).update(closes_at=at)
    world.edition.call.refresh_from_db()


def write(sheet: AnswerSheet, dossier: Application, **answers: str) -> None:
    for key, raw in answers.items():
        save_answer(sheet=sheet, key=key, raw=raw, base_version=None, actor=lead(dossier), at=timezone.now())


def attached(sheet: AnswerSheet, dossier: Application, name: str) -> None:
    content = small_pdf(name)
    attach_file(
        sheet=sheet,
        key="attachments",
        upload=SimpleUploadedFile(name, content),
        actor=lead(dossier),
        at=timezone.now(),
    )


def dossier_being_changed(world: World, **changes: str) -> Application:
    """Sent, then opened again with these changes before the call closed."""
    now = timezone.now()
    dossier = sent(world.edition, at=now - 2 * HOUR)
    sheet = start_revision(application=dossier, actor=lead(dossier), at=now)
    write(sheet, dossier, **changes)
    closed_at(world, now)
    return Application.objects.select_related("call__edition", "sheet").get(pk=dossier.pk)


def answered(request: CompletionRequest, dossier: Application, **answers: str) -> None:
    write(request.sheet, dossier, **answers)
    answer_completion(request=request, reply="", actor=lead(dossier), at=timezone.now())


def values_sent_after_an_extension(world: World, dossier: Application) -> dict[str, str]:
    at = timezone.now()
    closed_at(world, at + HOUR)
    fresh = Application.objects.get(pk=dossier.pk)
    submit_application(
        application=fresh, actor=lead(dossier), at=at, rules_version=world.edition.call.rules_version
    )
    return queries.values(Application.objects.select_related("sheet").get(pk=dossier.pk).sheet)


@pytest.fixture
def world() -> World:
    return edition_with(form=full_form())


def test_changes_that_a_late_link_lets_through_are_waited_for(world: World) -> None:
    dossier = dossier_being_changed(world)
    now = timezone.now()
    access = offer_late_access(
        call=world.edition.call,
        email=lead(dossier).email,
        reason="Panne.",
        expires_at=now + HOUR,
        actor=world.organiser,
        at=now,
    )
    take_up_late_access(access=access, user=lead(dossier), at=now)

    with pytest.raises(CompletionRefused, match="modifie ce dossier"):
        send_request(world, dossier, "impact")


def test_changes_begun_before_the_closing_do_not_undo_what_was_completed_since(world: World) -> None:
    dossier = dossier_being_changed(world, summary="Un résumé repris.")
    answered(send_request(world, dossier, "impact"), dossier, impact="Impact complété.")

    result = values_sent_after_an_extension(world, dossier)

    assert (result["summary"], result["impact"]) == ("Un résumé repris.", "Impact complété.")


def test_an_answer_changed_on_both_sides_is_the_one_sent_last_and_read_before(
    as_user: AsUser, world: World
) -> None:
    dossier = dossier_being_changed(world, impact="Impact récrit avant la clôture.")
    answered(send_request(world, dossier, "impact"), dossier, impact="Impact complété.")
    closed_at(world, timezone.now() + HOUR)

    page = as_user(lead(dossier)).get(f"/my/applications/{dossier.reference}/revise/read/")

    result = values_sent_after_an_extension(world, dossier)

    assert len(page.context["changes"]) == 1
    assert "complété" in page.text
    assert "récrit" in page.text
    assert result["impact"] == "Impact récrit avant la clôture."


def test_files_that_were_completed_come_along_and_are_shared(world: World) -> None:
    dossier = dossier_being_changed(world)
    request = send_request(world, dossier, "attachments")
    attached(request.sheet, dossier, "plan.pdf")
    answered(request, dossier)

    values_sent_after_an_extension(world, dossier)

    fresh = Application.objects.select_related("sheet").get(pk=dossier.pk)
    mine = fresh.sheet.attachments.get()
    theirs = request.sheet.attachments.get()
    assert fresh.sheet != request.sheet
    assert (mine.name, mine.file.name) == (theirs.name, theirs.file.name)
    assert queries.values(fresh.sheet)["attachments"] == [str(mine.pk)]


def test_an_answer_taken_out_by_the_completion_is_taken_out_of_the_changes(world: World) -> None:
    dossier = dossier_being_changed(world, summary="Un résumé repris.")
    answered(send_request(world, dossier, "holder_function"), dossier, holder_function="")

    assert "holder_function" not in values_sent_after_an_extension(world, dossier)

"""What hangs on a project goes with it: rows, sheets of answers, and files once that is sure."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accelerator.files import orphans
from accelerator.files.erasing import list_folders
from accelerator.questionnaires.actions import attach_file
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment
from coaching.models import Canvas, SurveyInvitation, SynthesisReport
from projects.application.actions.versions import start_revision
from projects.models import Application, ExportJob, Participation, Project
from tests.factories import edition, user
from tests.support.dossiers import complete_draft, full_form, lead, send_again
from tests.support.pdfs import PDF

pytestmark = pytest.mark.django_db


def write_dossier() -> Application:
    """Sent with a file, begun again: two sheets share the file, and a version is one of them."""
    at = timezone.now()
    application = complete_draft(edition(form=full_form()), at=at)
    upload = SimpleUploadedFile("plan.pdf", PDF)
    attach_file(sheet=application.sheet, key="attachments", upload=upload, actor=lead(application), at=at)
    send_again(application)
    start_revision(application=application, actor=lead(application), at=at)
    return application


def list_stored() -> list[str]:
    return [f"{folder}/{name}" for folder in list_folders() for name in orphans._list_files(folder)]


def test_a_dossier_takes_its_sheets_and_its_files_along(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        application = write_dossier()
    assert (AnswerSheet.objects.count(), Attachment.objects.count(), len(list_stored())) == (2, 2, 1)

    with django_capture_on_commit_callbacks(execute=True):
        application.delete()
        assert len(list_stored()) == 1, "not before it is sure"

    assert [model.objects.count() for model in (AnswerSheet, Answer, Attachment)] == [0, 0, 0]
    assert list_stored() == []


def test_a_project_takes_along_what_followed_its_selection(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        application = write_dossier()
    form, at, project = application.call.form, timezone.now(), application.project
    place = Participation.objects.create(project=project, edition=project.edition, offered_at=at)
    blank = {"revision": form, "created_at": at}
    Canvas.objects.create(participation=place, kind="adn", sheet=AnswerSheet.objects.create(**blank))
    survey = project.edition.surveys.create(
        kind="synthesis", form=form, opens_at=at, closes_at=at + timedelta(days=9)
    )
    SurveyInvitation.objects.create(
        survey=survey, participation=place, sheet=AnswerSheet.objects.create(**blank), created_at=at
    )
    report = SynthesisReport(
        edition=project.edition,
        participation=place,
        kind="project",
        version=1,
        due_at=at,
        requested_at=at,
    )
    report.file.save("synthesis.pdf", ContentFile(PDF))

    with django_capture_on_commit_callbacks(execute=True):
        place.delete()
        application.delete()
        project.delete()

    left = (AnswerSheet, Answer, Attachment, Canvas, SurveyInvitation, SynthesisReport, Project)
    assert {model.__name__: model.objects.count() for model in left if model.objects.exists()} == {}
    assert list_stored() == []


def test_a_sheet_stays_while_another_row_has_it(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        application = write_dossier()
        application.versions.all().delete()
    application.refresh_from_db()

    assert application.sheet.answers.exists()
    assert len(list_stored()) == 1


def test_an_erasure_that_is_taken_back_keeps_the_files(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        application = write_dossier()
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(KeyError), transaction.atomic():
        application.delete()
        raise KeyError

    assert Attachment.objects.count() == 2
    assert len(list_stored()) == 1


def test_a_file_that_cannot_be_erased_is_found_again(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    at = timezone.now()
    job = ExportJob(
        edition=edition(form=full_form()), kind="csv", due_at=at, requested_at=at, requested_by=user()
    )
    job.file.save(f"{'a' * 32}.csv", ContentFile(b"titre"))
    os.utime(job.file.path, (at.timestamp(), at.timestamp()))  # the disk dates files by the machine's clock

    def refuse(name: str) -> None:
        raise OSError("read-only file system")

    with monkeypatch.context() as broken, django_capture_on_commit_callbacks(execute=True):
        broken.setattr(default_storage, "delete", refuse)
        job.delete()
    assert "outlives its row" in caplog.text

    assert orphans.erase_orphans(at=at + timedelta(days=2)) == 1
    assert list_stored() == []

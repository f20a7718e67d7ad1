"""What hangs on a project goes with it; files that no row names are erased at night."""

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accelerator.files import erasing, tasks
from accelerator.files.erasing import list_folders
from accelerator.questionnaires.actions import attach_file
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment
from coaching.models import Canvas, SurveyInvitation, SynthesisReport
from projects.application.actions.versions import start_revision
from projects.models import Application, ExportJob, Participation, Project
from tests import factories
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
    return [f"{folder}/{name}" for folder in list_folders() for name in erasing._list_files(folder)]


def test_deleting_a_dossier_deletes_its_sheets_and_its_files(
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


def test_deleting_a_project_deletes_the_files_since_its_selection(
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


def test_a_rolled_back_deletion_keeps_the_files(
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

    assert erasing.erase_orphans(at=at + timedelta(days=2)) == 1
    assert list_stored() == []


def store(name: str, *, days_old: int = 2) -> str:
    stored = default_storage.save(name, ContentFile(b"%PDF-"))
    then = (timezone.now() - timedelta(days=days_old)).timestamp()
    os.utime(Path(default_storage.path(stored)), (then, then))
    return stored


def hexed(number: int) -> str:
    return f"{number:032x}"


def named(name: str) -> Attachment:
    """An answer that is this stored file."""
    sheet = factories.sheet(factories.published_form())
    return Attachment.objects.create(
        sheet=sheet,
        question=sheet.revision.questions.get(),
        file=name,
        name="plan.pdf",
        content_type="application/pdf",
        size=5,
        sha256="0" * 64,
        uploaded_at=timezone.now(),
    )


def test_only_files_without_a_row_that_are_a_day_old_are_erased() -> None:
    answered = store(f"attachments/{hexed(1)}")
    named(answered)
    lost = [
        store(f"attachments/{hexed(2)}"),
        store(f"exports/{hexed(3)}.xlsx"),
        store(f"reports/{hexed(4)}.pdf"),
    ]
    fresh = store(f"attachments/{hexed(5)}", days_old=0)
    foreign = [store("attachments/lisez-moi.txt"), store(f"sauvegardes/{hexed(6)}"), store(hexed(7))]

    tasks.erase_orphans()

    assert [name for name in lost if default_storage.exists(name)] == []
    assert [name for name in [answered, fresh, *foreign] if not default_storage.exists(name)] == []


def test_a_database_that_lost_its_rows_erases_nothing(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "FEW", 2)
    lost = [store(f"attachments/{hexed(number)}") for number in range(3)]
    named(store(f"attachments/{hexed(9)}"))

    tasks.erase_orphans()

    assert [name for name in lost if not default_storage.exists(name)] == []
    assert "3 of 4 files in attachments/ have no row here" in caplog.text
    with pytest.raises(CommandError, match="Is this the database"):
        call_command("orphan_files", erase=True)


def test_the_command_lists_orphans_before_erasing() -> None:
    lost = store(f"gallery/{hexed(1)}")
    read, erased = StringIO(), StringIO()

    call_command("orphan_files", stdout=read)
    assert (lost in read.getvalue(), default_storage.exists(lost)) == (True, True)
    call_command("orphan_files", erase=True, stdout=erased)

    assert ("Erased: 1" in erased.getvalue(), default_storage.exists(lost)) == (True, False)


def test_a_file_that_cannot_be_deleted_is_tried_again_the_next_night(monkeypatch: pytest.MonkeyPatch) -> None:
    stubborn, other = store(f"canvases/{hexed(1)}"), store(f"canvases/{hexed(2)}")
    delete = default_storage.delete

    def refuse(name: str) -> None:
        if name == stubborn:
            raise OSError("read-only file system")
        delete(name)

    with monkeypatch.context() as broken:
        broken.setattr(default_storage, "delete", refuse)
        tasks.erase_orphans()
    assert (default_storage.exists(stubborn), default_storage.exists(other)) == (True, False)

    tasks.erase_orphans()
    assert not default_storage.exists(stubborn)


def test_every_field_of_a_file_has_a_folder_of_its_own() -> None:
    """What two kinds of rows share, or what lies beside other things, could be taken for an orphan."""
    folders = list_folders()

    assert sorted(folders) == [
        "attachments", "canvases", "exports", "gallery", "history", "programmes", "reports", "talks",
    ]  # fmt: skip
    assert {
        folder for folder, fields in folders.items() if len({field.model for field in fields}) > 1
    } == set()
    for folder, fields in folders.items():
        for field in fields:
            name = field.generate_filename(field.model(), "file").partition("/")[2]
            assert folder == "exports" or erasing.RANDOM_NAME.fullmatch(name), (folder, name)

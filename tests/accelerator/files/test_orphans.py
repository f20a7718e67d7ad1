"""Files that no row names are erased at night: those of this site that are old enough, and not most of a folder."""

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from accelerator.files import orphans, tasks
from accelerator.files.erasing import list_folders
from accelerator.questionnaires.models import Attachment
from tests import factories

pytestmark = pytest.mark.django_db


def store(name: str, *, days_old: int = 2) -> str:
    kept = default_storage.save(name, ContentFile(b"%PDF-"))
    then = (timezone.now() - timedelta(days=days_old)).timestamp()
    os.utime(Path(default_storage.path(kept)), (then, then))
    return kept


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


def test_only_what_no_row_names_and_is_a_day_old_is_erased() -> None:
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
    monkeypatch.setattr(orphans, "FEW", 2)
    lost = [store(f"attachments/{hexed(number)}") for number in range(3)]
    named(store(f"attachments/{hexed(9)}"))

    tasks.erase_orphans()

    assert [name for name in lost if not default_storage.exists(name)] == []
    assert "3 of 4 files in attachments/ have no row here" in caplog.text
    with pytest.raises(CommandError, match="Is this the database"):
        call_command("orphan_files", erase=True)


def test_the_administrator_reads_them_first() -> None:
    lost = store(f"gallery/{hexed(1)}")
    read, erased = StringIO(), StringIO()

    call_command("orphan_files", stdout=read)
    assert (lost in read.getvalue(), default_storage.exists(lost)) == (True, True)
    call_command("orphan_files", erase=True, stdout=erased)

    assert ("Erased: 1" in erased.getvalue(), default_storage.exists(lost)) == (True, False)


def test_a_file_that_the_storage_keeps_is_tried_again_the_next_night(monkeypatch: pytest.MonkeyPatch) -> None:
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
            assert folder == "exports" or orphans.RANDOM_NAME.fullmatch(name), (folder, name)

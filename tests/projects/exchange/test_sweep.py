"""What sweeps and jobs do when a builder is only slow, or when the disk refuses."""

import uuid

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accelerator.questionnaires.enums import QuestionKind
from projects.exchange.actions import exports, imports
from projects.models import ExportJob
from tests import factories
from tests.support.exchange import later, upload, workbook

pytestmark = pytest.mark.django_db


def test_a_builder_that_gives_a_sign_of_life_while_others_are_swept_keeps_its_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = factories.edition_with()
    dead, slow = (
        ExportJob.objects.create(
            edition=world.edition,
            kind="csv",
            state="building",
            claim=uuid.uuid4(),
            claimed_at=timezone.now(),
            attempts=attempts,
            requested_by=world.organiser,
            requested_at=timezone.now(),
            due_at=timezone.now(),
        )
        for attempts in (1, 3)
    )
    alive = ExportJob.objects.filter(pk=slow.pk)
    monkeypatch.setattr(exports, "_delete_files", lambda claim: alive.update(claimed_at=later(minutes=4)))

    assert exports.requeue_stuck(at=later(minutes=4)) == 1

    dead.refresh_from_db()
    assert dead.state == ExportJob.State.QUEUED
    assert alive.get().state == ExportJob.State.BUILDING


def test_a_disk_that_refuses_to_forget_a_spreadsheet_does_not_keep_duplicates_from_being_looked_for(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    form = factories.published_form(
        {"key": "title", "kind": QuestionKind.SHORT_TEXT, "label_fr": "Titre", "label_en": "Title"}
    )
    world = factories.edition_with(form=form)
    asked: list[str] = []
    monkeypatch.setattr(imports, "enqueue", lambda name, *args: asked.append(name))
    batch = imports.check_file(
        edition=world.edition,
        upload=upload(workbook(["Référence d’origine", "E-mail de la personne porteuse", "Titre"],
                               ["P-1", "lea@exemple.test", "Un quai connecté"]), "dossiers.xlsx"),
        source="paper",
        incomplete_accepted=True,
        actor=world.organiser,
        at=timezone.now(),
    )  # fmt: skip

    def refuse(name: str) -> None:
        raise OSError("read-only file system")

    monkeypatch.setattr(default_storage, "delete", refuse)
    with django_capture_on_commit_callbacks(execute=True):
        imports.apply_batch(batch=batch, actor=world.organiser, at=timezone.now())

    assert asked == ["projects.pair_imported"]

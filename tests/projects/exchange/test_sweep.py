"""What sweeps do when a builder is only slow."""

import uuid

import pytest
from django.utils import timezone

from projects.exchange.actions import exports
from projects.models import ExportJob
from tests import factories
from tests.support.exchange import later

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

"""The audit log tells the truth, and shows when somebody bends it."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from accelerator.audit import actions, tasks, verifying
from accelerator.audit.models import AppendOnly, AuditEntry
from tests.factories import edition, user

pytestmark = pytest.mark.django_db


def three_entries() -> list[AuditEntry]:
    world, actor = edition(), user()
    return [
        actions.record(verb=verb, subject=world, actor=actor, at=timezone.now(), scope=world.scope)
        for verb in ("create_edition", "change_edition", "silence_edition")
    ]


def test_entries_are_chained_in_the_order_they_were_written() -> None:
    three_entries()

    assert actions.seal() == 3
    assert actions.seal() == 0

    assert list(AuditEntry.objects.sealed().values_list("verb", "position")) == [
        ("create_edition", 1),
        ("change_edition", 2),
        ("silence_edition", 3),
    ]
    assert verifying.verify() == []


def test_a_chain_goes_on_after_an_earlier_seal() -> None:
    three_entries()
    actions.seal()
    three_entries()
    actions.seal()

    assert AuditEntry.objects.sealed().last().position == 6
    assert verifying.verify() == []


def test_a_log_that_holds_is_said_so_and_no_error_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    three_entries()
    actions.seal()

    tasks.verify()
    output = StringIO()
    call_command("verify_audit", stdout=output)

    assert "3 entries" in output.getvalue()
    assert caplog.records == []


def test_the_log_is_verified_every_night() -> None:
    assert "audit.verify" in {job["task"] for job in settings.CELERY_BEAT_SCHEDULE.values()}


def test_the_code_cannot_change_or_delete_an_entry() -> None:
    entry = three_entries()[0]

    with pytest.raises(AppendOnly):
        entry.save()
    with pytest.raises(AppendOnly):
        entry.delete()
    with pytest.raises(AppendOnly):
        AuditEntry.objects.update(verb="x")
    with pytest.raises(AppendOnly):
        AuditEntry.objects.all().delete()

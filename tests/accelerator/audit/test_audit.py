"""The audit log tells the truth, and shows when somebody bends it."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accelerator.audit import actions, tasks
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
    assert actions.first_broken_link() is None


def test_a_chain_goes_on_after_an_earlier_seal() -> None:
    three_entries()
    actions.seal()
    three_entries()
    actions.seal()

    assert AuditEntry.objects.sealed().last().position == 6
    assert actions.first_broken_link() is None


def test_a_change_behind_our_back_shows() -> None:
    entries = three_entries()
    actions.seal()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditentry SET verb = 'nothing' WHERE id = %s", [entries[1].pk])

    assert actions.first_broken_link() == entries[1]


def test_a_removal_behind_our_back_shows() -> None:
    entries = three_entries()
    actions.seal()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditentry WHERE id = %s", [entries[0].pk])

    assert actions.first_broken_link() == entries[1]


def test_a_chain_that_holds_is_said_so_and_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    three_entries()
    actions.seal()

    tasks.verify()
    said = StringIO()
    call_command("verify_audit", stdout=said)

    assert "3 entries" in said.getvalue()
    assert caplog.records == []


def test_a_broken_chain_is_an_error_of_the_night_and_of_the_command(caplog: pytest.LogCaptureFixture) -> None:
    entries = three_entries()
    actions.seal()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditentry SET verb = 'nothing' WHERE id = %s", [entries[1].pk])

    tasks.verify()
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert f"entry {entries[1].pk}," in caplog.records[0].getMessage()

    with pytest.raises(CommandError, match=f"entry {entries[1].pk},") as failure:
        call_command("verify_audit")
    assert failure.value.returncode == 1


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

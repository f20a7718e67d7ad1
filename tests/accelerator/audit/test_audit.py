"""The audit log tells the truth, shows when somebody bends it, and is sealed again with a new key."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from accelerator.audit import actions, verifying
from accelerator.audit.models import AppendOnly, AuditEntry
from tests.factories import edition, user
from tests.support.audit import sql, write, write_sealed

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


def reseal() -> str:
    output = StringIO()
    call_command("reseal_audit", stdout=output)
    return output.getvalue()


def test_sealing_again_once_more_changes_nothing() -> None:
    write_sealed(3)
    before = list(AuditEntry.objects.sealed().values_list("hash"))

    assert reseal() == "All is sealed with AUDIT_KEY already.\n"
    assert list(AuditEntry.objects.sealed().values_list("hash")) == before


def test_a_log_that_was_changed_is_not_sealed_again() -> None:
    write_sealed(3)
    sql("UPDATE audit_auditentry SET verb = 'nothing' WHERE position = 2")

    with pytest.raises(CommandError, match="is not what was sealed"):
        reseal()


def test_an_entry_that_lost_its_seal_is_not_sealed_by_the_command_either() -> None:
    write_sealed(3)
    sql("UPDATE audit_auditentry SET position = NULL, previous_hash = '', hash = '' WHERE position = 3")

    with pytest.raises(CommandError, match="Nothing was sealed again"):
        reseal()


def test_an_entry_added_behind_our_back_is_not_sealed_by_the_command_either() -> None:
    write_sealed(3)
    sql(
        "INSERT INTO audit_auditentry (at, verb, subject_type, subject_id, scope, data, previous_hash, hash)"
        " SELECT at, verb, subject_type, subject_id, scope, data, '', '' FROM audit_auditentry WHERE position = 3"
    )

    with pytest.raises(CommandError, match="waits for its seal and is not what was written"):
        reseal()


def test_the_key_is_changed(settings, django_capture_on_commit_callbacks) -> None:
    write_sealed(3)
    with django_capture_on_commit_callbacks(execute=True):
        write(1)
    settings.AUDIT_KEY_BEFORE, settings.AUDIT_KEY = settings.AUDIT_KEY, "another key" * 5
    assert verifying.verify() != []

    assert reseal() == "4 entries are sealed with AUDIT_KEY now.\n"

    settings.AUDIT_KEY_BEFORE = ""
    assert actions.seal() == 1
    assert verifying.verify() == []


def test_a_restored_database_is_behind_its_witness_until_it_is_informed(
    django_capture_on_commit_callbacks,
) -> None:
    write_sealed(3)
    with django_capture_on_commit_callbacks(execute=True):
        write(2)
    actions.seal()
    sql("DELETE FROM audit_auditentry WHERE position > 3")  # as in the backup
    with pytest.raises(CommandError):
        call_command("verify_audit")

    output = StringIO()
    call_command("verify_audit", "--restored", stdout=output)

    assert output.getvalue().count("Since the backup:") == 3
    assert "The log holds: 3 entries." in output.getvalue()
    write(2)
    actions.seal()
    assert verifying.verify() == []

"""A log sealed without a key, or with another one, is sealed again once, by an explicit command."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accelerator.audit import actions, verifying, witness
from accelerator.audit.models import AuditEntry, PendingEntry
from tests.support.audit import compute_again_without_key, sql, write, write_sealed

pytestmark = pytest.mark.django_db


def reseal() -> str:
    output = StringIO()
    call_command("reseal_audit", stdout=output)
    return output.getvalue()


def of_former_release(count: int) -> None:
    """What the release before wrote: sealed without a key, no pending row, and nothing outside the database."""
    write(count)
    PendingEntry.objects.all().delete()
    compute_again_without_key()


def test_a_log_of_a_former_release_waits_for_its_first_key(caplog) -> None:
    of_former_release(3)
    write(1)

    assert actions.seal() == 0
    assert "reseal_audit" in caplog.text

    assert reseal() == "3 entries are sealed with AUDIT_KEY now.\n"
    assert actions.seal() == 1
    assert verifying.verify() == []
    assert {head.position for head in witness.read().heads} == {3, 4}


def test_entries_that_a_former_release_had_not_sealed_are_taken_along() -> None:
    of_former_release(2)
    write(1)
    PendingEntry.objects.all().delete()

    reseal()

    assert actions.seal() == 1
    assert verifying.verify() == []


def test_sealing_again_once_more_changes_nothing() -> None:
    write_sealed(3)
    before = list(AuditEntry.objects.sealed().values_list("hash"))

    assert reseal() == "All is sealed with AUDIT_KEY already.\n"
    assert list(AuditEntry.objects.sealed().values_list("hash")) == before


def test_a_former_log_that_was_changed_is_not_sealed_again() -> None:
    of_former_release(3)
    sql("UPDATE audit_auditentry SET verb = 'nothing' WHERE position = 2")

    with pytest.raises(CommandError, match="is not what was sealed"):
        reseal()


def test_a_log_that_had_a_key_takes_no_seals_without_one() -> None:
    write_sealed(3)
    sql("UPDATE audit_auditentry SET verb = 'nothing' WHERE position = 2")
    compute_again_without_key()

    with pytest.raises(CommandError, match="Nothing was sealed again"):
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


def test_a_restored_database_is_behind_its_witness_until_it_is_told(
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

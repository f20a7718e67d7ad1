"""Somebody who has the database, and neither the key nor the machine, bends the log: each way of it shows."""

from datetime import UTC, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accelerator.audit import actions, models, tasks, verifying, witness
from accelerator.audit.models import AuditEntry, PendingEntry
from tests.support.audit import compute_again, sql, write, write_sealed

pytestmark = pytest.mark.django_db


def assert_seen(text: str) -> None:
    """By the command, which fails, and so by the night."""
    with pytest.raises(CommandError, match=text) as failure:
        call_command("verify_audit")
    assert failure.value.returncode == 1


@pytest.mark.parametrize(
    "name",
    [
        "position", "previous_hash", "pk", "at", "actor_id", "verb", "subject_type", "subject_id", "scope", "data",
    ],
)  # fmt: skip
def test_a_seal_fits_one_entry_at_one_place_of_one_log_alone(name: str) -> None:
    entry = write_sealed(2)[1]
    other: dict[str, object] = {"at": entry.at + timedelta(seconds=1), "data": {"n": 9}}

    before = getattr(entry, name)
    changed = other.get(name, before + 1 if isinstance(before, int) else f"{before}0")
    setattr(entry, name, changed)

    assert models.compute_seal(entry, settings.AUDIT_KEY) != entry.hash


def test_an_entry_that_was_changed() -> None:
    entry = write_sealed(5)[2]

    sql("UPDATE audit_auditentry SET verb = 'nothing' WHERE id = %s", entry.pk)

    assert_seen(f"entry {entry.pk}, of .*, is not what was sealed")


def test_an_entry_that_was_changed_and_all_hashes_computed_again() -> None:
    entry = write_sealed(5)[2]

    sql("UPDATE audit_auditentry SET verb = 'nothing' WHERE id = %s", entry.pk)
    compute_again("a guess")

    assert_seen(f"entry {entry.pk}, of .*, is not what was sealed")


def test_the_last_twenty_deleted() -> None:
    first_gone = write_sealed(25)[5]

    sql("DELETE FROM audit_auditentry WHERE id >= %s", first_gone.pk)

    assert_seen("the entry at position 25, .*, is missing")


def test_the_last_twenty_deleted_and_others_sealed_in_their_place() -> None:
    first_gone = write_sealed(25)[5]

    sql("DELETE FROM audit_auditentry WHERE id >= %s", first_gone.pk)
    write(30)
    actions.seal()

    assert_seen("the entry at position 25, .*, has another seal now")


def test_one_in_the_middle_deleted_and_the_rest_renumbered() -> None:
    entries = write_sealed(5)

    sql("DELETE FROM audit_auditentry WHERE id = %s", entries[2].pk)
    sql(
        "UPDATE audit_auditentry SET position = 3, previous_hash = %s WHERE id = %s",
        entries[1].hash,
        entries[3].pk,
    )
    sql("UPDATE audit_auditentry SET position = 4 WHERE id = %s", entries[4].pk)

    assert_seen(f"entry {entries[3].pk}, of .*, is not what was sealed")


def test_one_deleted_before_it_was_sealed() -> None:
    entries = write(3)

    sql("DELETE FROM audit_auditentry WHERE id = %s", entries[1].pk)
    actions.seal()

    assert_seen(f"entry {entries[1].pk} was deleted before it was sealed")


def test_the_last_one_deleted_before_it_was_sealed_with_all_the_database_knows_of_it(
    django_capture_on_commit_callbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        entries = write(3)

    sql("DELETE FROM audit_auditentry WHERE id = %s", entries[2].pk)
    sql("DELETE FROM audit_pendingentry WHERE entry_id = %s", entries[2].pk)
    actions.seal()

    assert_seen(f"entry {entries[2].pk} was written, and is missing")


def test_one_changed_before_it_was_sealed_gets_no_seal() -> None:
    entries = write(3)

    sql("UPDATE audit_auditentry SET verb = 'nothing' WHERE id = %s", entries[0].pk)

    assert actions.seal() == 2
    assert_seen(f"entry {entries[0].pk}, of .*, was changed before it was sealed")


def test_positions_emptied_for_the_job_to_seal_again() -> None:
    entries = write_sealed(5)

    sql("UPDATE audit_auditentry SET verb = 'nothing' WHERE id = %s", entries[2].pk)
    sql("UPDATE audit_auditentry SET position = NULL, previous_hash = '', hash = ''")

    assert actions.seal() == 0
    assert_seen(f"entry {entries[2].pk}, of .*, lost its seal")


def test_positions_emptied_with_the_pending_rows_of_that_minute() -> None:
    """An attacker who copied the pending rows before sealing makes the job seal again: the seals differ then."""
    write(5)
    copied = list(PendingEntry.objects.all())
    actions.seal()

    sql("DELETE FROM audit_auditentry WHERE position = 3")
    sql("UPDATE audit_auditentry SET position = NULL, previous_hash = '', hash = ''")
    PendingEntry.objects.bulk_create(row for row in copied if AuditEntry.objects.filter(pk=row.pk).exists())
    actions.seal()

    assert_seen("the entry at position 5, .*, is missing")


def test_the_hash_of_the_entry_before_changed_alone() -> None:
    entry = write_sealed(5)[2]

    sql("UPDATE audit_auditentry SET previous_hash = %s WHERE id = %s", "f" * 64, entry.pk)

    assert_seen(f"entry {entry.pk}, of .*, does not follow the entry before it")


def test_an_entry_added_behind_our_back_gets_no_seal() -> None:
    write_sealed(2)
    forged = AuditEntry.objects.create(
        at=timezone.now(), verb="change_edition", subject_type="x", subject_id="1"
    )

    assert actions.seal() == 0
    assert_seen(f"entry {forged.pk}, of .*, lost its seal or was not written by the site")


def test_an_action_that_is_rolled_back_is_no_finding(django_capture_on_commit_callbacks) -> None:
    """Its number is taken from the sequence: a gap in the numbers proves nothing."""
    with django_capture_on_commit_callbacks(execute=True):
        write(1)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            write(1)
            raise ZeroDivisionError
        write(1)

    assert actions.seal() == 2
    assert verifying.verify() == []


def test_an_entry_that_waits_for_its_seal_is_no_finding() -> None:
    write_sealed(2)
    write(2)

    assert verifying.verify() == []


def test_findings_are_errors_of_the_night_in_its_mail_too(caplog, mailoutbox, settings) -> None:
    settings.AUDIT_WITNESS_EMAIL = "temoin@exemple.test"
    entry = write_sealed(3)[1]
    sql("UPDATE audit_auditentry SET verb = 'nothing' WHERE id = %s", entry.pk)

    tasks.verify()

    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert f"entry {entry.pk}," in caplog.records[0].getMessage()
    assert "1 anomalie" in mailoutbox[0].body


def test_every_night_takes_the_head_out_of_the_database(caplog, mailoutbox, settings) -> None:
    settings.AUDIT_WITNESS_EMAIL = "temoin@exemple.test"
    last = write_sealed(3)[-1]
    caplog.set_level("INFO")

    tasks.verify()

    lines = (Path(settings.AUDIT_WITNESS_FOLDER) / "heads.log").read_text().splitlines()
    assert [line.split()[:3] for line in lines] == [["head", "3", last.hash]]
    assert f"3 sealed entries; the last seal is {last.hash}" in caplog.text
    assert mailoutbox[0].to == ["temoin@exemple.test"]
    assert f"--head 3 {last.hash}" in mailoutbox[0].body
    assert "intact" in mailoutbox[0].body


def test_a_seal_from_a_mail_is_compared(settings, tmp_path) -> None:
    last = write_sealed(25)[-1]
    settings.AUDIT_WITNESS_FOLDER = tmp_path / "another-machine"

    sql("DELETE FROM audit_auditentry WHERE position > 5")

    call_command("verify_audit")  # nothing here knows of them
    with pytest.raises(CommandError, match="position 25"):
        call_command("verify_audit", "--head", "25", last.hash)


def test_files_of_days_go_after_a_month_the_heads_of_nights_stay(settings) -> None:
    write_sealed(2)
    folder = Path(settings.AUDIT_WITNESS_FOLDER)
    today = timezone.now().astimezone(UTC)
    for days in (31, 29):
        (folder / f"{today - timedelta(days=days):%Y-%m-%d}.log").write_text("")

    tasks.verify()

    names = {path.name for path in folder.iterdir()}
    assert f"{today - timedelta(days=31):%Y-%m-%d}.log" not in names
    assert {f"{today - timedelta(days=29):%Y-%m-%d}.log", "heads.log"} <= names


def test_a_folder_that_cannot_be_written_refuses_no_action(settings, tmp_path, caplog) -> None:
    (tmp_path / "file").write_text("")
    settings.AUDIT_WITNESS_FOLDER = tmp_path / "file"

    witness.append_entries({1: "a" * 64})

    assert "cannot write" in caplog.text


@pytest.mark.parametrize(
    "cut",
    [b"head 2", b"head ", b"head 2entry 13 " + b"a" * 64, b"entry 1 abc\n", b"entry x y\n", b"\xff\xfe\n"],
)
def test_a_line_cut_by_a_full_disk_is_ignored(settings, cut: bytes) -> None:
    write_sealed(2)
    with (Path(settings.AUDIT_WITNESS_FOLDER) / "heads.log").open("ab") as file:
        file.write(cut + b"entry 13 " + b"a" * 64 if cut == b"head " else cut)

    assert verifying.verify() == []

"""``manage.py verify_audit``: read the audit log again and compare it with what was written outside the database."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accelerator.audit import verifying, witness
from accelerator.audit.witness import Head


class Command(BaseCommand):
    help = "Check that no entry of the audit log was changed or removed; exits with 1 when one was."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            nargs=2,
            action="append",
            default=[],
            metavar=("POSITION", "SEAL"),
            help="compare with a seal written down elsewhere, such as that of a witness mail",
        )
        parser.add_argument(
            "--restored",
            action="store_true",
            help="right after a restore: say what is missing since the backup, and begin new witness files",
        )

    def handle(self, *, head: list[list[str]], restored: bool, **options: object) -> None:
        heads = [Head(int(position), seal) for position, seal in head]
        if restored:
            self._set_witness_aside()
        findings = verifying.verify(heads=heads)
        if findings:
            raise CommandError("\n".join([f"{len(findings)} findings:", *(f"  {each}" for each in findings)]))
        last = verifying.last_head()
        self.stdout.write(f"The log holds: {last.position if last else 0} entries.")
        if last:
            self.stdout.write(f"Its last seal is {last.hash}.")

    def _set_witness_aside(self) -> None:
        missing = verifying.find_differences(keys=[settings.AUDIT_KEY])
        for finding in missing:
            self.stdout.write(f"Since the backup: {finding}")
        if aside := witness.set_aside(at=timezone.now()):
            self.stdout.write(f"The former witness files are in {aside}.")

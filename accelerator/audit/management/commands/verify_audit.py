"""``manage.py verify_audit``: read the audit log again, from its first entry to the last one that is sealed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accelerator.audit import actions
from accelerator.audit.models import AuditEntry


class Command(BaseCommand):
    help = "Check that no sealed entry of the audit log was changed or removed; exits with 1 when one was."

    def handle(self, **options: Any) -> None:
        broken = actions.verify()
        if broken is not None:
            raise CommandError(f"The chain breaks at entry {broken.pk}, of {broken.at:%Y-%m-%d %H:%M} UTC.")
        self.stdout.write(f"The chain holds: {AuditEntry.objects.sealed().count()} entries.")

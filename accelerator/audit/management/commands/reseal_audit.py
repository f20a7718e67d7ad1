"""``manage.py reseal_audit``: seal the audit log under the key of now, after the key was changed."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accelerator.audit import verifying


class Command(BaseCommand):
    help = "Seal again with AUDIT_KEY what is sealed with AUDIT_KEY_BEFORE, if it holds."

    def handle(self, **options: object) -> None:
        try:
            changed = verifying.reseal(at=timezone.now())
        except verifying.CannotReseal as problem:
            raise CommandError(f"Nothing was sealed again. {problem}") from problem
        if changed:
            self.stdout.write(f"{changed} entries are sealed with AUDIT_KEY now.")
        else:
            self.stdout.write("All is sealed with AUDIT_KEY already.")

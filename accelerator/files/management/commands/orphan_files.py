"""``manage.py orphan_files``: the stored files that no row names; with ``--erase``, they go."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accelerator.files import erasing


class Command(BaseCommand):
    help = "List the stored files that no row names any more, a day old at least."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--erase", action="store_true", help="erase them now, as beat does every night")

    def handle(self, *, erase: bool, **options: object) -> None:
        at = timezone.now()
        try:
            names = erasing.find_orphans(at=at)
            self.stdout.writelines(names)
            if erase:
                self.stdout.write(f"Erased: {erasing.erase_orphans(at=at)}")
            else:
                self.stdout.write(f"Files without a row: {len(names)}")
        except erasing.TooManyOrphans as problem:
            raise CommandError(f"{problem}. Is this the database of these files?") from None

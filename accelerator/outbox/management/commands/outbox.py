"""``manage.py outbox hold|list|release``: after a restore, what may leave is read before it does."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accelerator.outbox import holding
from accelerator.outbox.models import MailState, OutgoingMail


class Command(BaseCommand):
    help = "Keep mails from leaving (hold), read what would leave (list), let it go (release)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["hold", "list", "release"])
        parser.add_argument(
            "--had-left-before",
            metavar="YYYY-MM-DDTHH:MM",
            type=datetime.fromisoformat,
            help="release: cancel what was due before this hour, when the former site last sent",
        )
        parser.add_argument(
            "--drop", metavar="ID", type=int, nargs="+", default=[], help="release: cancel these too"
        )

    def handle(self, *, action: str, **options: Any) -> None:
        if action == "hold":
            self.stdout.write(
                f"{holding.pause_outbox(at=timezone.now())}; sign-in codes asked for now still leave."
            )
            self._list()
        elif action == "list":
            self._list()
        else:
            self._release(options["had_left_before"], options["drop"])

    def _list(self) -> None:
        if holding.current_hold() is None:
            self.stdout.write("Nothing is held: mails leave as they are due.")
            return
        mails = OutgoingMail.objects.on_hold()
        self.stdout.write(f"{mails.count()} mails wait:")
        for mail in mails.defer("text", "html").iterator():
            due = timezone.localtime(mail.due_at)
            mark = "  (was being sent)" if mail.state == MailState.SENDING else ""
            self.stdout.write(f"  {mail.pk:>8}  {due:%Y-%m-%d %H:%M}  {mail.to_email}  {mail.subject}{mark}")

    def _release(self, had_left_before: datetime | None, dropped: list[int]) -> None:
        if holding.current_hold() is None:
            raise CommandError("Nothing is held.")
        if had_left_before is not None and timezone.is_naive(had_left_before):
            had_left_before = timezone.make_aware(had_left_before)
        cancelled, left = holding.release_outbox(
            at=timezone.now(), had_left_before=had_left_before, dropped=dropped
        )
        self.stdout.write(f"Released: {cancelled} mails cancelled, {left} leave as they are due.")

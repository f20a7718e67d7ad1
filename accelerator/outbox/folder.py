"""A mail backend for the local set-up: one file a mail, in the folder that ``/dev/mails/`` reads."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


def mail_folder() -> Path:
    """Where the local set-up keeps its mails; a site with a mail server has no such setting."""
    return Path(getattr(settings, "EMAIL_FILE_PATH", "") or settings.VAR / "mails")


class FolderBackend(BaseEmailBackend):
    """Writes ``<digest of the Message-ID>.eml``: the same mail sent again is the same file, never half written."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Side effect: one file a message, put in place whole."""
        folder = mail_folder()
        folder.mkdir(parents=True, exist_ok=True)
        for email_message in email_messages:
            message = email_message.message()
            name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:24]
            half = folder / f".{name}.{os.getpid()}"
            half.write_bytes(message.as_bytes())
            half.replace(folder / f"{name}.eml")
        return len(email_messages)

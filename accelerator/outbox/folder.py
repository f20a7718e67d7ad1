"""A mail backend for the local set-up: one file a mail, in the folder that ``/dev/mails/`` reads."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FolderBackend(BaseEmailBackend):
    """Writes ``<digest of the Message-ID>.eml``: the same mail sent again is the same file, never half written."""

    def __init__(self, fail_silently: bool = False, file_path: str | None = None, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.folder = Path(file_path or getattr(settings, "EMAIL_FILE_PATH", "") or settings.VAR / "mails")

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Side effect: one file a message, put in place whole."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for email_message in email_messages:
            message = email_message.message()
            name = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:24]
            half = self.folder / f".{name}.{os.getpid()}"
            half.write_bytes(message.as_bytes())
            half.replace(self.folder / f"{name}.eml")
        return len(email_messages)

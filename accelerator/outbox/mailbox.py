"""The local set-up: mails are files of a folder, that ``/dev/mails/`` reads."""

import hashlib
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as StoredMessage
from email.parser import BytesHeaderParser
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


def mail_folder() -> Path:
    """The folder where the local set-up stores its mails; a site with a mail server has no such setting."""
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


LATEST = 100
_NAME = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class StoredMail:
    """One file of the folder; its body is read on demand."""

    name: str
    written_at: datetime
    headers: StoredMessage = field(repr=False)

    @property
    def subject(self) -> str:
        return str(self.headers["Subject"] or "")

    @property
    def to(self) -> str:
        return str(self.headers["To"] or "")


def latest(address: str = "") -> list[StoredMail]:
    """The newest mails first, at most ``LATEST``; to one address, if there is an argument."""
    files = sorted(mail_folder().glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    parser = BytesHeaderParser(policy=policy.default)
    mails: list[StoredMail] = []
    for path in files:
        with path.open("rb") as file:
            mail = _read_mail(path, parser.parse(file))
        if address.lower() in mail.to.lower():
            mails.append(mail)
        if len(mails) == LATEST:
            break
    return mails


def read(name: str) -> StoredMail | None:
    """One mail whole, or ``None``."""
    path = mail_folder() / f"{name}.eml"
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    return _read_mail(path, message_from_bytes(path.read_bytes(), policy=policy.default))


def words(mail: StoredMail, kind: str) -> str:
    """The text (``plain``) or the HTML (``html``) of a mail; empty if it has none."""
    part = mail.headers.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""


def _read_mail(path: Path, headers: StoredMessage) -> StoredMail:
    written_at = datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone())
    return StoredMail(path.stem, written_at, headers)

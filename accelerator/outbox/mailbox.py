"""The folder of mails of the local set-up, read back."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

from django.utils import timezone

from accelerator.outbox.folder import mail_folder

LATEST = 100
_NAME = re.compile(r"[0-9a-f]{24}")


@dataclass(frozen=True)
class KeptMail:
    """One file of the folder; its words are read only when asked for."""

    name: str
    written_at: datetime
    headers: EmailMessage = field(repr=False)

    @property
    def subject(self) -> str:
        return str(self.headers["Subject"] or "")

    @property
    def to(self) -> str:
        return str(self.headers["To"] or "")


def latest(address: str = "") -> list[KeptMail]:
    """The newest mails first, at most ``LATEST``; to one address if given."""
    files = sorted(mail_folder().glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    parser = BytesHeaderParser(policy=policy.default)
    found: list[KeptMail] = []
    for path in files:
        with path.open("rb") as file:
            mail = _mail_at(path, parser.parse(file))
        if address.lower() in mail.to.lower():
            found.append(mail)
        if len(found) == LATEST:
            break
    return found


def read(name: str) -> KeptMail | None:
    """One mail whole, or ``None``."""
    path = mail_folder() / f"{name}.eml"
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    return _mail_at(path, message_from_bytes(path.read_bytes(), policy=policy.default))


def words(mail: KeptMail, kind: str) -> str:
    """Its text (``plain``) or its ``html``; nothing if it has none."""
    part = mail.headers.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part else ""


def _mail_at(path: Path, headers: EmailMessage) -> KeptMail:
    written_at = datetime.fromtimestamp(path.stat().st_mtime, tz=timezone.get_current_timezone())
    return KeptMail(path.stem, written_at, headers)
